//! The toolchains, the programs under test, and an environment for child processes without the variables of
//! this test's own build.

use crate::process::run;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A toolchain of rustup.
#[derive(Clone, Copy)]
pub struct Toolchain(pub &'static str);

/// The stable release that `rust-toolchain.toml` names: rustup's `stable` may have another LLVM.
pub const STABLE: Toolchain = Toolchain("1.95.0");
pub const NIGHTLY: Toolchain = Toolchain("nightly");

impl Toolchain {
    /// `program` (`cargo`, `rustc`) of this toolchain.
    pub fn command(self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let foreign = name.to_str().is_some_and(|name| {
                let is_cargos = name.starts_with("CARGO") && name != "CARGO_HOME";
                is_cargos || name.starts_with("OFFLOAD_") || name.starts_with("RUST") && name != "RUSTUP_HOME"
            });
            if foreign || name == "LD_LIBRARY_PATH" {
                command.env_remove(name);
            }
        }
        command
            .env("RUSTUP_TOOLCHAIN", self.0)
            .env("PATH", path_with(&programs()))
            .env("OFFLOAD_PLUGIN", plugin())
            .env("CARGO_BUILD_JOBS", "2")
            .env("CARGO_TERM_COLOR", "never")
            // No test reads this debug info, and it slows compilation down.
            .env("CARGO_PROFILE_DEV_BUILD_OVERRIDE_DEBUG", "false");
        command
    }

    /// `program` of this toolchain's version of LLVM, which `./x setup` installs.
    pub fn llvm_tool(self, program: &str) -> Command {
        let output = run(self.command("rustc").arg("-vV")).success();
        let version = output.stdout.lines().find_map(|line| line.strip_prefix("LLVM version: "));
        let major = version.and_then(|version| version.split('.').next()).expect("rustc names its LLVM");
        Command::new(format!("/usr/lib/llvm-{major}/bin/{program}"))
    }

    /// The triple of this machine, as rustc names it.
    pub fn host(self) -> String {
        let output = run(self.command("rustc").arg("-vV")).success();
        let host = output.stdout.lines().find_map(|line| line.strip_prefix("host: "));
        host.expect("rustc names its host").to_owned()
    }

    /// Directory for this toolchain's builds.
    pub fn directory(self) -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(self.0)
    }

    /// The target directory that fixtures share.
    pub fn target(self) -> PathBuf {
        self.directory().join("target")
    }
}

/// Tests of `$check(toolchain, name of the fixture's copy, command of cargo offload)`: release and debug on stable, release on nightly.
macro_rules! on_every_toolchain {
    ($check:ident, $fixture:literal) => {
        #[test]
        fn stable_release() {
            $check($crate::toolchain::STABLE, concat!($fixture, "_release"), "run --release");
        }

        #[test]
        fn stable_debug() {
            $check($crate::toolchain::STABLE, concat!($fixture, "_debug"), "run");
        }

        #[test]
        fn nightly_release() {
            $check($crate::toolchain::NIGHTLY, concat!($fixture, "_nightly"), "run --release");
        }
    };
}
pub(crate) use on_every_toolchain;

#[test]
fn the_stable_release_is_the_pinned_one() {
    let text = crate::fixture::read(&root().join("rust-toolchain.toml"));
    assert!(text.contains(&format!("channel = \"{}\"", STABLE.0)), "{text}");
}

/// The root of this repository.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Directory of `cargo-offload`, the release build beside these tests.
pub fn programs() -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("release");
    for program in ["cargo-offload", "offload-linker"] {
        let file = directory.join(program);
        assert!(file.is_file(), "{} is missing: `./x build` makes it", file.display());
    }
    directory
}

/// The plugin: `OFFLOAD_PLUGIN`, or the release build beside these tests.
pub fn plugin() -> PathBuf {
    let named = std::env::var_os("OFFLOAD_PLUGIN").filter(|path| !path.is_empty()).map(PathBuf::from);
    let file = named.unwrap_or_else(|| programs().join("liboffload_plugin.so"));
    assert!(file.is_file(), "{} is missing: `./x build` makes it", file.display());
    file
}

/// The directory with `bin/ptxas`: `OFFLOAD_CUDA_PATH`, or the one that `./x setup gpu` has fetched.
pub fn cuda() -> PathBuf {
    let named = std::env::var_os("OFFLOAD_CUDA_PATH").filter(|path| !path.is_empty()).map(PathBuf::from);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("device-tools");
    let directory = named.unwrap_or_else(|| target.join("nvidia/cuda_nvcc"));
    assert!(
        directory.join("bin/ptxas").is_file(),
        "no bin/ptxas in {}: `./x setup gpu` gets it",
        directory.display()
    );
    directory
}

fn path_with(directory: &Path) -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(directory.to_owned()).chain(std::env::split_paths(&path));
    std::env::join_paths(all).expect("no colon in the path of a build")
}
