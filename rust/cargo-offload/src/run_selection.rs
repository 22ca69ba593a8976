//! Finds the binary that `cargo run` would run, so that both passes compile only that binary.

use crate::arguments::CargoArguments;
use crate::toolchain::{Package, Workspace};

/// How to make `cargo build` build the program that `cargo run` runs.
#[derive(Debug, PartialEq, Eq)]
pub enum RunSelection {
    /// With these additional arguments; there are none if the arguments already name the program, or if only
    /// cargo can tell.
    Build(Vec<String>),
    /// Not at all: `cargo run` will fail, because there is no binary, or several.
    Refused,
}

/// Chooses the binary as `cargo run` does.
pub fn select_binary(workspace: &Workspace, arguments: &CargoArguments) -> RunSelection {
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
    // Keep the selected packages: cargo joins the features that they require of shared dependencies.
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
        match select_binary(&workspace(), &CargoArguments::parse(Command::Run, &words)) {
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
    fn cargo_will_refuse_an_ambiguous_choice() {
        assert_eq!(narrowed("-p many"), "refused");
        assert_eq!(narrowed("-p library"), "refused");
    }

    #[test]
    fn only_cargo_understands_a_package_id() {
        assert_eq!(narrowed("-p path+file:///w/two"), "");
    }
}
