//! What kernels compute, feature by feature: fixture `values` compares every result with the host's, exactly.

use crate::fixture::Fixture;
use crate::toolchain::{NIGHTLY, STABLE, Toolchain};

fn values(toolchain: Toolchain, name: &str, line: &str) {
    let output = Fixture::copy(toolchain, "values", name).offload(line).success();
    let count = output.stdout.strip_prefix("right after ").and_then(|rest| rest.split(' ').next());
    let count: usize =
        count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{}", output.all()));
    assert_eq!(output.launches().len(), count, "{}", output.all());
}

#[test]
fn stable_release() {
    values(STABLE, "values_release", "run --release");
}

#[test]
fn stable_debug() {
    values(STABLE, "values_debug", "run");
}

#[test]
fn nightly_release() {
    values(NIGHTLY, "values_nightly", "run --release");
}
