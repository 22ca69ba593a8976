//! Programs written for std::offload: fixture `std-offload` compares every result with the host's.

use crate::fixture::Fixture;
use crate::toolchain::STABLE;

#[test]
fn stable_release() {
    let output =
        Fixture::copy(STABLE, "std-offload", "std_offload_release").offload("run --release").success();
    let count = output.stdout.strip_prefix("right after ").and_then(|rest| rest.split(' ').next());
    let count: usize =
        count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{}", output.all()));
    // That of the panic, too; the others are refused before.
    assert_eq!(output.launches().len(), count + 1, "{}", output.all());
}
