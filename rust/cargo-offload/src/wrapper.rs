//! What happens around each rustc of a pass: cargo calls `cargo-offload` as `RUSTC_WRAPPER`.
//!
//! - A rustc without the plugin among its flags (build scripts, proc macros) runs as it is.
//! - A question (cargo's or a build script's probe) is answered as if the pass's flags were not there, so that a
//!   stable rustc answers as a stable rustc.
//! - A unit gets `-C metadata` that is the same in both passes, so that kernels have the same symbols, and
//!   `RUSTC_BOOTSTRAP=1` for the flags that stable rustc refuses.
//! - In the host pass, a unit that is linked gets its artifact, and cargo learns of it through the dep-info file.
//! - In the device pass, a unit that is linked depends on the variable that asks for listings.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::artifact::{self, Unit};
use crate::dep_info;
use crate::diagnostics::run_with_json_errors;
use crate::flags::{Pass, belongs_to_pass};
use crate::fnv::fnv64_of_texts;
use crate::invocation::Invocation;
use crate::plugin::cargo_home;

/// What `cargo offload` tells its wrapper, as variables that start with `OFFLOAD_`.
#[derive(Debug, Clone)]
pub struct WrapperSettings {
    /// Which pass this is.
    pub pass: Pass,
    /// Packages below it are named by their place in it.
    pub workspace_root: PathBuf,
    /// Where the artifacts of the profile are.
    pub artifact_directory: PathBuf,
    /// The number in `offload_config`.
    pub config: u32,
    /// The user's own `RUSTC_WRAPPER`.
    pub inner_wrapper: Option<PathBuf>,
}

const PASS: &str = "OFFLOAD_WRAPPER_PASS";
const WORKSPACE_ROOT: &str = "OFFLOAD_WORKSPACE_ROOT";
const ARTIFACT_DIRECTORY: &str = "OFFLOAD_ARTIFACT_DIR";
const CONFIG: &str = "OFFLOAD_CONFIG";
const INNER_WRAPPER: &str = "OFFLOAD_RUSTC_WRAPPER";

impl WrapperSettings {
    /// Puts the settings into the environment of a cargo call.
    pub fn give_to(&self, command: &mut Command) {
        let pass = match self.pass {
            Pass::Device => "device",
            Pass::Host => "host",
        };
        command
            .env(PASS, pass)
            .env(WORKSPACE_ROOT, &self.workspace_root)
            .env(ARTIFACT_DIRECTORY, &self.artifact_directory)
            .env(CONFIG, self.config.to_string());
        match &self.inner_wrapper {
            Some(wrapper) => command.env(INNER_WRAPPER, wrapper),
            None => command.env_remove(INNER_WRAPPER),
        };
    }

    /// Reads them back; none where this process was not started below `cargo offload`.
    pub fn from_environment() -> Option<Self> {
        let variable = |name| std::env::var_os(name).filter(|value: &OsString| !value.is_empty());
        let pass = match variable(PASS)?.to_str()? {
            "device" => Pass::Device,
            "host" => Pass::Host,
            _ => return None,
        };
        Some(Self {
            pass,
            workspace_root: variable(WORKSPACE_ROOT)?.into(),
            artifact_directory: variable(ARTIFACT_DIRECTORY)?.into(),
            config: variable(CONFIG)?.to_str()?.parse().ok()?,
            inner_wrapper: variable(INNER_WRAPPER).map(PathBuf::from),
        })
    }
}

/// Where the plugin leaves listings of what it compiles.
pub const DUMP_DIRECTORY: &str = "OFFLOAD_DUMP_DIR";

/// Runs `rustc` (`program`, or the user's workspace wrapper before it) with what the pass needs; returns its exit code.
pub fn run(settings: &WrapperSettings, program: &OsStr, arguments: &[OsString]) -> Result<i32> {
    let mut invocation = Invocation::read(program, arguments)?;
    if !invocation.loads_plugin() {
        return Err(command(settings, &invocation).exec().into());
    }
    if !invocation.is_unit() {
        invocation.arguments.retain(|argument| !argument.to_str().is_some_and(belongs_to_pass));
        return Err(command(settings, &invocation).exec().into());
    }
    let unit = invocation.unit(&std::env::current_dir()?);
    let metadata = metadata(&Package::from_environment(), &settings.workspace_root, &invocation, &unit);
    invocation.replace_metadata(metadata);
    match settings.pass {
        Pass::Device => {
            // The host pass says every warning, of the same source; twice is once too often.
            invocation.arguments.push("--cap-lints=allow".into());
            device_unit(settings, &invocation, &unit)
        }
        Pass::Host => host_unit(settings, invocation, &unit),
    }
}

fn command(settings: &WrapperSettings, invocation: &Invocation) -> Command {
    let mut command = match &settings.inner_wrapper {
        Some(wrapper) => {
            let mut command = Command::new(wrapper);
            command.arg(&invocation.program);
            command
        }
        None => Command::new(&invocation.program),
    };
    command.args(&invocation.arguments);
    if invocation.loads_plugin() {
        command.env("RUSTC_BOOTSTRAP", "1");
    }
    command
}

fn device_unit(settings: &WrapperSettings, invocation: &Invocation, unit: &Unit) -> Result<i32> {
    if !unit.is_linked() {
        return Err(command(settings, invocation).exec().into());
    }
    let parts = match invocation.split_mixed_library(unit) {
        Some((library, _)) if !invocation.emits_link() => vec![library],
        Some((library, shared)) => vec![library, shared],
        None => vec![invocation.clone()],
    };
    for part in &parts {
        let code = run_rustc(settings, part)?;
        if code != 0 {
            return Ok(code);
        }
    }
    // Listings are written when kernels are compiled: where they are asked for, what is fresh has to be compiled again.
    let directory = std::env::var(DUMP_DIRECTORY).ok();
    change_dep_info(invocation, |text| {
        Ok(dep_info::add_variable(text, DUMP_DIRECTORY, directory.as_deref()))
    })?;
    Ok(0)
}

fn host_unit(settings: &WrapperSettings, mut invocation: Invocation, unit: &Unit) -> Result<i32> {
    if !unit.is_linked() || !invocation.emits_link() {
        return Err(command(settings, &invocation).exec().into());
    }
    let artifact = settings.artifact_directory.join(unit.artifact_file());
    artifact::validate(&artifact, &artifact::read(&artifact, unit)?, settings.config)?;
    let mut argument = OsString::from("-Clink-arg=");
    argument.push(&artifact);
    invocation.arguments.push(argument);
    let code = run_rustc(settings, &invocation)?;
    if code == 0 {
        change_dep_info(&invocation, |text| {
            let artifact = artifact.to_str().context("cargo's dep-info files hold UTF-8 paths only")?;
            Ok(dep_info::add_dependency(text, artifact))
        })?;
    }
    Ok(code)
}

/// Rewrites what cargo will read of the unit's dependencies, where rustc was asked for that.
fn change_dep_info(invocation: &Invocation, change: impl Fn(&str) -> Result<String>) -> Result<()> {
    let Some(path) = invocation.dep_info_file() else { return Ok(()) };
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    fs::write(&path, change(&text)?).with_context(|| format!("cannot write {}", path.display()))
}

/// Runs a rustc that links, so that the plugin sees the whole program; returns its exit code.
fn run_rustc(settings: &WrapperSettings, invocation: &Invocation) -> Result<i32> {
    let mut command = command(settings, invocation);
    let status = if invocation.values("--error-format").contains(&"json") {
        let colored =
            invocation.values("--json").iter().any(|kinds| kinds.contains("diagnostic-rendered-ansi"));
        run_with_json_errors(command, colored)?
    } else {
        command
            .status()
            .with_context(|| format!("cannot run {}", Path::new(command.get_program()).display()))?
    };
    // rustc itself ends with 101 when it crashes; a signal is no better.
    Ok(status.code().unwrap_or(101))
}

/// The package of the unit, from what cargo sets.
#[derive(Debug, Default)]
struct Package {
    name: String,
    version: String,
    directory: PathBuf,
}

impl Package {
    fn from_environment() -> Self {
        let variable = |name| std::env::var(name).unwrap_or_default();
        Self {
            name: variable("CARGO_PKG_NAME"),
            version: variable("CARGO_PKG_VERSION"),
            directory: std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default().into(),
        }
    }

    /// Its place without what differs from machine to machine: relative to the workspace or to cargo's home.
    fn place(&self, workspace_root: &Path) -> String {
        if let Ok(place) = self.directory.strip_prefix(workspace_root) {
            return format!("workspace:{}", place.display());
        }
        if let Some(place) =
            cargo_home().and_then(|home| self.directory.strip_prefix(home).ok().map(Path::to_owned))
        {
            return format!("cargo:{}", place.display());
        }
        self.directory.display().to_string()
    }
}

/// The value for `-C metadata`: the same in both passes, different for lib, bins and tests of one package.
fn metadata(package: &Package, workspace_root: &Path, invocation: &Invocation, unit: &Unit) -> u64 {
    let source = unit.source.strip_prefix(&package.directory).unwrap_or(&unit.source);
    fnv64_of_texts([
        package.name.as_str(),
        &package.version,
        &package.place(workspace_root),
        &unit.crate_name,
        &source.to_string_lossy(),
        &unit.crate_types.join(","),
        if invocation.has("--test") { "test" } else { "" },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invocation::tests::{BIN, invocation};

    fn metadata_of(line: &str, directory: &str) -> u64 {
        let invocation = invocation(line);
        let package = Package { name: "p".into(), version: "1.0.0".into(), directory: directory.into() };
        let unit = invocation.unit(Path::new("/w"));
        metadata(&package, Path::new("/w"), &invocation, &unit)
    }

    #[test]
    fn metadata_does_not_depend_on_cargos_hashes_or_the_profile() {
        let other = BIN
            .replace("metadata=aa", "metadata=dd")
            .replace("extra-filename=-bb", "extra-filename=-ee")
            .replace("opt-level=3", "opt-level=0")
            .replace("/t/deps", "/u/deps");
        assert_eq!(metadata_of(BIN, "/w"), metadata_of(&other, "/w"));
    }

    #[test]
    fn metadata_tells_lib_bin_and_test_apart() {
        let library =
            BIN.replace("src/main.rs", "src/lib.rs").replace("--crate-type bin", "--crate-type lib");
        let test = BIN.replace("--crate-type bin", "--test");
        let other_place = metadata_of(BIN, "/w/member");
        let all =
            [metadata_of(BIN, "/w"), metadata_of(&library, "/w"), metadata_of(&test, "/w"), other_place];
        for (index, one) in all.iter().enumerate() {
            assert!(!all[index + 1..].contains(one));
        }
    }
}
