//! The results of kernels, feature by feature: fixture `values` compares each of them exactly with the
//! host's.

use crate::fixture::Fixture;
use crate::toolchain::{Toolchain, on_every_toolchain};

fn values(toolchain: Toolchain, name: &str, line: &str) {
    let output = Fixture::copy(toolchain, "values", name).offload(line).success();
    assert_eq!(output.launches().len(), output.count_after("right after "), "{}", output.all());
}

on_every_toolchain!(values, "values");
