//! Memory in kernels: fixture `heap` compares std's collections on the device with the host's.

use crate::fixture::Fixture;
use crate::toolchain::{NIGHTLY, STABLE, Toolchain};

fn heap(toolchain: Toolchain, name: &str, line: &str) {
    let output = Fixture::copy(toolchain, "heap", name).offload(line).success();
    assert!(output.stdout.starts_with("OFL112: the device heap of kernel `"), "{}", output.all());
    let checks =
        output.stdout.lines().find_map(|line| line.strip_prefix("right after ")?.strip_suffix(" checks"));
    let checks: usize =
        checks.and_then(|checks| checks.parse().ok()).unwrap_or_else(|| panic!("{}", output.all()));
    // Each twice, two that fail and one that asks first.
    assert_eq!(output.launches().len(), 2 * checks + 3, "{}", output.all());
}

#[test]
fn stable_release() {
    heap(STABLE, "heap_release", "run --release");
}

#[test]
fn stable_debug() {
    heap(STABLE, "heap_debug", "run");
}

#[test]
fn nightly_release() {
    heap(NIGHTLY, "heap_nightly", "run --release");
}
