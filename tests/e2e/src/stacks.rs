//! A kernel that overflows its stack on the CPU device ends the program as the same function does on the
//! host, and does not write to other memory.

use crate::fixture::Fixture;
use crate::process::run;
use crate::toolchain::STABLE;

#[test]
fn an_overflow_behaves_as_on_the_host() {
    let fixture = Fixture::copy(STABLE, "stacks", "stacks");
    fixture.offload("build --release").success();
    let program = fixture.program("stacks", "release");
    for function in ["one_word", "two_locals", "untouched", "far_ends"] {
        for place in [&["host"][..], &[]] {
            let mut command = STABLE.command(&program.to_string_lossy());
            let output = run(command.arg(function).args(place));
            assert_eq!(output.code, None, "no signal: {}", output.all());
            assert!(output.stdout.is_empty(), "it went on: {}", output.all());
            output.says("has overflowed its stack");
        }
    }
}
