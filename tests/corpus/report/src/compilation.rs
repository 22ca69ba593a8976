//! Compiles programs of the corpus, and finds the crate that causes an error.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::cases::{Crate, Group};

pub struct Compiler {
    /// The workspace's directory.
    pub corpus: PathBuf,
    /// The targets, in the form that `cargo offload` takes.
    pub targets: String,
    /// The directory for the programs.
    pub programs: PathBuf,
}

/// The result for some of a group's crates.
pub enum Part {
    /// A file in the programs' directory.
    Program {
        name: String,
        crates: Vec<Crate>,
    },
    Broken {
        krate: Crate,
        error: String,
    },
}

/// An error of the plugin.
#[derive(Debug, PartialEq)]
pub struct Error {
    pub id: String,
    pub message: String,
}

/// Errors by module; errors that name no module are under the empty name.
pub type Errors = BTreeMap<String, Vec<Error>>;

impl Compiler {
    /// Compiles all of the group's crates, in as few programs as possible.
    pub fn compile(&self, group: &Group) -> Result<Vec<Part>> {
        let mut parts = Vec::new();
        let mut left = group.crates.clone();
        while !left.is_empty() {
            let Err(stderr) = self.build(group, &left)? else {
                parts.push(Part::Program { name: self.keep(group, "all")?, crates: left });
                break;
            };
            let errors = errors_in(&stderr);
            let (broken, rest): (Vec<_>, Vec<_>) =
                left.into_iter().partition(|krate| errors.contains_key(&krate.module));
            if broken.is_empty() {
                for krate in rest {
                    parts.push(self.compile_alone(group, krate)?);
                }
                break;
            }
            parts.extend(broken.into_iter().map(|krate| {
                let error = errors[&krate.module].iter().map(Error::to_string).collect::<Vec<_>>().join("; ");
                Part::Broken { krate, error }
            }));
            left = rest;
        }
        Ok(parts)
    }

    fn compile_alone(&self, group: &Group, krate: Crate) -> Result<Part> {
        Ok(match self.build(group, std::slice::from_ref(&krate))? {
            Ok(()) => Part::Program { name: self.keep(group, &krate.module)?, crates: vec![krate] },
            Err(stderr) => {
                let line =
                    stderr.lines().find(|line| line.starts_with("error")).unwrap_or("it does not compile");
                Part::Broken { krate, error: line.into() }
            }
        })
    }

    /// The errors of crates that are compiled together.
    pub fn errors_of(&self, group: &Group) -> Result<Errors> {
        Ok(self.build(group, &group.crates)?.map_or_else(|stderr| errors_in(&stderr), |()| Errors::new()))
    }

    /// Builds a program; the inner `Err` has the compiler's output.
    fn build(&self, group: &Group, crates: &[Crate]) -> Result<Result<(), String>> {
        let names: Vec<_> = crates.iter().map(|krate| krate.name.as_str()).collect();
        // Use one set of features for all groups unless a crate has to be left out, so that dependencies are
        // compiled once.
        let features = if crates.len() == group.crates.len() {
            String::from("--all-features")
        } else {
            format!("--features={}", names.join(","))
        };
        let output = Command::new("cargo")
            .args(["offload", "build", "--release", "--locked", "--targets", &self.targets])
            .args(["-p", "corpus", "--bin", &group.name, &features])
            .current_dir(&self.corpus)
            .stdin(Stdio::null())
            .output()
            .context("cargo offload")?;
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok(if output.status.success() { Ok(()) } else { Err(stderr) })
    }

    /// Copies the program, because the group's next program gets the same name.
    fn keep(&self, group: &Group, part: &str) -> Result<String> {
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.corpus.join("target"), PathBuf::from);
        let built = target.join("offload/host").join(host()?).join("release").join(&group.name);
        let name = format!("{}-{part}", group.name);
        std::fs::copy(&built, self.programs.join(&name)).with_context(|| built.display().to_string())?;
        Ok(name)
    }
}

fn host() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("rustc")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(host.into())
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}: {}", self.id, self.message)
    }
}

/// Sorts errors by module. An error ends with its chain of calls, and the kernel at the end names the module
/// of the launched closure.
fn errors_in(stderr: &str) -> Errors {
    let mut errors = Errors::new();
    let mut lines = stderr.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((id, message)) = line.strip_prefix("error: OFL").and_then(|line| line.split_once(": "))
        else {
            continue;
        };
        let error = Error { id: format!("OFL{id}"), message: message.into() };
        let mut module = String::new();
        while let Some(line) = lines.next_if(|line| line.starts_with(' ')) {
            if let Some((_, closure)) = line.split_once("from `apply<") {
                module = closure.split("::").nth(1).unwrap_or_default().into();
            }
        }
        let module_errors = errors.entry(module).or_default();
        if !module_errors.contains(&error) {
            module_errors.push(error);
        }
    }
    errors
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn errors_belong_to_modules() {
        let stderr = "error: OFL021: kernel `corpus::apply` uses the mutable static `a::B`\n  --> src/x.rs:3:4\n   \
                      = called from `f` (src/a.rs:1)\n   = called from `apply<corpus_codecs::sha2::run::{closure_env#0}>` (l.rs:2)\n\
                      \n   = help: none\nerror: OFL030: making the sm_90 image failed: no\n";
        let errors = errors_in(stderr);
        assert_eq!(errors.keys().collect::<Vec<_>>(), ["", "sha2"]);
        assert_eq!(errors["sha2"][0].id, "OFL021");
        assert!(errors["sha2"][0].message.ends_with("`a::B`"));
    }
}
