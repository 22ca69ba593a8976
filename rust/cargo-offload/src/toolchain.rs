//! Queries cargo, rustc, the workspace and the settings, each once and all in parallel.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::arguments::CargoArguments;
use crate::error::Error;

/// The rustc that cargo will use.
#[derive(Debug, Clone)]
pub struct Rustc {
    /// Path, for messages and child processes.
    pub path: PathBuf,
    /// First line of `rustc -vV`.
    pub version: String,
    /// The host triple.
    pub host: String,
    /// Major version of its LLVM.
    pub llvm_major: u32,
}

/// The fields of `cargo metadata --no-deps` that this program needs.
#[derive(Debug, Deserialize)]
pub struct Workspace {
    /// Cargo's target directory, or the value of `--target-dir`.
    pub target_directory: PathBuf,
    /// The directory of the workspace's `Cargo.toml`.
    pub workspace_root: PathBuf,
    /// Ids of the packages that cargo builds when none is named.
    #[serde(default)]
    pub workspace_default_members: Vec<String>,
    /// `[workspace.metadata]`
    #[serde(default)]
    pub metadata: Value,
    /// The members.
    pub packages: Vec<Package>,
}

/// A package of the workspace.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Cargo's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The binary that `cargo run` runs.
    pub default_run: Option<String>,
    /// `[package.metadata]`
    #[serde(default)]
    pub metadata: Value,
    /// Library, binaries, tests, examples.
    pub targets: Vec<PackageTarget>,
}

/// A target of a package.
#[derive(Debug, Deserialize)]
pub struct PackageTarget {
    /// Its name.
    pub name: String,
    /// `bin`, `lib`, …
    pub kind: Vec<String>,
}

/// The environment of a `cargo offload` call.
#[derive(Debug)]
pub struct Toolchain {
    /// The cargo that called us.
    pub cargo: PathBuf,
    /// The rustc that it will use.
    pub rustc: Rustc,
    /// The workspace around the current directory.
    pub workspace: Workspace,
    /// Cargo's settings from its files and from `--config`, merged; without environment variables.
    pub settings: Value,
}

impl Toolchain {
    /// Queries cargo and rustc.
    pub fn find(arguments: &CargoArguments) -> Result<Self> {
        let cargo = PathBuf::from(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        let rustc_path = rustc_path(&cargo);

        let rustc = spawn(Command::new(&rustc_path).arg("-vV"))?;
        let settings = spawn(
            with_configuration(&mut Command::new(&cargo), arguments)
                .args(["-Zunstable-options", "config", "get", "--format", "json"])
                .env("RUSTC_BOOTSTRAP", "1"),
        )?;
        let mut metadata = Command::new(&cargo);
        with_configuration(&mut metadata, arguments).args(["metadata", "--no-deps", "--format-version", "1"]);
        if let Some(path) = &arguments.manifest_path {
            metadata.args(["--manifest-path", path]);
        }
        let metadata = spawn(&mut metadata)?;

        let version = output(rustc, &format!("{} -vV", rustc_path.display()))?;
        let settings = serde_json::from_slice(&output(settings, "cargo config get")?)
            .context("cargo config get did not print JSON")?;
        let mut rustc = Rustc::from_version(rustc_path, &String::from_utf8_lossy(&version))?;
        if std::env::var_os("RUSTC").is_none()
            && let Some(path) = configured_rustc(&settings)
        {
            let version = output(spawn(Command::new(&path).arg("-vV"))?, "rustc -vV")?;
            rustc = Rustc::from_version(path, &String::from_utf8_lossy(&version))?;
        }
        let mut workspace: Workspace = serde_json::from_slice(&output(metadata, "cargo metadata")?)
            .context("cargo metadata printed unexpected JSON")?;
        if let Some(directory) = &arguments.target_dir {
            workspace.target_directory = std::path::absolute(directory)?;
        }
        Ok(Self { cargo, rustc, workspace, settings })
    }

    /// Whether the user has named a rustc other than the toolchain's.
    pub(crate) fn names_rustc(&self) -> bool {
        std::env::var_os("RUSTC").is_some() || configured_rustc(&self.settings).is_some()
    }

    /// Refuses a `--target` other than the host, from any source.
    pub fn check_target(&self, arguments: &CargoArguments) -> Result<()> {
        let asked = [
            arguments.target.clone(),
            std::env::var("CARGO_BUILD_TARGET").ok(),
            self.settings["build"]["target"].as_str().map(str::to_owned),
        ];
        match asked.into_iter().flatten().next() {
            Some(target) if target != self.rustc.host && target != "host-tuple" => {
                Err(Error::OtherTarget { target, host: self.rustc.host.clone() }.into())
            }
            _ => Ok(()),
        }
    }
}

impl Rustc {
    pub(crate) fn from_version(path: PathBuf, text: &str) -> Result<Self> {
        let field = |name: &str| {
            text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned)
        };
        let version = text.lines().next().unwrap_or_default().to_owned();
        let unknown = |reason: &str| Error::RustcUnknown {
            rustc: format!("{} ({version})", path.display()),
            reason: reason.to_owned(),
        };
        let host = field("host").ok_or_else(|| unknown("`rustc -vV` names no host"))?;
        let llvm = field("LLVM version").ok_or_else(|| unknown("`rustc -vV` names no LLVM version"))?;
        let llvm_major = llvm
            .split('.')
            .next()
            .and_then(|major| major.parse().ok())
            .ok_or_else(|| unknown(&format!("its LLVM version is `{llvm}`")))?;
        Ok(Self { path, version, host, llvm_major })
    }
}

/// The rustc beside cargo. The one on the path is rustup's proxy, which would have to find the toolchain
/// again.
fn rustc_path(cargo: &Path) -> PathBuf {
    if let Some(path) = std::env::var_os("RUSTC") {
        return path.into();
    }
    let beside = cargo.with_file_name("rustc");
    if cargo.is_absolute() && beside.is_file() { beside } else { "rustc".into() }
}

fn configured_rustc(settings: &Value) -> Option<PathBuf> {
    let path = std::env::var("CARGO_BUILD_RUSTC").ok();
    path.or_else(|| settings["build"]["rustc"].as_str().map(str::to_owned)).map(PathBuf::from)
}

fn with_configuration<'a>(command: &'a mut Command, arguments: &CargoArguments) -> &'a mut Command {
    for setting in &arguments.config {
        command.args(["--config", setting]);
    }
    for option in &arguments.unstable {
        command.args(["-Z", option]);
    }
    command
}

fn spawn(command: &mut Command) -> Result<Child> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run {}", Path::new(command.get_program()).display()))
}

fn output(child: Child, program: &str) -> Result<Vec<u8>> {
    let output = child.wait_with_output()?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        let message = message.trim().trim_start_matches("error: ");
        bail!("{program} failed: {message}");
    }
    Ok(output.stdout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_of_llvm() {
        let text = "rustc 1.95.0 (abc 2026-04-01)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nLLVM version: 22.1.2\n";
        let rustc = Rustc::from_version("rustc".into(), text).unwrap();
        assert_eq!(rustc.llvm_major, 22);
        assert_eq!(rustc.host, "x86_64-unknown-linux-gnu");
    }

    #[test]
    fn a_rustc_without_llvm_is_refused() {
        let error = Rustc::from_version("rustc".into(), "rustc 1.95.0\nhost: x\n").unwrap_err();
        assert_eq!(error.downcast_ref::<Error>().unwrap().id(), "OFL210");
    }
}
