//! Memory in kernels: fixture `heap` compares std's collections on the device with the host's.

use crate::fixture::Fixture;
use crate::toolchain::{Toolchain, on_every_toolchain};

fn heap(toolchain: Toolchain, name: &str, line: &str) {
    let output = Fixture::copy(toolchain, "heap", name).offload(line).success();
    assert!(output.stdout.starts_with("OFL112: the device heap of kernel `"), "{}", output.all());
    // Each kernel runs twice; two more launches fail, and one asks first.
    assert_eq!(output.launches().len(), 2 * output.count_after("right after ") + 3, "{}", output.all());
}

on_every_toolchain!(heap, "heap");
