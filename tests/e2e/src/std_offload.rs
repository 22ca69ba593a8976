//! Programs written for std::offload: fixture `std-offload` compares every result with the host's.

use crate::fixture::Fixture;
use crate::toolchain::STABLE;

#[test]
fn stable_release() {
    let output =
        Fixture::copy(STABLE, "std-offload", "std_offload_release").offload("run --release").success();
    // The launch that panics counts, too; other failing launches are refused earlier.
    assert_eq!(output.launches().len(), output.count_after("right after ") + 1, "{}", output.all());
}
