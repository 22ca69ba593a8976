//! Kernels in programs that are compiled with a sanitizer: on the CPU device it finds mistakes in a kernel as
//! in host code.
//!
//! `./x sanitize` runs these; they compile all dependencies once more for each sanitizer.

use crate::fixture::Fixture;
use crate::process::Output;
use crate::toolchain::{NIGHTLY, root};

/// Runs fixture `saxpy` with other code in its kernel, first right and then wrong. The kernel is `unsafe` and
/// takes all of `y`.
fn sanitized(sanitizer: &str, right: &str, wrong: &str) -> Output {
    let fixture = Fixture::copy(NIGHTLY, "saxpy", &format!("sanitized_{sanitizer}"))
        .with("RUSTFLAGS", &format!("-Zsanitizer={sanitizer} -Cunsafe-allow-abi-mismatch=sanitizer"))
        .with("ASAN_OPTIONS", "detect_leaks=0")
        .with(
            "TSAN_OPTIONS",
            &format!("suppressions={}", root().join("tests/thread-sanitizer.txt").display()),
        );
    fixture.edit("src/main.rs", "#[offload::kernel]\nfn", "#[offload::kernel]\nunsafe fn");
    fixture.edit("src/main.rs", "mut y: Each<f32>", "y: &mut [f32]");
    let launch = "unsafe { saxpy::launch_on(offload::Launch::new().cover(y.len() as u32), a, &x, &mut y) }";
    fixture.edit("src/main.rs", "saxpy::launch(a, &x, &mut y)", launch);
    let body = "*y += FACTOR * a * x[y.index()];";
    let index =
        "let i = offload::device::global_id().x;\n    if i >= y.len() {\n        return;\n    }\n    ";
    fixture.edit("src/main.rs", body, &format!("{index}{right}"));
    let output = fixture.offload("run --targets cpu -- 100000").success();
    assert_eq!(output.launches().len(), 1, "{}", output.all());
    fixture.edit("src/main.rs", right, wrong);
    let output = fixture.offload("run --targets cpu -- 100000");
    assert_ne!(output.code, Some(0), "{}", output.all());
    output
}

#[test]
#[ignore = "./x sanitize runs it"]
fn address_sanitizer_finds_what_is_out_of_bounds() {
    let right = "y[i] += FACTOR * a * x[i];";
    // Read a page past the end: the runtime layer shifts the starts of ranges within a page, and owns the
    // bytes in between.
    let wrong = "y[i] += FACTOR * a * unsafe { *x.as_ptr().add(i + 1250) };";
    sanitized("address", right, wrong).says("ERROR: AddressSanitizer: heap-buffer-overflow");
}

#[test]
#[ignore = "./x sanitize runs it"]
fn thread_sanitizer_finds_a_race() {
    let right = "y[i] += FACTOR * a * x[i];";
    // The loop is long enough for another thread to wake up.
    let wrong = "y[i] += FACTOR * a * x[i];\n    for k in 0..300 {\n        y[k % 4] += y[i];\n    }";
    sanitized("thread", right, wrong).says("WARNING: ThreadSanitizer: data race");
}
