//! Builds without `cargo offload build`: plain cargo and rustc with the flags that `cargo offload flags`
//! prints.

use crate::fixture::Fixture;
use crate::process::{Output, run};
use crate::toolchain::{NIGHTLY, STABLE, Toolchain, cuda};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The flags and libraries that a device pass by hand needs.
#[derive(Clone)]
pub struct DeviceBuild {
    /// The flags of the device pass.
    pub flags: Vec<String>,
    /// The user crate, compiled with these flags.
    pub library: PathBuf,
    /// The directories of its dependencies and of the procedural macros.
    pub dependencies: [PathBuf; 2],
}

/// The flags of `pass` (`device` or `host`), one per word.
pub fn flags(toolchain: Toolchain, pass: &str) -> Vec<String> {
    flags_of(&Fixture::copy(toolchain, "saxpy", "flags"), pass)
}

fn flags_of(fixture: &Fixture, pass: &str) -> Vec<String> {
    let output = fixture.offload(&format!("flags {pass} --encoded")).success();
    output.stdout.trim_end().split('\x1f').map(str::to_owned).collect()
}

/// Compiles the user crate for the device pass, once per toolchain.
pub fn device_build(toolchain: Toolchain) -> DeviceBuild {
    static BUILDS: [(Toolchain, OnceLock<DeviceBuild>); 2] =
        [(STABLE, OnceLock::new()), (NIGHTLY, OnceLock::new())];
    let (_, build) = BUILDS.iter().find(|(candidate, _)| candidate.0 == toolchain.0).expect("one of the two");
    build.get_or_init(|| compile_library(&Fixture::copy(toolchain, "saxpy", "by_hand_library"))).clone()
}

/// The value of `OFFLOAD_TARGETS` for tests with GPUs.
pub const GPUS: &str = "cpu,gfx90a,sm_90";

/// Compiles the user crate for the device pass for [`GPUS`], once.
pub fn device_build_for_gpus() -> DeviceBuild {
    static BUILD: OnceLock<DeviceBuild> = OnceLock::new();
    let compile = || {
        let fixture = Fixture::copy(STABLE, "saxpy", "by_hand_library");
        let fixture =
            fixture.with("OFFLOAD_TARGETS", GPUS).with("OFFLOAD_CUDA_PATH", &cuda().to_string_lossy());
        compile_library(&fixture)
    };
    BUILD.get_or_init(compile).clone()
}

fn compile_library(fixture: &Fixture) -> DeviceBuild {
    let flags = flags_of(fixture, "device");
    let output = by_hand(fixture, "device", &flags, "build --release --message-format=json").success();
    let library = output
        .stdout
        .split('"')
        .find(|text| text.ends_with(".rlib") && text.contains("/liboffload-"))
        .map(PathBuf::from)
        .unwrap_or_else(|| panic!("no liboffload: {}", output.all()));
    let macros = directory(fixture, "device").join("release/deps");
    let dependencies = [library.with_file_name(""), macros];
    DeviceBuild { flags, library, dependencies }
}

/// Runs `cargo <line>` with the flags of a pass, as the README describes it.
fn by_hand(fixture: &Fixture, pass: &str, flags: &[String], line: &str) -> Output {
    run(fixture
        .cargo(line)
        .env("CARGO_TARGET_DIR", directory(fixture, pass))
        .env("CARGO_BUILD_TARGET", fixture.toolchain.host())
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .env("CARGO_PROFILE_RELEASE_LTO", "fat")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("OFFLOAD_INFO", "1"))
}

fn directory(fixture: &Fixture, pass: &str) -> PathBuf {
    fixture.target.with_file_name("by-hand").join(pass)
}

/// Runs the device pass over a program; returns the artifact.
pub fn device_pass(fixture: &Fixture, program: &str) -> PathBuf {
    by_hand(fixture, "device", &flags(fixture.toolchain, "device"), "build --release").success();
    output(fixture, "device", program)
}

/// Runs the host pass over a program, with `artifact` as an additional object of the link.
pub fn host_pass(fixture: &Fixture, program: &str, artifact: Option<&Path>) -> Output {
    let mut line = format!("rustc --release --bin {program}");
    // Link only the program with it: with RUSTFLAGS, another artifact would recompile every dependency.
    if let Some(artifact) = artifact {
        line.push_str(&format!(" -- -Clink-arg={}", artifact.display()));
    }
    by_hand(fixture, "host", &flags(fixture.toolchain, "host"), &line)
}

/// Runs the program that the host pass built.
pub fn run_program(fixture: &Fixture, program: &str, variables: &[(&str, &str)]) -> Output {
    let program = output(fixture, "host", program);
    let mut command = fixture.toolchain.command(&program.to_string_lossy());
    run(command.env("OFFLOAD_INFO", "1").envs(variables.iter().copied()))
}

fn output(fixture: &Fixture, pass: &str, program: &str) -> PathBuf {
    directory(fixture, pass).join(fixture.toolchain.host()).join("release").join(program)
}

fn saxpy_by_hand(toolchain: Toolchain, name: &str) {
    let fixture = Fixture::copy(toolchain, "saxpy", name);
    let artifact = device_pass(&fixture, name);
    host_pass(&fixture, name, Some(&artifact)).success();
    let output = run_program(&fixture, name, &[]).success();
    assert_eq!(output.launches(), [format!("{name}::saxpy")], "{}", output.all());
}

#[test]
fn stable_saxpy() {
    saxpy_by_hand(STABLE, "by_hand_stable");
}

#[test]
fn nightly_saxpy() {
    saxpy_by_hand(NIGHTLY, "by_hand_nightly");
}

#[test]
fn flags_have_no_spaces_or_say_so() {
    let fixture = Fixture::copy(STABLE, "saxpy", "flags");
    for pass in ["device", "host"] {
        let plain = fixture.offload(&format!("flags {pass}")).success().stdout;
        let words: Vec<&str> = plain.split_whitespace().collect();
        assert_eq!(words, flags(STABLE, pass));
        let number = if pass == "device" { 1 } else { 2 };
        assert!(plain.contains(&format!("-Zllvm-module-flag=offload_pass:u32:{number}:max")), "{plain}");
    }
    let spaced = run(fixture
        .cargo("offload flags host")
        .env("RUSTFLAGS", "")
        .env("CARGO_ENCODED_RUSTFLAGS", "--cfg\x1fa=\"b c\""));
    spaced.failure(101).says("CARGO_ENCODED_RUSTFLAGS");
}
