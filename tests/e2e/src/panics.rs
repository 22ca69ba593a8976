//! Every panic of core has the same message on the device as on the host: fixture `panics` compares them.

use crate::fixture::Fixture;
use crate::toolchain::{Toolchain, on_every_toolchain};

fn panics(toolchain: Toolchain, name: &str, line: &str) {
    let output = Fixture::copy(toolchain, "panics", name).offload(line).success();
    // Each kernel panics once and then works.
    assert_eq!(output.launches().len(), 2 * output.count_after("the same after "), "{}", output.all());
}

on_every_toolchain!(panics, "panics");
