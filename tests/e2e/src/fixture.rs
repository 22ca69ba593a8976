//! Copies of the packages under `fixtures/`, which tests may edit.

use crate::process::{Output, run};
use crate::toolchain::{Toolchain, root};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A copy of a fixture, outside the source tree.
pub struct Fixture {
    pub toolchain: Toolchain,
    pub directory: PathBuf,
    /// Cargo's target directory.
    pub target: PathBuf,
    /// Environment variables for child processes.
    environment: Vec<(String, String)>,
}

impl Fixture {
    /// Copies fixture `fixture` for the test `name`. In `Cargo.toml` files `@ROOT@` is this repository and
    /// `@NAME@` is `name`: two packages with equal program names would overwrite each other's programs in the
    /// shared target directory.
    pub fn copy(toolchain: Toolchain, fixture: &str, name: &str) -> Self {
        Self::copy_to(toolchain, fixture, name, toolchain.directory().join("packages").join(name))
    }

    /// The same, to a directory that the test chooses.
    pub fn copy_to(toolchain: Toolchain, fixture: &str, name: &str, directory: PathBuf) -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(fixture);
        let root = root().canonicalize().expect("the repository exists");
        copy_tree(&source, &directory, &|text| {
            text.replace("@ROOT@", &root.to_string_lossy()).replace("@NAME@", name)
        });
        // Use this repository's versions, so that cargo needs no registry.
        write_if_different(&directory.join("Cargo.lock"), &read(&root.join("Cargo.lock")));
        Self { toolchain, directory, target: toolchain.target(), environment: Vec::new() }
    }

    /// This repository itself, which no test may edit.
    pub fn of_repository(toolchain: Toolchain) -> Self {
        let directory = root().canonicalize().expect("the repository exists");
        Self { toolchain, directory, target: toolchain.target(), environment: Vec::new() }
    }

    /// Sets a variable for every child.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Uses a target directory inside the copy. This costs a build of all dependencies.
    pub fn own_target(mut self) -> Self {
        self.target = self.directory.join("target");
        self
    }

    /// The path to which the host pass of `cargo offload` writes program `name`.
    pub fn program(&self, name: &str, profile: &str) -> PathBuf {
        self.pass_output("host", name, profile)
    }

    /// The path to which its device pass writes the artifact of program `name`.
    pub fn device_output(&self, name: &str, profile: &str) -> PathBuf {
        self.pass_output("device", name, profile)
    }

    fn pass_output(&self, pass: &str, name: &str, profile: &str) -> PathBuf {
        let file =
            self.target.join("offload").join(pass).join(self.toolchain.host()).join(profile).join(name);
        assert!(file.is_file(), "{} is missing", file.display());
        file
    }

    /// The command `cargo <line>` in the fixture's directory.
    pub fn cargo(&self, line: &str) -> Command {
        let mut command = self.toolchain.command("cargo");
        command.args(line.split_whitespace()).current_dir(&self.directory);
        command.env("CARGO_TARGET_DIR", &self.target);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs `cargo offload <line>`, and the program with `OFFLOAD_INFO=1`.
    pub fn offload(&self, line: &str) -> Output {
        run(self.cargo(&format!("offload {line}")).env("OFFLOAD_INFO", "1"))
    }

    /// Replaces `old`, which must be there, in a source file.
    #[track_caller]
    pub fn edit(&self, file: &str, old: &str, new: &str) {
        let path = self.directory.join(file);
        let text = read(&path);
        assert!(text.contains(old), "{} has no {old:?}", path.display());
        // Cargo compares times: the file must be newer than the outputs of the last build.
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::write(&path, text.replace(old, new)).expect("the copy is ours");
    }
}

pub fn copy_tree(source: &Path, target: &Path, change: &dyn Fn(&str) -> String) {
    fs::create_dir_all(target).unwrap_or_else(|error| panic!("{}: {error}", target.display()));
    let entries = fs::read_dir(source).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
    for entry in entries {
        let path = entry.expect("the directory can be read").path();
        let name = path.file_name().expect("an entry has a name");
        if path.is_dir() {
            copy_tree(&path, &target.join(name), change);
        } else {
            let text = read(&path);
            let text = if path.extension().is_some_and(|kind| kind == "toml") { change(&text) } else { text };
            write_if_different(&target.join(name), &text);
        }
    }
}

/// An unchanged file keeps its time, so that a second run of the tests compiles little.
fn write_if_different(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return;
    }
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// The number of the line of `source` that ends in `mark`.
#[track_caller]
pub fn line_of(source: &str, mark: &str) -> usize {
    source.lines().position(|line| line.ends_with(mark)).expect("the mark is there") + 1
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
