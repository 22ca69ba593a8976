//! Writes the results of a run as JSON for the page of results, and each failure as a separate program.

use crate::execute::Backend;
use crate::generate::Kernel;
use crate::profile;
use crate::program::{self, Program};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Counts of a run.
#[derive(Debug)]
pub(crate) struct Report {
    seed: u64,
    /// The command that made it.
    command: String,
    pub(crate) batches: usize,
    /// The number of generated kernels.
    pub(crate) kernels: usize,
    /// The number of launches with the right result.
    pub(crate) launches: u64,
    /// The number of these launches that ended with a panic, as on the host.
    pub(crate) panicked: u64,
    /// The number of kernels compiled for each target.
    pub(crate) compiled: BTreeMap<String, usize>,
    /// The number of kernels that ran on each device with each profile.
    pub(crate) ran: BTreeMap<String, usize>,
    pub(crate) failures: Vec<Failure>,
    pub(crate) seconds: u64,
    /// Name of the GPU, if it ran on one.
    pub(crate) device: Option<String>,
}

/// A kernel that fails.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// The kind of failure, in a few words.
    pub(crate) class: String,
    pub(crate) seed: u64,
    pub(crate) program: String,
    pub(crate) kernel: String,
    pub(crate) profile: String,
    /// Empty for plain cargo.
    pub(crate) targets: String,
    /// The device on which it failed, if it was compiled.
    pub(crate) backend: Option<Backend>,
    pub(crate) detail: String,
}

impl Report {
    pub(crate) fn new(seed: u64, command: String) -> Self {
        Self {
            seed,
            command,
            batches: 0,
            kernels: 0,
            launches: 0,
            panicked: 0,
            compiled: BTreeMap::new(),
            ran: BTreeMap::new(),
            failures: Vec::new(),
            seconds: 0,
            device: None,
        }
    }

    /// Writes `target/fuzz/runs/<seed>.json`.
    pub(crate) fn write(&self, root: &Path) -> Result<()> {
        let file = root.join(format!("target/fuzz/runs/{}.json", self.seed));
        fs::create_dir_all(file.parent().expect("a file is in a directory"))?;
        fs::write(&file, self.text()?).with_context(|| format!("cannot write {}", file.display()))
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(&self.json())? + "\n")
    }

    pub(crate) fn json(&self) -> Value {
        let failures: Vec<_> = self.failures.iter().map(Failure::json).collect();
        json!({
            "seed": self.seed,
            "command": self.command,
            "batches": self.batches,
            "kernels": self.kernels,
            "launches": self.launches,
            "panicked": self.panicked,
            "compiled": self.compiled,
            "ran": self.ran,
            "failures": failures,
            "seconds": self.seconds,
            "device": self.device,
        })
    }
}

impl Failure {
    fn json(&self) -> Value {
        json!({
            "class": self.class,
            "seed": self.seed,
            "program": self.program,
            "kernel": self.kernel,
            "profile": self.profile,
            "targets": self.targets,
            "detail": self.detail,
        })
    }

    /// Writes the kernel and its smaller form to `target/fuzz/failures/<seed>-<program>-<kernel>/`.
    pub(crate) fn write(&self, root: &Path, kernel: &Kernel, smaller: &Kernel) -> Result<PathBuf> {
        let directory =
            root.join(format!("target/fuzz/failures/{}-{}-{}", self.seed, self.program, self.kernel));
        for (name, kernel) in [("whole", kernel), ("smaller", smaller)] {
            let program = Program { name: format!("fuzz-{name}"), kernels: vec![kernel.clone()] };
            program::write(&directory.join(name), root, &[program], &profile::manifest())?;
        }
        let command = match self.targets.as_str() {
            "" => "cargo run".to_owned(),
            targets => format!("cargo offload run --targets {targets}"),
        };
        let text = format!(
            "{}\n\nSeed {}, {}, {}. In `smaller` or `whole`:\n\n    {command} --profile {}\n\n{}\n",
            self.class, self.seed, self.program, self.kernel, self.profile, self.detail
        );
        fs::write(directory.join("README.md"), text)?;
        Ok(directory)
    }
}
