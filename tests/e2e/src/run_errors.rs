//! Errors at run time: each error says what to do, nothing crashes, and the program continues.

use crate::by_hand;
use crate::fixture::{Fixture, line_of, read};
use crate::process::{Output, run};
use crate::toolchain::STABLE;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The path of a program of fixture `failures`, built once.
fn failures() -> PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    let build = || {
        let fixture = Fixture::copy(STABLE, "failures", "failures");
        fixture.offload("build --release").success();
        fixture.program("failures", "release")
    };
    PROGRAM.get_or_init(build).clone()
}

/// Runs the program with variables.
fn failures_with(case: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = STABLE.command(&failures().to_string_lossy());
    run(command.arg(case).env("OFFLOAD_INFO", "1").env("RUST_BACKTRACE", "0").envs(variables.iter().copied()))
}

/// The line of the fixture that panics with this mark.
fn panic_line(name: &str) -> usize {
    line_of(include_str!("../fixtures/failures/src/main.rs"), &format!("// PANIC {name}"))
}

/// Requires `id` at the start of a line of stdout, and `texts` in the error.
#[track_caller]
fn error(output: &Output, id: &str, texts: &[&str]) {
    assert!(output.stdout.lines().any(|line| line.starts_with(id)), "no {id}; {}", output.all());
    for text in texts {
        assert!(output.stdout.contains(text), "no {text:?}; {}", output.all());
    }
}

#[test]
fn a_kernel_that_panics() {
    let output = failures_with("panics", &[]).success();
    let place = |name: &str| format!("src/main.rs:{}:", panic_line(name));
    error(&output, "OFL106", &[&format!("panicked at {}", place("bounds"))]);
    error(&output, "OFL106", &["index out of bounds: the len is 10 but the index is 12"]);
    // Element 700 in blocks of 256.
    error(&output, "OFL106: thread (188,0,0) of block (2,0,0) of kernel `failures::look_up`", &[]);
    error(&output, "OFL106", &[&format!("panicked at {}", place("formatted")), "element 321 is 321"]);
    error(&output, "OFL106", &[&format!("panicked at {}", place("division")), "attempt to divide by zero"]);
    let unwrap = "called `Option::unwrap()` on a `None` value";
    error(&output, "OFL106", &[&format!("panicked at {}", place("unwrap")), unwrap]);
    error(&output, "OFL106", &[&format!("panicked at {}", place("abort")), "aborted"]);
    assert!(output.stdout.ends_with("went on\n"), "{}", output.all());
}

#[test]
fn out_of_memory() {
    let output = failures_with("memory", &[]).success();
    error(&output, "OFL104", &["argument `x`", "8589934592 bytes", "failures::big", "src/main.rs:"]);
    assert!(output.stdout.ends_with("went on\n"), "{}", output.all());
}

#[test]
fn lengths_that_do_not_fit_move_nothing() {
    let output = failures_with("lengths", &[]).success();
    error(&output, "OFL105", &["`x` has 10 elements, `y` has 11", "src/main.rs:"]);
    assert_eq!(output.launches(), ["failures::add"], "{}", output.all());
    assert_eq!(output.transfers(), ["to x 80", "to y 80", "from y 80"], "{}", output.all());
}

#[test]
fn grids_that_cannot_run_move_nothing() {
    let output = failures_with("grids", &[]).success();
    let place =
        output.stdout.lines().filter(|line| line.starts_with("OFL108") && line.contains("src/main.rs:"));
    assert_eq!(place.count(), 4, "{}", output.all());
    error(&output, "OFL108", &["failures::nothing", "1025", "4294967296", "max_block = 257"]);
    assert_eq!(output.launches(), ["failures::add"; 4], "{}", output.all());
    assert_eq!(output.transfers().len(), 12, "{}", output.all());
}

/// A runtime that has devices and memory, but cannot start a kernel.
#[test]
fn a_runtime_that_fails() {
    let directory = STABLE.directory().join("failing_runtime");
    fs::create_dir_all(&directory).expect("the directory is ours");
    let (source, library) = (directory.join("runtime.c"), directory.join("libomptarget.so"));
    let text = "#include <stdlib.h>\n#include <string.h>\n\
        void __tgt_register_lib(void *binary) {}\n\
        void __tgt_target_data_begin_mapper(void *place, long device, int count, void *bases, void *addresses, void *sizes,\n\
        void *types, void *names, void *mappers) {}\n\
        int omp_get_num_devices(void) { return 4; }\n\
        int omp_get_initial_device(void) { return 4; }\n\
        void *omp_target_alloc(size_t bytes, int device) { return malloc(bytes); }\n\
        void omp_target_free(void *memory, int device) { free(memory); }\n\
        int omp_target_memcpy(char *to, char *from, size_t bytes, size_t to_offset, size_t from_offset, int a, int b) {\n\
        return memcpy(to + to_offset, from + from_offset, bytes), 0; }\n\
        int __tgt_target_kernel(void *place, long device, int teams, int threads, void *kernel, void *arguments) { return 7; }\n";
    fs::write(&source, text).expect("the directory is ours");
    run(STABLE.command("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source])).success();
    let output = failures_with("once", &[("OFFLOAD_LIBOMPTARGET", &library.to_string_lossy())]).failure(3);
    error(&output, "OFL109", &["__tgt_target_kernel returned 7", "failures::add", "src/main.rs:"]);
}

/// The program lists the features that its image needs. Here the list is `tbm`, which only AMD's Bulldozers
/// had.
#[test]
fn a_processor_without_the_features_of_the_image() {
    let mut bytes = fs::read(failures()).expect("it was built");
    let needs = b"\"cpu_features\":[\"cmpxchg16b\"";
    let start =
        bytes.windows(needs.len()).position(|bytes| bytes == needs).expect("it needs x86-64-v2 at least");
    bytes[start..start + needs.len()].copy_from_slice(b"\"cpu_features\":[\"tbm\"       ");
    let program = STABLE.directory().join("failures_for_tbm");
    fs::write(&program, bytes).expect("the directory is ours");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("the directory is ours");
    let output = run(STABLE.command(&program.to_string_lossy()).arg("once")).failure(3);
    error(&output, "OFL110", &["failures::add", "tbm"]);
}

#[test]
fn zero_elements_run_nothing() {
    let output = failures_with("empty", &[]).success();
    assert_eq!(output.launches(), ["failures::look_up"], "{}", output.all());
    assert_eq!(output.transfers(), ["to table 80", "to y 24", "from y 24"], "{}", output.all());
}

#[test]
fn panics_of_the_host_between_launches() {
    let output = failures_with("unwind", &[]).success();
    assert_eq!(output.launches().len(), 40, "{}", output.all());
}

#[test]
fn many_host_threads_at_once() {
    let output = failures_with("threads", &[]).success();
    assert_eq!(output.launches().len(), 16 * 55, "{}", output.all());
}

#[test]
fn sixty_four_host_threads_over_the_same_data() {
    let output = failures_with("shared", &[]).success();
    assert_eq!(output.launches().len(), 64 * 5, "{}", output.all());
}

/// What Rust prints for a `main` that returns the error has the way out in a line of its own.
#[test]
fn a_main_that_returns_the_error() {
    let output = failures_with("returned", &[]).failure(1);
    let start = "Error: OFL105: the lengths of the arguments of kernel `failures::sum_pair` don't fit at src/main.rs:";
    let end = ": `x` has 4 elements, `y` has 3";
    let mut lines = output.stderr.lines();
    assert!(
        lines.any(|line| line.starts_with(start) && line.ends_with(end))
            && lines.next()
                == Some("  = help: Pass slices of the same length, or shorten them at the launch"),
        "{}",
        output.all()
    );
    assert_eq!(output.stdout, "");
}

#[test]
fn no_libomptarget() {
    let variable = ("OFFLOAD_LIBOMPTARGET", "/nonexistent/libomptarget.so");
    let output = failures_with("once", &[variable]).failure(3);
    error(&output, "OFL102", &["/nonexistent/libomptarget.so", "apt install libomp5-19"]);
    let output = failures_with("once", &[variable, ("OFFLOAD_FALLBACK", "no-artifact")]).failure(3);
    error(&output, "OFL102", &[]);
    let output = failures_with("once", &[variable, ("OFFLOAD_FALLBACK", "always")]).success();
    assert!(output.launches().is_empty(), "{}", output.all());
}

#[test]
fn devices_disabled() {
    let variable = ("OMP_TARGET_OFFLOAD", "disabled");
    let output = failures_with("once", &[variable]).failure(3);
    error(&output, "OFL103", &["OMP_TARGET_OFFLOAD"]);
    let output = failures_with("once", &[variable, ("OFFLOAD_FALLBACK", "always")]).success();
    assert!(output.launches().is_empty(), "{}", output.all());
}

#[test]
fn settings_that_mean_nothing() {
    let output = failures_with("once", &[("OFFLOAD_FALLBACK", "perhaps")]).failure(3);
    error(&output, "OFL111", &["OFFLOAD_FALLBACK=perhaps", "never, no-artifact, always"]);
    let output = failures_with("once", &[("OFFLOAD_INFO", "2")]).failure(3);
    error(&output, "OFL111", &["OFFLOAD_INFO=2"]);
}

#[test]
fn fallback_is_not_used_where_the_device_works() {
    for value in ["", "never", "no-artifact", "always"] {
        let output = failures_with("once", &[("OFFLOAD_FALLBACK", value)]).success();
        assert_eq!(output.launches(), ["failures::add"], "{}", output.all());
    }
}

#[test]
fn no_artifact_and_artifacts_of_other_builds() {
    let fixture = Fixture::copy(STABLE, "saxpy", "mismatch");
    let artifact = by_hand::device_pass(&fixture, "mismatch");

    let program = by_hand::host_pass(&fixture, "mismatch", None).success();
    drop(program);
    let output = by_hand::run_program(&fixture, "mismatch", &[]).failure(3);
    let output = output
        .says("OFL100: kernel `mismatch::saxpy` was not offloaded at src/main.rs:")
        .says("cargo offload");
    assert!(output.information("transfer").count() == 0, "{}", output.all());
    let output = by_hand::run_program(&fixture, "mismatch", &[("OFFLOAD_FALLBACK", "no-artifact")]).success();
    assert!(output.stdout.contains("fallback"), "{}", output.all());

    by_hand::host_pass(&fixture, "mismatch", Some(&artifact)).success();
    let output = by_hand::run_program(&fixture, "mismatch", &[]).success();
    assert_eq!(output.launches(), ["mismatch::saxpy"], "{}", output.all());

    // The kernel in the program differs from the one in the artifact.
    fixture.edit("src/main.rs", "*y += FACTOR * a", "*y = *y + FACTOR * a");
    by_hand::host_pass(&fixture, "mismatch", Some(&artifact)).success();
    let output = by_hand::run_program(&fixture, "mismatch", &[]).failure(3);
    output.says("OFL101: the device code of kernel `mismatch::saxpy` is of another build");

    // An object that is not an artifact.
    let foreign = fixture.directory.join("foreign.o");
    let source = fixture.directory.join("foreign.c");
    fs::write(&source, "int foreign_to_all_of_this;\n").expect("the directory is ours");
    run(STABLE.command("cc").arg("-c").arg(&source).arg("-o").arg(&foreign)).success();
    by_hand::host_pass(&fixture, "mismatch", Some(&foreign)).success();
    by_hand::run_program(&fixture, "mismatch", &[]).failure(3).says("OFL100");

    // A part of an artifact.
    let bytes = fs::read(&artifact).expect("the artifact is there");
    let truncated = fixture.directory.join("truncated.o");
    fs::write(&truncated, &bytes[..bytes.len() / 2]).expect("the directory is ours");
    by_hand::host_pass(&fixture, "mismatch", Some(&truncated)).failure(101).says("linking with");
}

#[test]
fn damaged_artifacts_are_refused_by_cargo_offload() {
    let fixture = Fixture::copy(STABLE, "saxpy", "damaged").own_target();
    fixture.offload("build --release").success();
    let artifact = fixture.device_output("damaged", "release");
    let bytes = fs::read(&artifact).expect("the device pass left it");
    for damaged in [&bytes[..bytes.len() / 2], b"", include_bytes!("run_errors.rs").as_slice()] {
        fs::write(&artifact, damaged).expect("the directory is ours");
        let output = fixture.offload("build --release").failure(101);
        output.says("error[OFL207]").says("damaged").says("= help: ");
    }
    let object = fixture.directory.join("foreign.o");
    let source = fixture.directory.join("foreign.c");
    fs::write(&source, "int foreign_to_all_of_this;\n").expect("the directory is ours");
    run(STABLE.command("cc").arg("-c").arg(&source).arg("-o").arg(&object)).success();
    fs::copy(&object, &artifact).expect("the directory is ours");
    fixture.offload("build --release").failure(101).says("error[OFL207]").says("foreign object");

    // The help says to remove a directory; that works.
    fs::remove_dir_all(fixture.target.join("offload")).expect("it is there");
    let output = fixture.offload("run --release").success();
    assert_eq!(output.launches(), ["damaged::saxpy"], "{}", output.all());

    // Damage the copy for the linker, not the device pass's own: it must be made again or refused, never
    // linked.
    let copies = fs::read_dir(fixture.target.join("offload/artifacts/release")).expect("it is there");
    for copy in copies {
        fs::write(copy.expect("readable").path(), b"nothing").expect("the directory is ours");
    }
    let output = fixture.offload("run --release").success();
    assert_eq!(output.launches(), ["damaged::saxpy"], "{}", output.all());
}

#[test]
fn a_directory_with_spaces_and_other_letters() {
    let directory = STABLE.directory().join("ein Ordner mit Größe ☃");
    let mut fixture = Fixture::copy_to(STABLE, "saxpy", "spaces", directory);
    fixture = fixture.own_target();
    let output = fixture.offload("run --release").success();
    assert_eq!(output.launches(), ["spaces::saxpy"], "{}", output.all());
    let compiled = fixture.offload("build --release").success();
    assert!(compiled.compiled().is_empty(), "{}", compiled.all());
    fixture.edit("src/main.rs", "*y += FACTOR * a", "*y += 2.0 * FACTOR * a");
    fixture.edit("src/main.rs", "before[i] + FACTOR * a", "before[i] + 2.0 * FACTOR * a");
    let output = fixture.offload("run --release").success();
    assert_eq!(output.launches(), ["spaces::saxpy"], "{}", output.all());
    assert!(read(&fixture.directory.join("src/main.rs")).contains("2.0 * FACTOR"));
}
