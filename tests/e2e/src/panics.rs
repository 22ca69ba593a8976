//! Every panic of core's says on the device what it says on the host: fixture `panics` compares them.

use crate::fixture::Fixture;
use crate::toolchain::{NIGHTLY, STABLE, Toolchain};

fn panics(toolchain: Toolchain, name: &str, line: &str) {
    let output = Fixture::copy(toolchain, "panics", name).offload(line).success();
    let count = output.stdout.strip_prefix("the same after ").and_then(|rest| rest.split(' ').next());
    let count: usize =
        count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{}", output.all()));
    // Each panics once and then works.
    assert_eq!(output.launches().len(), 2 * count, "{}", output.all());
}

#[test]
fn stable_release() {
    panics(STABLE, "panics_release", "run --release");
}

#[test]
fn stable_debug() {
    panics(STABLE, "panics_debug", "run");
}

#[test]
fn nightly_release() {
    panics(NIGHTLY, "panics_nightly", "run --release");
}
