//! Every error of the plugin through rustc, at opt-level 0 and 3: checks the text and the source line, and
//! that there is no crash and no output file.
//!
//! The programs are `errors/*.rs`. Their comments state the expected errors:
//!
//! - `//~ OFL020: text`: this error, with this line as its place;
//! - `//~ ANYWHERE OFL020: text`: this error, at any place;
//! - `//~ CHAIN name`: this line is in the chain of calls, inside a function `name` or its closure;
//! - `//~ MORE`: further errors are fine; otherwise every error is expected.
//!
//! A program of many kernels has one mark for each of them; the test looks for every kernel's own error.

use crate::by_hand::{DeviceBuild, GPUS, device_build, device_build_for_gpus};
use crate::fixture::{Fixture, read};
use crate::process::{Output, run};
use crate::toolchain::{NIGHTLY, STABLE, Toolchain, cuda, plugin};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs the device pass over `errors/<name>.rs`; returns its output and the path of the artifact.
fn compile(toolchain: Toolchain, name: &str, opt_level: u32) -> (Output, PathBuf) {
    compile_with(toolchain, device_build(toolchain), name, opt_level, &[])
}

/// The same, with GPUs as targets, too.
fn compile_for_gpus(name: &str, opt_level: u32) -> (Output, PathBuf) {
    let cuda = cuda();
    let variables = [("OFFLOAD_TARGETS", GPUS), ("OFFLOAD_CUDA_PATH", &cuda.to_string_lossy())];
    compile_with(STABLE, device_build_for_gpus(), name, opt_level, &variables)
}

fn compile_with(
    toolchain: Toolchain,
    build: DeviceBuild,
    name: &str,
    opt_level: u32,
    variables: &[(&str, &str)],
) -> (Output, PathBuf) {
    let DeviceBuild { flags, library, dependencies } = build;
    let output = toolchain.directory().join(format!("errors/{name}-{opt_level}"));
    let _ = std::fs::remove_file(&output);
    std::fs::create_dir_all(output.parent().expect("it has a parent")).expect("the directory is ours");
    let mut command = toolchain.command("rustc");
    command
        .current_dir(programs())
        .env("RUSTC_BOOTSTRAP", "1")
        .envs(variables.iter().copied())
        .args([&format!("{name}.rs"), "--edition=2024", "--crate-type=bin", "-Clto=fat"])
        .arg(format!("-Copt-level={opt_level}"))
        .arg(format!("--extern=offload={}", library.display()))
        .args(dependencies.map(|directory| format!("-Ldependency={}", directory.display())))
        .args(flags)
        .arg("-o")
        .arg(&output);
    (run(&mut command), output)
}

fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("errors")
}

/// Compares rustc's messages with the comments of `errors/<name>.rs`.
fn check(toolchain: Toolchain, name: &str) {
    check_with(name, |opt_level| compile(toolchain, name, opt_level));
}

fn check_with(name: &str, compile: impl Fn(u32) -> (Output, PathBuf)) {
    let source = read(&programs().join(format!("{name}.rs")));
    for opt_level in [0, 3] {
        let (output, artifact) = compile(opt_level);
        let context = format!("opt-level {opt_level}: {}", output.all());
        assert_eq!(output.code, Some(1), "{context}");
        assert!(!artifact.exists(), "an artifact was left; {context}");

        let errors: Vec<&str> =
            output.stderr.split("error: ").filter(|error| error.starts_with("OFL")).collect();
        let (mut expected, mut more) = (0, false);
        for (index, line) in source.lines().enumerate() {
            let Some((_, mark)) = line.split_once("//~ ") else { continue };
            let number = index + 1;
            if mark == "MORE" {
                more = true;
            } else if let Some(function) = mark.strip_prefix("CHAIN ") {
                let place = format!("({name}.rs:{number})");
                let is_link = |line: &str| {
                    let link = line
                        .split_once("= called from `")
                        .or(line.split_once("= taken as a function value in `"));
                    let path = link.map_or("", |(_, path)| path.split('`').next().unwrap_or_default());
                    path.split("::").any(|part| part.starts_with(function)) && line.contains(&place)
                };
                assert!(output.stderr.lines().any(is_link), "no `{function}` {place} in a chain; {context}");
            } else {
                expected += 1;
                let anywhere = mark.strip_prefix("ANYWHERE ");
                let text = anywhere.unwrap_or(mark);
                let (id, text) = text.split_once(": ").expect("an id and a text");
                // A closure's place has no column.
                let place = format!("--> {name}.rs:{number}");
                let is_here = |error: &&str| {
                    error.contains(&format!("{place}:")) || error.contains(&format!("{place}\n"))
                };
                let fits = errors.iter().any(|error| {
                    error.starts_with(id) && error.contains(text) && (anywhere.is_some() || is_here(error))
                });
                assert!(fits, "no {text:?} at line {number}; {context}");
            }
        }
        assert!(expected > 0, "{name}.rs expects nothing");
        assert!(more || errors.len() == expected, "{} errors, not {expected}; {context}", errors.len());
        for error in errors {
            assert!(error.contains("= help: "), "no help; {context}");
            let page = format!("docs/errors/{}.md", &error[..6]);
            assert!(error.contains(&page), "no {page}; {context}");
            assert!(!error.contains("__kernel"), "the macro's own function is named; {context}");
        }
    }
}

macro_rules! programs {
    ($($name:ident),* $(,)?) => {
        /// Programs with a test.
        const TESTED: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                check(STABLE, stringify!($name));
            }
        )*
    };
}

programs! {
    backend,
    captured_function,
    captured_reference,
    captured_slice,
    captured_struct,
    clock,
    descriptor_version,
    environment,
    external_function,
    files,
    foreign,
    function_value,
    inline_assembly,
    iterator_captured,
    launch_in_kernel,
    launches_in_kernel,
    locks,
    network,
    panic_runtime,
    processes,
    processor,
    several,
    stack,
    static_interior,
    static_read,
    static_write,
    statics,
    streams,
    system_random,
    thread_local,
    thread_locals,
    threads,
    three_kernels,
    two_descriptors,
}

#[test]
fn nightly_says_the_same() {
    check(NIGHTLY, "several");
    check(NIGHTLY, "external_function");
}

#[test]
fn gpu() {
    check_with("gpu", |opt_level| compile_for_gpus("gpu", opt_level));
}

#[test]
fn several_kernels_with_one_error_are_named() {
    let (output, _) = compile(STABLE, "three_kernels", 3);
    for kernel in ["first", "second", "third"] {
        let name = format!("`three_kernels::{kernel}`");
        let lines = output.stderr.lines().filter(|line| !line.contains("= called from "));
        let count: usize = lines.map(|line| line.matches(&name).count()).sum();
        assert_eq!(count, 1, "{name}; {}", output.all());
    }
}

/// Programs that compile for every target.
const FINE: &[&str] =
    &["fine", "fine_captured", "fine_control", "fine_kernels", "fine_numbers", "fine_processor"];

#[test]
fn correct_programs_compile_and_leave_an_artifact() {
    for name in FINE {
        for opt_level in [0, 3] {
            let (output, artifact) = compile_for_gpus(name, opt_level);
            let output = output.success();
            assert!(artifact.exists(), "{}", output.all());
        }
    }
}

/// `-Ctarget-cpu` and `-Ctarget-feature` apply to kernels, too, and the manifest lists the needed features,
/// so that a machine without them refuses.
#[test]
fn kernels_for_a_processor() {
    for (flag, has_aes) in
        [("-Ctarget-cpu=skylake", true), ("-Ctarget-feature=+aes", true), ("-Cdebug-assertions=no", false)]
    {
        let mut build = device_build(STABLE);
        build.flags.push(flag.to_owned());
        let (output, artifact) = compile_with(STABLE, build, "fine_processor", 3, &[]);
        let output = output.success();
        let bytes = std::fs::read(artifact).expect("the device pass left it");
        let start =
            bytes.windows(16).position(|bytes| bytes == b"\"cpu_features\":[").expect("a list of features");
        let list = String::from_utf8_lossy(&bytes[start..start + 1000]);
        let list = list.split(']').next().unwrap_or_default();
        assert!(list.contains("\"cmpxchg16b\""), "{list}; {}", output.all());
        assert_eq!(list.contains("\"aes\""), has_aes, "{flag}: {list}; {}", output.all());
    }
}

#[test]
fn every_program_has_its_test() {
    for entry in std::fs::read_dir(programs()).expect("errors/ can be read") {
        let path = entry.expect("errors/ can be read").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        assert!(
            name == "gpu" || FINE.contains(&name) || TESTED.contains(&name),
            "errors/{name}.rs has no test"
        );
    }
}

/// Compiles a correct program after `change` has made one mistake in the command.
fn compile_fine(change: impl FnOnce(&mut Vec<String>, &mut Command)) -> Output {
    let mut build = device_build(STABLE);
    let mut command = STABLE.command("rustc");
    change(&mut build.flags, &mut command);
    let output = STABLE.directory().join("errors/flags");
    std::fs::create_dir_all(output.parent().expect("a directory")).expect("the directory is ours");
    let _ = std::fs::remove_file(&output);
    command
        .current_dir(programs())
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["fine.rs", "--edition=2024", "--crate-type=bin", "-Clto=fat", "-Copt-level=0"])
        .arg(format!("--extern=offload={}", build.library.display()))
        .args(build.dependencies.map(|directory| format!("-Ldependency={}", directory.display())))
        .args(build.flags)
        .arg("-o")
        .arg(&output);
    let result = run(&mut command);
    assert!(!output.exists(), "an artifact was left; {}", result.all());
    result
}

fn replace(flags: &mut [String], start: &str, new: &str) {
    let flag = flags.iter_mut().find(|flag| flag.starts_with(start)).expect("the flag is there");
    *flag = new.to_owned();
}

#[test]
fn config_mismatch() {
    let output = compile_fine(|flags, _| {
        replace(
            flags,
            "-Zllvm-module-flag=offload_config",
            "-Zllvm-module-flag=offload_config:u32:12345:max",
        );
    });
    output.failure(1).says("OFL002: the flag offload_config is 12345").says("cargo offload flags");
}

#[test]
fn unknown_pass() {
    let output = compile_fine(|flags, _| {
        replace(flags, "-Zllvm-module-flag=offload_pass", "-Zllvm-module-flag=offload_pass:u32:3:max");
    });
    output.failure(1).says("OFL004: the flag offload_pass is 3");
}

#[test]
fn unknown_target() {
    // Leave out `offload_config`, which depends on the targets, and so the library that was compiled with it.
    let build = device_build(STABLE);
    let flags = build.flags.iter().filter(|flag| !flag.contains("offload_config"));
    let source = STABLE.directory().join("errors/nothing.rs");
    std::fs::create_dir_all(source.with_file_name("")).expect("the directory is ours");
    std::fs::write(&source, "fn main() {}\n").expect("the directory is ours");
    let mut command = STABLE.command("rustc");
    command.args(["-Clto=fat", "-o"]).arg(source.with_file_name("nothing")).arg(&source).args(flags);
    let output = run(command.env("RUSTC_BOOTSTRAP", "1").env("OFFLOAD_TARGETS", "cpu,abacus"));
    output.failure(1).says("OFL005: unknown target `abacus`");
    let fixture = Fixture::copy(STABLE, "saxpy", "unknown_target");
    fixture.offload("build --targets cpu,abacus").failure(101).says("error[OFL205]").says("abacus");
}

#[test]
fn types_that_nobody_knows() {
    let mut build = device_build(STABLE);
    build.flags.push("-Cdebuginfo=1".to_owned());
    let (output, artifact) = compile_with(STABLE, build, "fine_captured", 1, &[]);
    output
        .failure(1)
        .says("OFL013: nothing says what argument `f` of kernel `fine_captured::apply` holds")
        .says("--> fine_captured.rs:")
        .says("OFL013: nothing says what argument `closure of map` of kernel `offload().map().sum()` holds")
        .says("cargo offload flags device");
    assert!(!artifact.exists(), "an artifact was left");
}

#[test]
fn legacy_mangling() {
    let output = compile_fine(|flags, _| {
        replace(flags, "-Csymbol-mangling-version", "-Csymbol-mangling-version=legacy");
        flags.push("-Zunstable-options".to_owned());
    });
    output.failure(1).says("OFL003: the kernel symbol `").says("-Csymbol-mangling-version=v0");
}

#[test]
fn a_device_tool_that_fails_or_is_missing() {
    let output = compile_fine(|_, command| {
        command.env("OFFLOAD_CC", "/bin/false");
    });
    output.failure(1).says("OFL030").says("/bin/false").says("= help: ");
    let output = compile_fine(|_, command| {
        command.env("OFFLOAD_CC", "/nonexistent/cc");
    });
    output.failure(1).says("OFL030").says("/nonexistent/cc");
}

/// LLVM crashes. No known program causes a crash, so a library in front of the C library does, in the copy of
/// rustc in which LLVM runs: nothing else handles SIGTRAP.
#[test]
fn llvm_that_crashes() {
    let directory = STABLE.directory().join("crashing_llvm");
    std::fs::create_dir_all(&directory).expect("the directory is ours");
    let (source, library) = (directory.join("crash.c"), directory.join("crash.so"));
    let text = "#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <signal.h>\n\
        int sigaction(int number, const struct sigaction *now, struct sigaction *before) {\n\
        if (number == SIGTRAP && now) *(volatile int *)8 = 1;\n\
        int (*next)(int, const struct sigaction *, struct sigaction *) = dlsym(RTLD_NEXT, \"sigaction\");\n\
        return next(number, now, before); }\n";
    std::fs::write(&source, text).expect("the directory is ours");
    run(STABLE.command("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source])).success();
    let output = compile_fine(|_, command| {
        command.env("LD_PRELOAD", &library);
    });
    let output = output.failure(1).says("= help: ").says("docs/errors/OFL041.md").says("  --> fine.rs:");
    output
        .says("OFL041: LLVM cannot compile kernel `fine::")
        .says("for cpu: it was ended by a signal (Segmentation fault), while running pass");
}

#[test]
fn a_plugin_for_another_llvm() {
    let bytes = std::fs::read(plugin()).expect("the plugin is a file");
    let position = bytes.windows(24).position(|bytes| bytes == b"offload-plugin llvm=22 a");
    let position = position.expect("the plugin says what it was built for");
    let mut other = bytes.clone();
    other[position + 21] = b'1';
    let path = STABLE.directory().join("errors/liboffload_plugin_21.so");
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("the directory is ours");
    std::fs::write(&path, other).expect("the directory is ours");

    let output = compile_fine(|flags, _| {
        replace(flags, "-Zllvm-plugins=", &format!("-Zllvm-plugins={}", path.display()));
    });
    output.failure(1).says("OFL001: this offload plugin was built for LLVM 21");

    let fixture =
        Fixture::copy(STABLE, "saxpy", "other_llvm").with("OFFLOAD_PLUGIN", &path.to_string_lossy());
    let output = fixture.offload("build").failure(101);
    output.says("error[OFL201]").says("was built for LLVM 21").says("= help: ");
}

#[test]
fn a_plugin_that_is_missing_or_none() {
    let fixture = Fixture::copy(STABLE, "saxpy", "other_llvm");
    let missing = run(fixture.cargo("offload build").env("OFFLOAD_PLUGIN", "/nonexistent/plugin.so"));
    missing.failure(101).says("error[OFL202]").says("/nonexistent/plugin.so");
    let none = run(fixture.cargo("offload build").env("OFFLOAD_PLUGIN", "/bin/true"));
    none.failure(101).says("error[OFL203]").says("/bin/true");
}

#[test]
fn two_kernels_of_one_name_in_one_module() {
    let fixture = Fixture::copy(STABLE, "saxpy", "same_name");
    fixture.edit(
        "src/main.rs",
        "fn main",
        "#[offload::kernel]\nfn saxpy(mut y: Each<f32>) {\n    *y += 1.0;\n}\n\nfn main",
    );
    // rustc reports this itself; there is no other error.
    fixture.offload("build").failure(101).says("error[E0428]: the name `saxpy` is defined multiple times");
}

#[test]
fn errors_through_cargo_offload_leave_no_program() {
    let fixture = Fixture::copy(STABLE, "saxpy", "error_in_cargo");
    fixture.edit("src/main.rs", "FACTOR * a * x[", "std::process::id() as f32 + FACTOR * a * x[");
    let line = read(&fixture.directory.join("src/main.rs"))
        .lines()
        .position(|line| line.contains("process::id"))
        .expect("it was edited in");
    for profile in ["", "--release"] {
        let output = fixture.offload(&format!("build {profile}")).failure(101);
        output
            .says("OFL032: kernel `error_in_cargo::saxpy` works with processes")
            .says(&format!("(src/main.rs:{})", line + 1))
            .says("could not compile `error_in_cargo` (bin \"error_in_cargo\") due to 1 previous error\n");
    }
    let exists = |pass: &str, profile: &str| {
        let directory = fixture.target.join("offload").join(pass).join(STABLE.host()).join(profile);
        directory.join("error_in_cargo").exists()
    };
    for (pass, profile) in
        [("device", "debug"), ("device", "release"), ("host", "debug"), ("host", "release")]
    {
        assert!(!exists(pass, profile), "the {pass} pass left a file in {profile}");
    }
}

#[test]
fn all_launches_of_a_kernel_are_named() {
    let (output, _) = compile(STABLE, "launches_in_kernel", 3);
    for line in [15, 23, 24] {
        let place = format!("launches_in_kernel.rs:{line}:");
        assert!(output.stderr.contains(&place), "no {place}; {}", output.all());
    }
    output.says("   = note: and at launches_in_kernel.rs:");
}
