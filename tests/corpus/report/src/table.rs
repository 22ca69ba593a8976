//! The table, crate by crate.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::cases::{Crate, Group};
use crate::compilation::Error;
use crate::execution::{self, Outcome};

#[derive(Serialize, Deserialize)]
pub struct Row {
    #[serde(rename = "crate")]
    krate: String,
    version: String,
    group: String,
    compiles: bool,
    /// The file with its cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    program: Option<String>,
    /// The results by device.
    #[serde(default)]
    runs: Vec<Outcome>,
    /// Whether the result is the one that the corpus expects.
    expected: bool,
    note: String,
}

impl Row {
    fn new(group: &Group, krate: &Crate) -> Self {
        Self {
            krate: krate.name.clone(),
            version: String::new(),
            group: group.name.trim_start_matches("corpus-").into(),
            compiles: false,
            program: None,
            runs: Vec::new(),
            expected: false,
            note: String::new(),
        }
    }

    pub fn compiled(group: &Group, krate: &Crate, program: String) -> Self {
        Self { compiles: true, expected: true, program: Some(program), ..Self::new(group, krate) }
    }

    pub fn broken(group: &Group, krate: &Crate, note: String) -> Self {
        Self { note, ..Self::new(group, krate) }
    }

    /// The row of a crate that has to fail with the error that it names.
    pub fn refused(group: &Group, krate: &Crate, errors: &[Error]) -> Self {
        let row = Self { compiles: errors.is_empty(), ..Self::new(group, krate) };
        let Some(refusal) = &krate.refusal else { return row };
        let expected =
            errors.iter().any(|error| error.id == refusal.error && error.message.contains(&refusal.message));
        let note = if expected {
            format!("{}: {}", refusal.error, refusal.reason)
        } else if errors.is_empty() {
            "no error: it no longer belongs among the refused".into()
        } else {
            format!("{} instead of {}: {}", errors[0], refusal.error, refusal.message)
        };
        Self { expected, note, ..row }
    }

    fn run(&mut self, programs: &Path, device: &str) -> Result<()> {
        let Some(program) = &self.program else { return Ok(()) };
        let outcome = execution::run(&programs.join(program), &self.krate, device)?;
        self.expected &= outcome.equal;
        self.runs.push(outcome);
        Ok(())
    }

    /// Whether all devices give the host's results.
    fn is_equal(&self) -> bool {
        !self.runs.is_empty() && self.runs.iter().all(|outcome| outcome.equal)
    }

    fn markdown(&self, devices: usize) -> String {
        let cell = |index: usize| match self.runs.get(index) {
            Some(outcome) if outcome.equal => "equal",
            Some(outcome) if outcome.runs => "**differs**",
            Some(_) => "**does not end**",
            None => "–",
        };
        let cells: Vec<_> = (0..devices).map(cell).collect();
        let mark = if self.expected { "" } else { "**not as expected** " };
        let notes = self.runs.iter().map(|outcome| outcome.note.as_str()).chain([self.note.as_str()]);
        let notes: Vec<_> = notes.filter(|note| !note.is_empty()).collect();
        let compiles = if self.compiles { "yes" } else { "–" };
        let note = notes.join("; ").replace('|', "\\|").replace('\n', " ");
        format!("| {} | {} | {compiles} | {} | {mark}{note} |", self.krate, self.version, cells.join(" | "))
    }
}

#[derive(Serialize, Deserialize)]
pub struct Table {
    targets: String,
    rustc: String,
    /// The devices' names.
    #[serde(default)]
    devices: Vec<String>,
    rows: Vec<Row>,
}

impl Table {
    pub fn new(targets: String, mut rows: Vec<Row>, versions: &BTreeMap<String, String>) -> Result<Self> {
        for row in &mut rows {
            let version = versions.get(&row.krate);
            row.version.clone_from(version.with_context(|| format!("Cargo.lock has no {}", row.krate))?);
        }
        let output = std::process::Command::new("rustc").arg("--version").output().context("rustc")?;
        let rustc = String::from_utf8_lossy(&output.stdout).trim().into();
        Ok(Self { targets, rustc, devices: Vec::new(), rows })
    }

    /// Runs the crates that compile; the programs are in `programs`.
    pub fn run(&mut self, programs: &Path, device: &str) -> Result<()> {
        for row in &mut self.rows {
            row.run(programs, device)?;
        }
        let name = self.rows.iter().filter_map(|row| row.runs.last()).map(|run| &run.device);
        let name = name.filter(|name| !name.is_empty()).max();
        self.devices.push(name.map_or_else(|| device.to_owned(), String::clone));
        Ok(())
    }

    pub fn is_right(&self) -> bool {
        self.rows.iter().all(|row| row.expected)
    }

    pub fn markdown(&self) -> String {
        let mut text = String::from("# Crates from crates.io in kernels\n\n");
        let equal = self.rows.iter().filter(|row| row.is_equal()).count();
        let refused = self.rows.iter().filter(|row| !row.compiles && row.expected).count();
        let unexpected = self.rows.iter().filter(|row| !row.expected).count();
        let devices: String = self.devices.iter().map(|device| format!(" {device} |")).collect();
        let _ = writeln!(
            text,
            "Kernels call unmodified crates on seeds that are new in every run; the results are compared bit by bit \
            with the same functions on the host: {equal} equal, {refused} refused with the error they are known for, {unexpected} otherwise.\n\n\
             Targets: {}. Toolchain: {}.\n\n\
             | crate | version | compiles |{devices} note |\n|---|---|---|{}---|",
            self.targets,
            self.rustc,
            "---|".repeat(self.devices.len())
        );
        for row in &self.rows {
            let _ = writeln!(text, "{}", row.markdown(self.devices.len()));
        }
        text
    }

    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        serde_json::from_str(&text).with_context(|| file.display().to_string())
    }

    pub fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        fs::write(file, text).with_context(|| file.display().to_string())
    }

    /// Writes `file`, and the readable table beside it.
    pub fn report(mut self, file: &Path) -> Result<()> {
        for row in &mut self.rows {
            row.program = None;
        }
        let readable = file.with_extension("md");
        fs::write(&readable, self.markdown()).with_context(|| readable.display().to_string())?;
        self.write(file)
    }
}
