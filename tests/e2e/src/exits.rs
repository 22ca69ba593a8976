//! The end of programs: fixture `exits` runs itself in many roles, and reports how each run ended.

use crate::fixture::Fixture;
use crate::toolchain::STABLE;

#[test]
fn programs_that_launch_while_they_end_have_their_own_exit_code() {
    let output =
        Fixture::copy(STABLE, "exits", "exits").with("OFFLOAD_DEVICE", "cpu").offload("run --release");
    assert!(output.success().count_after("right after ") > 100);
}

/// Without device code only threads have to end.
#[test]
fn so_have_those_without_device_code() {
    let fixture = Fixture::copy(STABLE, "exits", "exits_fallback");
    let output = crate::process::run(&mut fixture.cargo("run --release"));
    assert!(output.success().count_after("right after ") > 100);
}
