//! What is made again after a change, and what is not.

use crate::fixture::{Fixture, read};
use crate::process::Output;
use crate::toolchain::{NIGHTLY, STABLE, Toolchain};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// A C compiler driver that writes down its calls.
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

    /// Calls since the last question.
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

fn edits(toolchain: Toolchain, name: &str, line: &str) {
    let kernel = format!("{name}::saxpy");
    let (fixture, driver) = CountingDriver::install(Fixture::copy(toolchain, "saxpy", name));
    // A kernel that no earlier run of the tests left an image of.
    let new = format!(
        "if y.index() == {} {{\n        *y = 0.0;\n    }}",
        1_000_000_000 + u64::from(std::process::id())
    );
    fixture.edit("src/main.rs", "    *y += FACTOR", &format!("    {new}\n    *y += FACTOR"));
    ran(&fixture.offload(line).success(), &kernel, "1");
    assert_eq!(driver.calls(), 1, "the kernel is new");

    let output = fixture.offload(line).success();
    ran(&output, &kernel, "1");
    assert!(output.compiled().is_empty(), "nothing changed; {}", output.all());
    assert_eq!(driver.calls(), 0);

    fixture.edit(
        "src/main.rs",
        "println!(\"factor {FACTOR} on",
        "println!(\"factor {FACTOR} on {device}, edited; on",
    );
    let output = fixture.offload(line).success();
    assert!(output.stdout.contains("edited"), "{}", output.all());
    assert_eq!(driver.calls(), 0, "only host code changed; {}", output.all());
    fixture.edit("src/main.rs", "on {device}, edited; on", "on");

    // Were the kernel stale, the comparison with plain Rust would fail.
    fixture.edit("src/main.rs", "FACTOR * a * x[", "2.0 * FACTOR * a * x[");
    fixture.edit("src/main.rs", "before[i] + FACTOR * a", "before[i] + 2.0 * FACTOR * a");
    let output = fixture.offload(line).success();
    ran(&output, &kernel, "1");
    assert_eq!(output.compiled(), [name, name], "once per pass; {}", output.all());
    assert_eq!(driver.calls(), 1, "the kernel changed; {}", output.all());

    for _ in 0..2 {
        ran(&fixture.offload(&format!("{line} --features triple")).success(), &kernel, "3");
        ran(&fixture.offload(line).success(), &kernel, "1");
    }
    let calls = driver.calls();
    assert!(calls <= 1, "features there and back: {calls} calls");
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

/// A kernel in a library crate, edited there; the program that launches it is not.
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

/// What a kernel calls, edited in another crate.
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

/// A failed device pass leaves the program of before, and the next one says the same again.
#[test]
fn an_error_is_said_again_until_it_is_mended() {
    let fixture = Fixture::copy(STABLE, "saxpy", "rebuild_error");
    fixture.offload("run").success();
    let call = "std::process::id() as f32 + FACTOR * a * x[";
    fixture.edit("src/main.rs", "FACTOR * a * x[", call);
    for _ in 0..2 {
        let output = fixture.offload("run").failure(101).says("OFL020");
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
