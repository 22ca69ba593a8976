//! One number for a crate and everything it is compiled from: its package, its features and other cfgs, and
//! the identities of the crates it depends on. It is the crate's `-C metadata` in both passes, so that
//! kernels have the same symbols exactly if they are the same code. An artifact carries the identity of its
//! program.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::artifact::Unit;
use crate::fnv::{fnv64, fnv64_of_texts};
use crate::invocation::Invocation;
use crate::plugin::cargo_home;

/// The package of the unit, from cargo's environment variables.
#[derive(Debug, Default)]
pub(crate) struct Package {
    name: String,
    version: String,
    directory: PathBuf,
}

impl Package {
    pub(crate) fn from_environment() -> Self {
        let variable = |name| std::env::var(name).unwrap_or_default();
        Self {
            name: variable("CARGO_PKG_NAME"),
            version: variable("CARGO_PKG_VERSION"),
            directory: std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default().into(),
        }
    }

    /// The package's directory relative to cargo's home or to the workspace, so that it is the same on every
    /// machine.
    fn place(&self, workspace_root: &Path) -> String {
        let in_home =
            cargo_home().and_then(|home| self.directory.strip_prefix(home).ok().map(Path::to_owned));
        match in_home {
            Some(place) if !self.directory.starts_with(workspace_root) => {
                format!("cargo:{}", place.display())
            }
            _ => format!("workspace:{}", relative(&self.directory, workspace_root).display()),
        }
    }
}

/// `path` relative to `directory`; both are absolute.
fn relative(path: &Path, directory: &Path) -> PathBuf {
    let shared =
        path.components().zip(directory.components()).take_while(|(one, other)| one == other).count();
    let up = directory.components().skip(shared).map(|_| Path::new(".."));
    up.chain(path.components().skip(shared).map(|part| Path::new(part.as_os_str()))).collect()
}

/// The identity of a unit. It is the same in both passes, and differs between the lib, bins and tests of a
/// package.
pub(crate) fn of_unit(
    package: &Package,
    workspace_root: &Path,
    invocation: &Invocation,
    unit: &Unit,
) -> Result<u64> {
    let source = unit.source.strip_prefix(&package.directory).unwrap_or(&unit.source);
    // Features are cfgs, too.
    let mut cfgs = invocation.values("--cfg");
    cfgs.sort_unstable();
    cfgs.dedup();
    Ok(fnv64_of_texts([
        package.name.as_str(),
        &package.version,
        &package.place(workspace_root),
        &unit.crate_name,
        &source.to_string_lossy(),
        &unit.crate_types.join(","),
        if invocation.has("--test") { "test" } else { "" },
        &cfgs.join("\n"),
        &dependencies(invocation)?.join("\n"),
    ]))
}

/// Writes `identity` beside the unit's output, for the units that depend on it.
pub(crate) fn write_beside(invocation: &Invocation, identity: u64) -> Result<()> {
    let Some(file) = invocation.output("", EXTENSION) else { return Ok(()) };
    fs::write(&file, format!("{identity:016x}")).with_context(|| format!("cannot write {}", file.display()))
}

const EXTENSION: &str = ".offload";

/// Name and identity of each direct dependency; their identities include the indirect ones.
fn dependencies(invocation: &Invocation) -> Result<Vec<String>> {
    // `name=path`, or `options:name=path`; a crate without a path is one of rustc's own.
    let files = invocation.values("--extern").into_iter().filter_map(|value| value.split_once('='));
    let mut dependencies = files
        .map(|(name, file)| Ok(format!("{name}={}", read_beside(Path::new(file))?)))
        .collect::<Result<Vec<_>>>()?;
    dependencies.sort_unstable();
    dependencies.dedup();
    Ok(dependencies)
}

/// The identity beside the library `file`. If there is none, no unit of this pass made the library, so both
/// passes use the same file, and a hash of its bytes serves as its identity.
fn read_beside(file: &Path) -> Result<String> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let stem = stem.strip_prefix("lib").unwrap_or(&stem);
    match fs::read_to_string(file.with_file_name(format!("{stem}{EXTENSION}"))) {
        Ok(identity) => Ok(identity),
        Err(_) => {
            let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            Ok(format!("bytes {:016x}", fnv64(&bytes)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invocation::tests::{BIN, invocation};

    fn identity(line: &str, directory: &str) -> u64 {
        let invocation = invocation(line);
        let package = Package { name: "p".into(), version: "1.0.0".into(), directory: directory.into() };
        let unit = invocation.unit(Path::new("/w"));
        of_unit(&package, Path::new("/w"), &invocation, &unit).unwrap()
    }

    #[track_caller]
    fn all_differ(all: &[u64]) {
        for (index, one) in all.iter().enumerate() {
            assert!(!all[index + 1..].contains(one), "{index}");
        }
    }

    #[test]
    fn cargos_hashes_and_the_profile_do_not_count() {
        let other = BIN
            .replace("metadata=aa", "metadata=dd")
            .replace("extra-filename=-bb", "extra-filename=-ee")
            .replace("opt-level=3", "opt-level=0")
            .replace("/t/deps", "/u/deps");
        assert_eq!(identity(BIN, "/w"), identity(&other, "/w"));
    }

    #[test]
    fn lib_bin_and_test_differ() {
        let library =
            BIN.replace("src/main.rs", "src/lib.rs").replace("--crate-type bin", "--crate-type lib");
        let test = BIN.replace("--crate-type bin", "--test");
        all_differ(&[
            identity(BIN, "/w"),
            identity(&library, "/w"),
            identity(&test, "/w"),
            identity(BIN, "/w/member"),
        ]);
    }

    #[test]
    fn places_do_not_depend_on_the_checkout() {
        let place = |directory: &str, root: &str| {
            Package { directory: directory.into(), ..Package::default() }.place(Path::new(root))
        };
        assert_eq!(place("/a/b/member", "/a/b"), "workspace:member");
        assert_eq!(place("/a/b", "/a/b"), "workspace:");
        assert_eq!(place("/a/rust/lib", "/a/b"), "workspace:../rust/lib");
        assert_eq!(place("/c/d/rust/lib", "/c/d/b"), "workspace:../rust/lib");
        let registry = cargo_home().unwrap().join("registry/src/x-1.0.0");
        assert_eq!(place(registry.to_str().unwrap(), "/a/b"), "cargo:registry/src/x-1.0.0");
    }

    #[test]
    fn features_and_cfgs_count_in_any_order() {
        let with = |cfgs: &str| identity(&format!("{BIN} {cfgs}"), "/w");
        all_differ(&[with(""), with("--cfg a"), with("--cfg=b"), with("--cfg a --cfg b")]);
        assert_eq!(with("--cfg a --cfg b"), with("--cfg=b --cfg a"));
    }

    #[test]
    fn the_code_of_a_dependency_counts() {
        let directory = tempfile::tempdir().unwrap();
        let with = |name: &str, features: &str| {
            let out = directory.path().display();
            let library =
                format!("--crate-name {name} src/lib.rs --crate-type lib -C metadata=a --out-dir {out}");
            let library = invocation(&format!("{library} -C extra-filename=-1 {features}"));
            let number =
                of_unit(&Package::default(), Path::new("/w"), &library, &library.unit(Path::new("/w")));
            write_beside(&library, number.unwrap()).unwrap();
            identity(&format!("{BIN} --extern noprelude:{name}={out}/lib{name}-1.rmeta"), "/w")
        };
        let plain = with("one", "");
        all_differ(&[plain, with("one", "--cfg fast"), with("other", "")]);
        assert_eq!(with("one", ""), plain);
    }

    #[test]
    fn a_library_from_elsewhere_is_identified_by_its_bytes() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("libx.rlib");
        let with = |bytes: &str| {
            fs::write(&file, bytes).unwrap();
            identity(&format!("{BIN} --extern x={}", file.display()), "/w")
        };
        assert_ne!(with("a"), with("b"));
        assert_eq!(with("a"), with("a"));
        let missing = invocation("--extern x=/nonexistent/libx.rlib");
        assert!(dependencies(&missing).is_err());
        assert_eq!(dependencies(&invocation("--extern proc_macro")).unwrap(), [""; 0]);
    }
}
