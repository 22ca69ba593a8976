//! What happens around each rustc of a pass: cargo calls `cargo-offload` as `RUSTC_WRAPPER`.
//!
//! - A rustc without the plugin among its flags (build scripts, proc macros) runs as it is.
//! - A question (cargo's or a build script's probe) is answered as if the pass's flags were not there, so that a
//!   stable rustc answers as a stable rustc.
//! - A unit gets `-C metadata` that is the same in both passes, so that kernels have the same symbols, and
//!   `RUSTC_BOOTSTRAP=1` for the flags that stable rustc refuses.
//! - In the host pass, a unit that is linked gets its artifact, and cargo learns of it through the dep-info file.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context, Result};

use crate::artifact::{self, Unit};
use crate::dep_info;
use crate::flags::{PLUGIN_FLAG, Pass, belongs_to_pass};
use crate::fnv::fnv64_of_texts;
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
    let Some((library, shared)) = invocation.split_mixed_library(unit) else {
        return Err(command(settings, invocation).exec().into());
    };
    let code = exit_code(wait(command(settings, &library))?);
    if code != 0 || !invocation.emits_link() {
        return Ok(code);
    }
    Ok(exit_code(wait(command(settings, &shared))?))
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
    let code = exit_code(wait(command(settings, &invocation))?);
    if code == 0
        && let Some(path) = invocation.dep_info_file()
    {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let artifact = artifact.to_str().context("cargo's dep-info files hold UTF-8 paths only")?;
        fs::write(&path, dep_info::add_dependency(&text, artifact))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(code)
}

fn wait(mut command: Command) -> Result<ExitStatus> {
    command.status().with_context(|| format!("cannot run {}", Path::new(command.get_program()).display()))
}

fn exit_code(status: ExitStatus) -> i32 {
    // rustc itself ends with 101 when it crashes; a signal is no better.
    status.code().unwrap_or(101)
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

/// One call of rustc.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Invocation {
    program: OsString,
    arguments: Vec<OsString>,
}

impl Invocation {
    /// Reads argument files too: cargo writes one when the command line is too long.
    fn read(program: &OsStr, arguments: &[OsString]) -> Result<Self> {
        let mut expanded = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match argument.to_str().and_then(|text| text.strip_prefix('@')) {
                Some(path) => {
                    let text = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
                    expanded.extend(text.lines().map(OsString::from));
                }
                None => expanded.push(argument.clone()),
            }
        }
        Ok(Self { program: program.to_owned(), arguments: expanded })
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.arguments.iter().filter_map(|argument| argument.to_str())
    }

    fn has(&self, argument: &str) -> bool {
        self.texts().any(|text| text == argument)
    }

    fn loads_plugin(&self) -> bool {
        self.texts().any(|text| text.starts_with(PLUGIN_FLAG))
    }

    /// Cargo gives every unit `-C metadata`, and a probe has none.
    fn is_unit(&self) -> bool {
        !self.codegen_values("metadata").is_empty()
    }

    /// Values of `--name value` and `--name=value`.
    fn values(&self, name: &str) -> Vec<&str> {
        let mut values = Vec::new();
        let mut texts = self.arguments.iter().map(|argument| argument.to_str().unwrap_or_default());
        while let Some(text) = texts.next() {
            if text == name {
                values.extend(texts.next());
            } else if let Some(value) = text.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
                values.push(value);
            }
        }
        values
    }

    /// Values of `-C name=value` and `-Cname=value`.
    fn codegen_values(&self, name: &str) -> Vec<&str> {
        self.codegen_options()
            .into_iter()
            .filter_map(|(_, option)| option.strip_prefix(name)?.strip_prefix('='))
            .collect()
    }

    /// Every `-C option` with the range of arguments it takes.
    fn codegen_options(&self) -> Vec<(std::ops::Range<usize>, &str)> {
        let mut options = Vec::new();
        let mut index = 0;
        while index < self.arguments.len() {
            let text = self.arguments[index].to_str().unwrap_or_default();
            let next = || self.arguments.get(index + 1).and_then(|argument| argument.to_str());
            let (length, option) = match text {
                "-C" | "--codegen" => (2, next().unwrap_or_default()),
                _ => match text.strip_prefix("-C").or_else(|| text.strip_prefix("--codegen=")) {
                    Some(option) => (1, option),
                    None => (1, ""),
                },
            };
            if !option.is_empty() {
                options.push((index..index + length, option));
            }
            index += length;
        }
        options
    }

    fn remove_codegen_options(&mut self, unwanted: impl Fn(&str) -> bool) {
        let ranges: Vec<_> = self
            .codegen_options()
            .into_iter()
            .filter(|(_, option)| unwanted(option))
            .map(|(range, _)| range)
            .collect();
        for range in ranges.into_iter().rev() {
            self.arguments.drain(range);
        }
    }

    fn replace_metadata(&mut self, metadata: u64) {
        self.remove_codegen_options(|option| option.starts_with("metadata="));
        self.arguments.push(format!("-Cmetadata={metadata:016x}").into());
    }

    fn unit(&self, current_directory: &Path) -> Unit {
        let source = self.texts().find(|text| text.ends_with(".rs") && !text.starts_with('-'));
        Unit {
            crate_name: self
                .values("--crate-name")
                .first()
                .map_or_else(String::new, |name| (*name).to_owned()),
            source: current_directory.join(source.unwrap_or_default()),
            crate_types: self.values("--crate-type").into_iter().map(str::to_owned).collect(),
        }
    }

    fn emits_link(&self) -> bool {
        let emits = self.values("--emit");
        emits.is_empty() || emits.iter().any(|kinds| kinds.split(',').any(|kind| kind == "link"))
    }

    fn dep_info_file(&self) -> Option<PathBuf> {
        let emits_it =
            self.values("--emit").iter().any(|kinds| kinds.split(',').any(|kind| kind == "dep-info"));
        let directory = *self.values("--out-dir").first()?;
        let name = *self.values("--crate-name").first()?;
        let extra = self.codegen_values("extra-filename").last().copied().unwrap_or_default();
        emits_it.then(|| Path::new(directory).join(format!("{name}{extra}.d")))
    }

    /// Two calls in place of one that makes a library and a cdylib at once. Cargo gives such a unit no fat LTO, since
    /// the library cannot have it, and without fat LTO there is no module for the artifact.
    fn split_mixed_library(&self, unit: &Unit) -> Option<(Self, Self)> {
        let shared = |kind: &str| kind == "cdylib";
        if !unit.crate_types.iter().any(|kind| shared(kind)) || unit.crate_types.len() < 2 {
            return None;
        }
        let others = unit.crate_types.iter().filter(|kind| !shared(kind));
        let library = self.with_crate_types(others.map(String::as_str));

        let mut cdylib = self.with_crate_types(["cdylib"]);
        cdylib.remove_codegen_options(|option| {
            option == "linker-plugin-lto"
                || ["lto=", "embed-bitcode=", "incremental="].iter().any(|name| option.starts_with(name))
        });
        cdylib.remove_long("--emit");
        let words = ["--emit=link", "-Clto=fat", "-Cembed-bitcode=yes"];
        cdylib.arguments.extend(words.map(OsString::from));
        Some((library, cdylib))
    }

    fn with_crate_types<'a>(&self, kinds: impl IntoIterator<Item = &'a str>) -> Self {
        let mut changed = self.clone();
        changed.remove_long("--crate-type");
        for kind in kinds {
            changed.arguments.push(format!("--crate-type={kind}").into());
        }
        changed
    }

    fn remove_long(&mut self, name: &str) {
        let mut kept = Vec::with_capacity(self.arguments.len());
        let mut arguments = std::mem::take(&mut self.arguments).into_iter();
        while let Some(argument) = arguments.next() {
            let text = argument.to_str().unwrap_or_default();
            if text == name {
                arguments.next();
            } else if !text.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')) {
                kept.push(argument);
            }
        }
        self.arguments = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invocation(line: &str) -> Invocation {
        let arguments: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        Invocation::read(OsStr::new("rustc"), &arguments).unwrap()
    }

    const BIN: &str = "--crate-name saxpy --edition=2024 src/main.rs --error-format=json --crate-type bin \
                       --emit=dep-info,link -C opt-level=3 -C metadata=aa -C extra-filename=-bb --out-dir /t/deps \
                       -C linker=clang -Cmetadata=cc -Zllvm-plugins=/p.so";

    fn metadata_of(line: &str, directory: &str) -> u64 {
        let invocation = invocation(line);
        let package = Package { name: "p".into(), version: "1.0.0".into(), directory: directory.into() };
        let unit = invocation.unit(Path::new("/w"));
        metadata(&package, Path::new("/w"), &invocation, &unit)
    }

    #[test]
    fn metadata_is_replaced_and_nothing_else() {
        let mut changed = invocation(BIN);
        changed.replace_metadata(0x12);
        let words: Vec<&str> = changed.texts().collect();
        let expected = BIN.replace("-C metadata=aa ", "").replace("-Cmetadata=cc ", "");
        let expected = format!("{expected} -Cmetadata=0000000000000012");
        assert_eq!(words, expected.split_whitespace().collect::<Vec<_>>());
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

    #[test]
    fn units_and_probes() {
        assert!(invocation(BIN).is_unit());
        let probe = invocation("- --crate-name ___ --print=file-names -Zllvm-plugins=/p.so --crate-type bin");
        assert!(probe.loads_plugin() && !probe.is_unit());
        assert!(!invocation("--crate-name build_script_build build.rs -C metadata=a").loads_plugin());
    }

    #[test]
    fn a_unit_as_the_artifact_names_it() {
        let unit = invocation(BIN).unit(Path::new("/w"));
        assert_eq!(unit.source, Path::new("/w/src/main.rs"));
        assert_eq!(unit.crate_types, ["bin"]);
        assert!(unit.is_linked());
        assert_eq!(invocation(BIN).dep_info_file().unwrap(), Path::new("/t/deps/saxpy-bb.d"));
    }

    #[test]
    fn mixed_libraries_are_made_in_two_calls() {
        let line = "--crate-name m src/lib.rs --crate-type lib --crate-type cdylib --emit=dep-info,link \
                    -C embed-bitcode=no -C metadata=a --out-dir /t -C incremental=/i";
        let mixed = invocation(line);
        let (library, cdylib) = mixed.split_mixed_library(&mixed.unit(Path::new("/w"))).unwrap();
        assert_eq!(library.values("--crate-type"), ["lib"]);
        assert_eq!(library.values("--emit"), ["dep-info,link"]);
        assert_eq!(cdylib.values("--crate-type"), ["cdylib"]);
        assert_eq!(cdylib.values("--emit"), ["link"]);
        assert_eq!(cdylib.codegen_values("embed-bitcode"), ["yes"]);
        assert_eq!(cdylib.codegen_values("lto"), ["fat"]);
        assert!(cdylib.codegen_values("incremental").is_empty());

        let plain = invocation("--crate-name m src/lib.rs --crate-type cdylib -C metadata=a");
        assert!(plain.split_mixed_library(&plain.unit(Path::new("/w"))).is_none());
    }
}
