//! Without `cargo offload build`: plain cargo and rustc with the flags that `cargo offload flags` prints.

use crate::fixture::Fixture;
use crate::process::{Output, run};
use crate::toolchain::{NIGHTLY, STABLE, Toolchain};
use std::path::PathBuf;
use std::sync::{OnceLock};

/// What a device pass by hand needs beside the program itself.
#[derive(Clone)]
pub struct DeviceBuild {
    /// The flags of the device pass.
    pub flags: Vec<String>,
    /// The user crate, compiled with them.
    pub library: PathBuf,
    /// Where its dependencies are, and the procedural macros.
    pub dependencies: [PathBuf; 2],
}

/// The flags of `pass` (`device` or `host`), one per word.
pub fn flags(toolchain: Toolchain, pass: &str) -> Vec<String> {
    let output = Fixture::copy(toolchain, "saxpy", "flags").offload(&format!("flags {pass} --encoded")).success();
    output.stdout.trim_end().split('\x1f').map(str::to_owned).collect()
}

/// Compiles the user crate for the device pass, once per toolchain.
pub fn device_build(toolchain: Toolchain) -> DeviceBuild {
    static BUILDS: [(Toolchain, OnceLock<DeviceBuild>); 2] = [(STABLE, OnceLock::new()), (NIGHTLY, OnceLock::new())];
    let (_, build) = BUILDS.iter().find(|(known, _)| known.0 == toolchain.0).expect("one of the two");
    let build = build.get_or_init(|| {
        let fixture = Fixture::copy(toolchain, "saxpy", "by_hand_library");
        let flags = flags(toolchain, "device");
        let output = by_hand(&fixture, "device", &flags, "build --message-format=json").success();
        let library = output
            .stdout
            .split('"')
            .find(|text| text.ends_with(".rlib") && text.contains("/liboffload-"))
            .map(PathBuf::from)
            .unwrap_or_else(|| panic!("no liboffload: {}", output.all()));
        let macros = directory(&fixture, "device").join("release/deps");
        let dependencies = [library.with_file_name(""), macros];
        DeviceBuild { flags, library, dependencies }
    });
    build.clone()
}

/// `cargo <line>` in release with the flags of a pass, as the README says it.
fn by_hand(fixture: &Fixture, pass: &str, flags: &[String], line: &str) -> Output {
    run(fixture
        .cargo(line)
        .args(["--release", "--target", &host_triple(fixture.toolchain), "--target-dir"])
        .arg(directory(fixture, pass))
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .env("CARGO_PROFILE_RELEASE_LTO", "fat")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "line-tables-only")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("OFFLOAD_INFO", "1"))
}

fn directory(fixture: &Fixture, pass: &str) -> PathBuf {
    fixture.target.with_file_name("by-hand").join(pass)
}

fn host_triple(toolchain: Toolchain) -> String {
    let output = run(toolchain.command("rustc").arg("-vV")).success();
    let host = output.stdout.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc names its host").to_owned()
}
