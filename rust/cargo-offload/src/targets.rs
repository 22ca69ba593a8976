//! Chooses the targets of kernels, and resolves `native` to this machine's GPUs.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::arguments::CargoArguments;
use crate::error::Error;
use crate::toolchain::{Rustc, Workspace};

/// The variable that names targets, here and in the plugin.
pub const VARIABLE: &str = "OFFLOAD_TARGETS";

/// The targets if nothing names others.
const DEFAULT: &str = "cpu,native";

/// The architectures of this machine's GPUs.
const NATIVE: &str = "native";

/// The targets of a build, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targets {
    /// The names, each once, separated by commas and sorted, so that equal sets of targets give the same
    /// number.
    pub list: String,
    /// The meaning of `native`, for display.
    pub native: Option<String>,
}

impl Targets {
    /// Chooses them by `--targets`, `OFFLOAD_TARGETS`, the metadata of the built packages, or that of the
    /// workspace, in this order.
    pub fn choose(arguments: &CargoArguments, workspace: &Workspace) -> Result<Self> {
        let written = match named(arguments) {
            Some(names) => Some(split(&names)),
            None => from_metadata(arguments, workspace)?,
        };
        Ok(match written {
            Some(names) => resolve(&names, machine)?,
            None => resolve(&split(DEFAULT), with_tools)?,
        })
    }

    /// Chooses them for a build by hand. `OFFLOAD_TARGETS` must name the same targets when rustc runs, so
    /// only this variable and `--targets` count.
    pub fn by_hand(arguments: &CargoArguments) -> Result<Self> {
        Ok(resolve(&split(&named(arguments).unwrap_or_else(|| "cpu".to_owned())), machine)?)
    }

    /// Refuses targets that this rustc's LLVM does not have, before anything is compiled. The plugin would
    /// report the same error later.
    pub fn check(&self, rustc: &Rustc) -> Result<()> {
        for (prefix, triple) in [("sm_", "nvptx64-nvidia-cuda"), ("gfx", "amdgcn-amd-amdhsa")] {
            let named: Vec<&str> = self.list.split(',').filter(|name| name.starts_with(prefix)).collect();
            if named.is_empty() {
                continue;
            }
            let processors = processors(rustc, triple)?;
            if let Some(unknown) = named.iter().find(|name| !is_supported(name, &processors)) {
                return Err(Error::UnsupportedTarget { target: (*unknown).to_owned() }.into());
            }
        }
        Ok(())
    }

    /// For a progress line.
    pub fn describe(&self) -> String {
        match &self.native {
            Some(native) => format!("{}; {native}", self.list),
            None => self.list.clone(),
        }
    }
}

fn named(arguments: &CargoArguments) -> Option<String> {
    arguments
        .offload_targets
        .clone()
        .or_else(|| std::env::var(VARIABLE).ok())
        .filter(|targets| !targets.is_empty())
}

fn split(names: &str) -> Vec<String> {
    names.split(',').map(|name| name.trim().to_owned()).collect()
}

/// Reads `targets = ["cpu", "sm_90"]` in `[package.metadata.offload]`, or else in
/// `[workspace.metadata.offload]`. Packages that are built together get the targets of all of them.
fn from_metadata(arguments: &CargoArguments, workspace: &Workspace) -> Result<Option<Vec<String>>, Error> {
    let mut names = Vec::new();
    for (whose, value) in metadata_values(arguments, workspace, "targets") {
        let bad = || Error::BadMetadata { whose: whose.clone(), key: "targets", value: value.to_string() };
        let list = value.as_array().filter(|list| !list.is_empty()).ok_or_else(bad)?;
        for name in list {
            names.push(name.as_str().ok_or_else(bad)?.to_owned());
        }
    }
    Ok((!names.is_empty()).then_some(names))
}

/// The value of `key` in `[package.metadata.offload]` of each built package, with a description of its owner;
/// if none has it, in `[workspace.metadata.offload]`.
pub(crate) fn metadata_values<'a>(
    arguments: &CargoArguments,
    workspace: &'a Workspace,
    key: &str,
) -> Vec<(String, &'a Value)> {
    let is_built = |id: &String, name: &String| {
        if arguments.packages.is_empty() {
            workspace.workspace_default_members.contains(id)
        } else {
            arguments.packages.contains(name) || arguments.packages.contains(id)
        }
    };
    let packages = workspace.packages.iter().filter(|package| is_built(&package.id, &package.name));
    let mut values: Vec<(String, &Value)> = packages
        .map(|package| (format!("package `{}`", package.name), &package.metadata["offload"][key]))
        .filter(|(_, value)| !value.is_null())
        .collect();
    if values.is_empty() {
        values.push(("the workspace".to_owned(), &workspace.metadata["offload"][key]));
        values.retain(|(_, value)| !value.is_null());
    }
    values
}

/// Returns the GPUs of this machine as targets, or the reason why there are none.
type Machine = fn() -> Result<Vec<String>, String>;

fn resolve(names: &[String], machine: Machine) -> Result<Targets, Error> {
    if let Some(unknown) = names.iter().find(|name| *name != NATIVE && !looks_like_target(name)) {
        return Err(Error::UnknownTarget { target: unknown.clone() });
    }
    let mut list: Vec<String> = names.iter().filter(|name| *name != NATIVE).cloned().collect();
    let mut native = None;
    if names.iter().any(|name| name == NATIVE) {
        match machine() {
            Ok(gpus) => {
                native = Some(format!("native is {}", gpus.join(",")));
                list.extend(gpus);
            }
            Err(reason) if list.is_empty() => return Err(Error::NoTarget { reason }),
            // Do not report that a machine simply has no GPU.
            Err(reason) if reason.is_empty() => {}
            Err(reason) => native = Some(format!("native is nothing: {reason}")),
        }
    }
    // `cpu` sorts before `gfx…` and `sm_…`.
    list.sort();
    list.dedup();
    Ok(Targets { list: list.join(","), native })
}

/// Catches misspelled names before anything is compiled; only the plugin knows which architectures exist.
fn looks_like_target(name: &str) -> bool {
    let has_number = |prefix| {
        name.strip_prefix(prefix).is_some_and(|number: &str| {
            number.starts_with(|first: char| first.is_ascii_digit())
                && number.chars().all(|letter| letter.is_ascii_alphanumeric())
        })
    };
    name == "cpu" || has_number("sm_") || has_number("gfx")
}

/// The processors that `rustc --print target-cpus` lists. Empty if this rustc has no such target; then the
/// plugin decides which exist.
fn processors(rustc: &Rustc, triple: &str) -> Result<Vec<String>> {
    let mut command = Command::new(&rustc.path);
    command.args(["--print", "target-cpus", "--target", triple]).stdin(Stdio::null());
    let output = command.output().with_context(|| format!("cannot run {}", rustc.path.display()))?;
    if !output.status.success() {
        return Ok(Vec::new());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let listed = text.lines().filter(|line| line.starts_with(' '));
    Ok(listed.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect())
}

/// Whether the project and this rustc support the target. The oldest supported NVIDIA architecture is sm_70.
fn is_supported(name: &str, processors: &[String]) -> bool {
    let number = name
        .strip_prefix("sm_")
        .map(|number| number.trim_end_matches(|letter: char| !letter.is_ascii_digit()));
    let is_old = number.is_some_and(|number| number.parse().is_ok_and(|capability: u32| capability < 70));
    !is_old && (processors.is_empty() || processors.iter().any(|processor| processor == name))
}

/// All GPUs that a driver reports.
fn machine() -> Result<Vec<String>, String> {
    let mut gpus = amd_gpus(Path::new("/sys/class/kfd/kfd/topology/nodes"));
    let nvidia = offload_rt::nvidia_targets();
    let problem = nvidia.as_ref().err().map_or_else(String::new, |problem| (*problem).to_owned());
    gpus.extend(nvidia.unwrap_or_default());
    gpus.sort();
    gpus.dedup();
    if gpus.is_empty() { Err(problem) } else { Ok(gpus) }
}

/// The GPUs for the default: those that this machine can also compile for, because the user has not named
/// them.
fn with_tools() -> Result<Vec<String>, String> {
    let (usable, left_out): (Vec<_>, Vec<_>) = machine()
        .unwrap_or_default()
        .into_iter()
        .partition(|target| offload_tools::are_installed_for(target));
    match (usable.is_empty(), left_out.is_empty()) {
        (false, _) => Ok(usable),
        (true, true) => Err(String::new()),
        (true, false) => Err(format!(
            "{} is left out, because the tools for it are not installed; `--targets {}` names them",
            left_out.join(","),
            left_out[0]
        )),
    }
}

/// AMD's GPUs. The kernel driver lists processors in `nodes`; GPUs have a `gfx_target_version` other than 0.
fn amd_gpus(nodes: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(nodes).into_iter().flatten().flatten();
    let versions = entries.filter_map(|entry| {
        let properties = std::fs::read_to_string(entry.path().join("properties")).ok()?;
        let line = properties.lines().find_map(|line| line.strip_prefix("gfx_target_version "))?;
        line.trim().parse::<u32>().ok().filter(|version| *version > 0)
    });
    // 90010 is 9, 0, 10: gfx90a.
    versions
        .map(|version| format!("gfx{}{:x}{:x}", version / 10000, version / 100 % 100, version % 100))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn architectures_are_those_of_the_compiler() {
        let processors = ["sm_60", "sm_90", "sm_90a", "gfx90a"].map(str::to_owned);
        for (name, supported) in [
            ("sm_90", true),
            ("sm_90a", true),
            ("gfx90a", true),
            ("sm_60", false),
            ("sm_91", false),
            ("gfx91", false),
        ] {
            assert_eq!(is_supported(name, &processors), supported, "{name}");
        }
        assert!(is_supported("sm_91", &[]) && !is_supported("sm_10", &[]));
    }

    const NO_GPU: Machine = || Err("no driver".into());

    fn list(names: &str, machine: Machine) -> Result<String, Error> {
        resolve(&split(names), machine).map(|targets| targets.list)
    }

    #[test]
    fn one_list_has_one_spelling() {
        assert_eq!(list("sm_90,cpu", NO_GPU).unwrap(), "cpu,sm_90");
        assert_eq!(list("gfx90a, sm_90a,cpu,sm_80,cpu,sm_90a", NO_GPU).unwrap(), "cpu,gfx90a,sm_80,sm_90a");
    }

    #[test]
    fn unknown_targets_are_refused() {
        for names in ["sm_", "cpu,abacus", "cpu,", "sm_9_0", "GPU"] {
            assert_eq!(list(names, NO_GPU).unwrap_err().id(), "OFL205", "{names}");
        }
    }

    #[test]
    fn native_is_what_the_machine_has() {
        let h100: Machine = || Ok(vec!["sm_90".into()]);
        let targets = resolve(&split("cpu,native,sm_90"), h100).unwrap();
        assert_eq!(targets.describe(), "cpu,sm_90; native is sm_90");
        assert_eq!(resolve(&split("native"), h100).unwrap().list, "sm_90");
        let targets = resolve(&split("cpu,native"), NO_GPU).unwrap();
        assert_eq!(targets.describe(), "cpu; native is nothing: no driver");
        assert_eq!(resolve(&split("cpu,native"), || Err(String::new())).unwrap().describe(), "cpu");
        assert_eq!(list("native", NO_GPU).unwrap_err().id(), "OFL211");
    }

    #[test]
    fn metadata_says_what_a_package_wants() {
        let workspace = |metadata: &str| -> Workspace {
            let text = r#"{"target_directory": "/t", "workspace_root": "/w", "workspace_default_members": ["a", "b"],
                "metadata": {"offload": {"targets": ["sm_70"]}},
                "packages": [
                  {"id": "a", "name": "a", "targets": [], "metadata": METADATA},
                  {"id": "b", "name": "b", "targets": [], "metadata": {"offload": {"targets": ["cpu", "gfx90a"]}}},
                  {"id": "c", "name": "c", "targets": []}]}"#;
            serde_json::from_str(&text.replace("METADATA", metadata)).unwrap()
        };
        let names_for = |packages: &[&str], metadata: &str| {
            let packages = packages.iter().map(|name| (*name).to_owned()).collect();
            let arguments = CargoArguments { packages, ..CargoArguments::default() };
            from_metadata(&arguments, &workspace(metadata)).map(|names| names.map(|names| names.join(",")))
        };
        let sm_90 = r#"{"offload": {"targets": ["cpu", "sm_90"]}}"#;
        assert_eq!(names_for(&[], sm_90).unwrap().unwrap(), "cpu,sm_90,cpu,gfx90a");
        assert_eq!(names_for(&["a"], sm_90).unwrap().unwrap(), "cpu,sm_90");
        assert_eq!(names_for(&["c"], sm_90).unwrap().unwrap(), "sm_70");
        assert_eq!(names_for(&["a"], "null").unwrap().unwrap(), "sm_70");
        for bad in [r#""cpu""#, "[]", "[90]"] {
            let metadata = format!(r#"{{"offload": {{"targets": {bad}}}}}"#);
            assert_eq!(names_for(&["a"], &metadata).unwrap_err().id(), "OFL212", "{bad}");
        }
    }

    #[test]
    fn amd_numbers_its_architectures() {
        let directory = tempfile::tempdir().unwrap();
        for (node, version) in [("0", 0), ("1", 90010), ("2", 110000), ("3", 90402)] {
            let node = directory.path().join(node);
            std::fs::create_dir(&node).unwrap();
            let text = format!("simd_count 4\ngfx_target_version {version}\nvendor_id 4098\n");
            std::fs::write(node.join("properties"), text).unwrap();
        }
        let mut gpus = amd_gpus(directory.path());
        gpus.sort();
        assert_eq!(gpus, ["gfx1100", "gfx90a", "gfx942"]);
        assert!(amd_gpus(Path::new("/nowhere")).is_empty());
    }
}
