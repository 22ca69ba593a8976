//! The wrapper around each rustc of a pass: cargo calls `cargo-offload` as `RUSTC_WRAPPER`.
//!
//! - A rustc call that is not for the target (build scripts, proc macros), that is a probe (of cargo or a
//!   build script), or that comes from a build script's own cargo, runs unchanged.
//! - A unit gets the flags of the pass, `identity` as its `-C metadata`, and `RUSTC_BOOTSTRAP=1` for the flags that stable rustc refuses.
//! - In the host pass, a linked unit gets its artifact.
//! - In the device pass, only a linked unit gets the settings for images: dependencies are the same for all
//!   targets.
//! - Variables in the unit's dep-info file tell cargo about both.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::artifact::{self, Unit};
use crate::dep_info;
use crate::diagnostics::run_with_json_errors;
use crate::error::Error;
use crate::flags::{Pass, config_flag};
use crate::identity::{self, Package};
use crate::invocation::Invocation;
use crate::targets;

/// The settings that `cargo offload` passes to its wrapper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrapperSettings {
    /// Which pass this is.
    pub pass: Pass,
    /// The triple for which cargo builds.
    pub triple: String,
    /// The flags of the pass.
    pub flags: Vec<String>,
    /// The workspace; identities use paths relative to it.
    pub workspace_root: PathBuf,
    /// The directory with the artifacts of the profile.
    pub artifact_directory: PathBuf,
    /// The directory with images of earlier compilations.
    pub cache_directory: PathBuf,
    /// The number in `offload_config`.
    pub config: u32,
    /// The targets of kernels.
    pub targets: String,
    /// The user's own `RUSTC_WRAPPER`.
    pub inner_wrapper: Option<PathBuf>,
}

/// The variable with the settings as JSON.
const SETTINGS: &str = "OFFLOAD_WRAPPER";

/// The variable that tells cargo about a change of targets or tools.
pub const IMAGES_VARIABLE: &str = "OFFLOAD_IMAGES";

impl WrapperSettings {
    /// Puts the settings into the environment of a cargo call.
    pub fn give_to(&self, command: &mut Command) -> Result<()> {
        command.env(SETTINGS, serde_json::to_string(self)?);
        Ok(())
    }

    /// Reads the settings; returns `None` if `cargo offload` did not start this process.
    pub fn from_environment() -> Option<Self> {
        serde_json::from_str(&std::env::var(SETTINGS).ok()?).ok()
    }
}

/// The variable with the directory for the plugin's listings.
pub const DUMP_DIRECTORY: &str = "OFFLOAD_DUMP_DIR";

/// Runs `rustc` (`program`, or the user's workspace wrapper before it) with the arguments of the pass;
/// returns its exit code.
pub fn run(settings: &WrapperSettings, program: &OsStr, arguments: &[OsString]) -> Result<i32> {
    let mut invocation = Invocation::read(program, arguments)?;
    if is_below_build_script() || !invocation.is_unit() {
        return Err(command(settings, &invocation).exec().into());
    }
    let unit = invocation.unit(&std::env::current_dir()?);
    let identity =
        identity::of_unit(&Package::from_environment(), &settings.workspace_root, &invocation, &unit)?;
    identity::write_beside(&invocation, identity)?;
    if !invocation.is_for_target(&settings.triple) {
        return Err(command(settings, &invocation).exec().into());
    }
    invocation.replace_metadata(identity);
    invocation.arguments.extend(settings.flags.iter().map(OsString::from));
    match settings.pass {
        Pass::Device => {
            invocation.optimise_for_device();
            // The host pass prints all warnings of the same source, so the device pass prints none.
            invocation.arguments.push("--cap-lints=allow".into());
            device_unit(settings, invocation, &unit, identity)
        }
        Pass::Host => host_unit(settings, invocation, &unit, identity),
    }
}

/// Whether a build script's own cargo made this call. Cargo sets this variable for build scripts, whose own
/// cargo inherits it. `cargo offload` removes the variable from its cargo's environment.
fn is_below_build_script() -> bool {
    std::env::var_os("RUSTC_WRAPPER").is_some()
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
    command
}

/// The command for a unit of the pass.
fn unit_command(settings: &WrapperSettings, invocation: &Invocation) -> Command {
    let mut command = command(settings, invocation);
    command.env("RUSTC_BOOTSTRAP", "1").env(targets::VARIABLE, &settings.targets);
    command
}

fn device_unit(
    settings: &WrapperSettings,
    mut invocation: Invocation,
    unit: &Unit,
    identity: u64,
) -> Result<i32> {
    if !unit.is_linked() && !unit.is_static_library() {
        return Err(unit_command(settings, &invocation).exec().into());
    }
    invocation.arguments.push(config_flag(settings.config).into());
    let parts = match invocation.split_mixed_library(unit) {
        Some((library, _)) if !invocation.emits_link() => vec![library],
        Some((library, linked)) => vec![library, linked],
        None => vec![invocation.clone()],
    };
    for part in &parts {
        let mut command = unit_command(settings, part);
        command
            .env("OFFLOAD_CACHE_DIR", &settings.cache_directory)
            .env(offload_tools::UNIT_VARIABLE, format!("{identity:016x}"));
        let code = run_rustc(command, part)?;
        if code != 0 {
            return Ok(code);
        }
    }
    if unit.is_static_library() && invocation.emits_link() {
        refuse_kernels_of_static_library(&invocation, unit)?;
    }
    let variables = [
        // A request for listings recompiles units that cargo considers fresh.
        DUMP_DIRECTORY,
        // So does a change of targets or tools, of which cargo knows nothing.
        IMAGES_VARIABLE,
    ];
    change_dep_info(&invocation, |text| {
        Ok(variables.iter().fold(text.to_owned(), |text, name| {
            dep_info::add_variable(&text, name, std::env::var(name).ok().as_deref())
        }))
    })?;
    Ok(0)
}

/// Refuses a static library with kernels: the linker that uses it knows nothing of its artifact.
fn refuse_kernels_of_static_library(invocation: &Invocation, unit: &Unit) -> Result<()> {
    let Some(file) = invocation.output("lib", ".a") else { return Ok(()) };
    let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let kernels = artifact::kernels_in_archive(&bytes)?;
    if kernels.is_empty() {
        return Ok(());
    }
    // Do not leave a refused library behind.
    fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
    Err(Error::StaticLibrary { unit: unit.describe(), kernels }.into())
}

fn host_unit(
    settings: &WrapperSettings,
    mut invocation: Invocation,
    unit: &Unit,
    identity: u64,
) -> Result<i32> {
    if !unit.is_linked() || !invocation.emits_link() {
        return Err(unit_command(settings, &invocation).exec().into());
    }
    let (variable, name) = (unit.artifact_variable(), unit.key());
    let version = std::env::var(&variable).unwrap_or_default();
    let artifact = settings.artifact_directory.join(artifact::file_name(&name, &version));
    artifact::validate(&artifact, &artifact::read(&artifact, unit)?, settings.config)?
        .check_unit(identity, unit)?;
    let mut argument = OsString::from("-Clink-arg=");
    argument.push(&artifact);
    invocation.arguments.push(argument);
    invocation.arguments.push(config_flag(settings.config).into());
    let code = run_rustc(unit_command(settings, &invocation), &invocation)?;
    if code == 0 {
        change_dep_info(&invocation, |text| Ok(dep_info::add_variable(text, &variable, Some(&version))))?;
    }
    Ok(code)
}

/// Changes the dep-info file of the unit, if rustc writes one.
fn change_dep_info(invocation: &Invocation, change: impl Fn(&str) -> Result<String>) -> Result<()> {
    let Some(path) = invocation.dep_info_file() else { return Ok(()) };
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    fs::write(&path, change(&text)?).with_context(|| format!("cannot write {}", path.display()))
}

/// Runs a rustc that links, so that the plugin sees the whole program; returns its exit code.
fn run_rustc(mut command: Command, invocation: &Invocation) -> Result<i32> {
    let status = match invocation.json_errors() {
        Some(colored) => run_with_json_errors(command, colored)?,
        None => command
            .status()
            .with_context(|| format!("cannot run {}", Path::new(command.get_program()).display()))?,
    };
    // rustc itself ends with 101 when it crashes; use the same code for a signal.
    Ok(status.code().unwrap_or(101))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_pass_through_a_variable() {
        let settings = WrapperSettings {
            pass: Pass::Host,
            triple: "x86_64-unknown-linux-gnu".into(),
            flags: vec!["-Zllvm-plugins=/mein ordner/p.so".into()],
            workspace_root: "/w".into(),
            artifact_directory: "/t/artifacts".into(),
            cache_directory: "/t/cache".into(),
            config: 7,
            targets: "cpu,sm_90".into(),
            inner_wrapper: None,
        };
        let mut command = Command::new("cargo");
        settings.give_to(&mut command).unwrap();
        let (_, value) = command.get_envs().next().unwrap();
        let read: WrapperSettings = serde_json::from_str(value.unwrap().to_str().unwrap()).unwrap();
        assert_eq!(read, settings);
    }
}
