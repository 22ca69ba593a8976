//! Which binary `cargo run` would run, so that both passes compile that one only.

use crate::arguments::CargoArguments;
use crate::toolchain::{Package, Workspace};

/// What `cargo build` has to be told so that it builds what `cargo run` runs.
#[derive(Debug, PartialEq, Eq)]
pub enum RunSelection {
    /// These arguments more: none where the arguments already say it, or where only cargo can tell.
    Build(Vec<String>),
    /// Nothing: `cargo run` will refuse, because there is no binary or no one binary.
    Refused,
}

/// Chooses as `cargo run` does.
pub fn what_runs(workspace: &Workspace, arguments: &CargoArguments) -> RunSelection {
    let packages_by_name =
        arguments.packages.iter().all(|name| workspace.packages.iter().any(|package| package.name == *name));
    if arguments.names_binary || !packages_by_name {
        return RunSelection::Build(Vec::new());
    }
    let selected: Vec<&Package> = workspace
        .packages
        .iter()
        .filter(|package| {
            if arguments.packages.is_empty() {
                workspace.workspace_default_members.contains(&package.id)
            } else {
                arguments.packages.contains(&package.name)
            }
        })
        .collect();
    let binaries = selected.iter().flat_map(|package| {
        package
            .targets
            .iter()
            .filter(|target| target.kind.iter().any(|kind| kind == "bin"))
            .map(move |target| (*package, target.name.as_str()))
    });
    let binaries: Vec<_> = binaries.collect();
    let default: Vec<_> =
        binaries.iter().filter(|(package, name)| package.default_run.as_deref() == Some(name)).collect();
    let (_, name) = match (default.as_slice(), binaries.as_slice()) {
        ([default], _) => **default,
        ([], [only]) => *only,
        _ => return RunSelection::Refused,
    };
    // The packages stay the same: cargo joins the features that they ask of what they all depend on.
    RunSelection::Build(vec!["--bin".to_owned(), name.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Command;

    fn workspace() -> Workspace {
        serde_json::from_str(
            r#"{"target_directory": "/t", "workspace_root": "/w", "workspace_default_members": ["two", "library"],
                "packages": [
                  {"id": "library", "name": "library", "default_run": null,
                   "targets": [{"name": "library", "kind": ["lib"]}]},
                  {"id": "two", "name": "two", "default_run": "b",
                   "targets": [{"name": "a", "kind": ["bin"]}, {"name": "b", "kind": ["bin"]}]},
                  {"id": "many", "name": "many", "default_run": null,
                   "targets": [{"name": "c", "kind": ["bin"]}, {"name": "d", "kind": ["bin"]}]}]}"#,
        )
        .unwrap()
    }

    fn narrowed(line: &str) -> String {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        match what_runs(&workspace(), &CargoArguments::parse(Command::Run, &words)) {
            RunSelection::Build(arguments) => arguments.join(" "),
            RunSelection::Refused => "refused".to_owned(),
        }
    }

    #[test]
    fn default_run_of_the_default_members() {
        assert_eq!(narrowed(""), "--bin b");
    }

    #[test]
    fn a_named_package_or_binary() {
        assert_eq!(narrowed("-p two"), "--bin b");
        assert_eq!(narrowed("--bin a"), "");
    }

    #[test]
    fn cargo_will_refuse_what_is_ambiguous() {
        assert_eq!(narrowed("-p many"), "refused");
        assert_eq!(narrowed("-p library"), "refused");
    }

    #[test]
    fn only_cargo_understands_a_package_id() {
        assert_eq!(narrowed("-p path+file:///w/two"), "");
    }
}
