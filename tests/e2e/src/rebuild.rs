//! Which outputs a change rebuilds, and which it does not.

use crate::fixture::{Fixture, read};
use crate::process::Output;
use crate::toolchain::{NIGHTLY, STABLE, Toolchain};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// A C compiler driver that records its calls.
struct CountingDriver(PathBuf);

impl CountingDriver {
    fn install(fixture: Fixture) -> (Fixture, Self) {
        let driver = fixture.directory.join("counting-cc");
        let calls = fixture.directory.join("calls");
        fs::write(&calls, "").expect("the directory is ours");
        let script = format!("#!/bin/sh\necho call >> '{}'\nexec cc \"$@\"\n", calls.display());
        fs::write(&driver, script).expect("the directory is ours");
        fs::set_permissions(&driver, fs::Permissions::from_mode(0o755)).expect("the directory is ours");
        (fixture.with("OFFLOAD_CC", &driver.to_string_lossy()), Self(calls))
    }

    /// The number of calls since the last question.
    fn calls(&self) -> usize {
        let count = read(&self.0).lines().count();
        fs::write(&self.0, "").expect("the directory is ours");
        count
    }
}

#[track_caller]
fn ran(output: &Output, kernel: &str, factor: &str) {
    assert_eq!(output.launches(), [kernel], "{}", output.all());
    assert!(output.stdout.starts_with(&format!("factor {factor} on cpu")), "{}", output.all());
}

/// Edits of the program, in the order in which a user would make them.
fn edits(toolchain: Toolchain, name: &str, line: &str) {
    let kernel = format!("{name}::saxpy");
    let fixture = Fixture::copy(toolchain, "saxpy", name);
    ran(&fixture.offload(line).success(), &kernel, "1");
    let output = fixture.offload(line).success();
    ran(&output, &kernel, "1");
    assert!(output.compiled().is_empty(), "nothing changed; {}", output.all());

    // The edit changes the kernel and the comparison with plain Rust: a stale kernel would differ.
    fixture.edit("src/main.rs", "FACTOR * a * x[", "2.0 * FACTOR * a * x[");
    let output = fixture.offload(line).success();
    ran(&output, &kernel, "1");
    assert_eq!(output.compiled(), [name, name], "once per pass; {}", output.all());

    for _ in 0..2 {
        ran(&fixture.offload(&format!("{line} --features triple")).success(), &kernel, "3");
        ran(&fixture.offload(line).success(), &kernel, "1");
    }
    let output = fixture.offload(line).success();
    assert!(output.compiled().is_empty(), "nothing changed; {}", output.all());
}

#[test]
fn stable_release() {
    edits(STABLE, "rebuild_release", "run --release");
}

#[test]
fn stable_debug() {
    edits(STABLE, "rebuild_debug", "run");
}

#[test]
fn nightly_debug() {
    edits(NIGHTLY, "rebuild_nightly", "run");
}

#[test]
fn host_code_runs_no_device_tool() {
    let (fixture, driver) = CountingDriver::install(Fixture::copy(STABLE, "saxpy", "rebuild_tools"));
    // A kernel without an image from an earlier run of the tests.
    let unseen = 1_000_000_000 + u64::from(std::process::id());
    let kernel = format!("    if y.index() == {unseen} {{\n        *y = 0.0;\n    }}\n    *y += FACTOR");
    fixture.edit("src/main.rs", "    *y += FACTOR", &kernel);
    fixture.offload("build").success();
    assert_eq!(driver.calls(), 1, "the kernel is new");
    fixture.offload("build").success();
    assert_eq!(driver.calls(), 0, "nothing changed");

    fixture.edit("src/main.rs", "println!(\"factor", "println!(\"edited: factor");
    let output = fixture.offload("run").success();
    assert!(output.stdout.starts_with("edited: factor"), "{}", output.all());
    assert_eq!(driver.calls(), 0, "only host code changed; {}", output.all());
    fixture.edit(
        "src/main.rs",
        "println!(\"edited: factor",
        "println!(\"edited again\");\n    println!(\"factor",
    );
    fixture.offload("build").success();
    assert_eq!(driver.calls(), 0, "host code below the kernel changed");

    fixture.edit("src/main.rs", "FACTOR * a * x[", "2.0 * FACTOR * a * x[");
    fixture.offload("build").success();
    assert_eq!(driver.calls(), 1, "the kernel changed");
    fixture.edit("src/main.rs", "2.0 * FACTOR * a * x[", "FACTOR * a * x[");
    fixture.offload("build").success();
    assert_eq!(driver.calls(), 0, "the kernel is that of before");
}

/// Edits a kernel in a library crate, but not the program that launches it.
#[test]
fn a_kernel_in_a_library() {
    let fixture = Fixture::copy(STABLE, "workspace", "rebuild_library");
    let line = "run -p rebuild_library";
    fixture.offload(line).success();
    // `kernels::check` compares with 1001 times, so an edited kernel that runs fails there.
    fixture.edit("kernels/src/lib.rs", "*y *= factor + 1000;", "*y *= factor + 1001;");
    let output = fixture.offload(line).failure(101);
    let output = output.says("scale of the library");
    assert_eq!(output.launches().len(), 2, "{}", output.all());
}

/// Edits a function in another crate that a kernel calls.
#[test]
fn a_function_that_a_kernel_calls() {
    let fixture = Fixture::copy(STABLE, "saxpy", "rebuild_callee");
    fixture.edit("src/main.rs", "FACTOR * a * x[y.index()]", "times(FACTOR * a, x[y.index()])");
    fixture.edit(
        "src/main.rs",
        "fn main",
        "#[inline(never)]\nfn times(a: f32, x: f32) -> f32 {\n    a * x\n}\n\nfn main",
    );
    fixture.offload("run").success();
    fixture.edit("src/main.rs", "    a * x\n", "    a * x + 1.0\n");
    let output = fixture.offload("run").failure(1);
    assert!(output.stdout.contains("WRONG"), "the edited function ran on the device; {}", output.all());
    fixture.edit("src/main.rs", "before[i] + FACTOR * a * x[i]", "before[i] + (FACTOR * a * x[i] + 1.0)");
    ran(&fixture.offload("run").success(), "rebuild_callee::saxpy", "1");
}

/// A failed device pass keeps the previous program, and the next pass reports the same error again.
#[test]
fn an_error_is_said_again_until_it_is_mended() {
    let fixture = Fixture::copy(STABLE, "saxpy", "rebuild_error");
    fixture.offload("run").success();
    let call = "std::process::id() as f32 + FACTOR * a * x[";
    fixture.edit("src/main.rs", "FACTOR * a * x[", call);
    for _ in 0..2 {
        let output = fixture.offload("run").failure(101).says("OFL032");
        assert!(output.launches().is_empty(), "{}", output.all());
    }
    fixture.edit("src/main.rs", call, "FACTOR * a * x[");
    ran(&fixture.offload("run").success(), "rebuild_error::saxpy", "1");
}

#[test]
fn plain_cargo_and_cargo_offload_leave_each_other_alone() {
    let fixture = Fixture::copy(STABLE, "saxpy", "rebuild_plain").own_target();
    ran(&fixture.offload("run").success(), "rebuild_plain::saxpy", "1");
    let plain = crate::process::run(&mut fixture.cargo("run")).success();
    assert!(plain.stdout.contains("fallback (no plugin)"), "{}", plain.all());
    let output = fixture.offload("run").success();
    assert!(output.compiled().is_empty(), "{}", output.all());
    let plain = crate::process::run(&mut fixture.cargo("build")).success();
    assert!(plain.compiled().is_empty(), "{}", plain.all());
}
