//! The table, crate by crate.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::cases::{Crate, Group};
use crate::compilation::Error;
use crate::execution::Outcome;

#[derive(Serialize)]
pub struct Row {
    #[serde(rename = "crate")]
    krate: String,
    version: String,
    group: String,
    compiles: bool,
    runs: bool,
    equal: bool,
    /// As the corpus says that it should be.
    expected: bool,
    note: String,
}

impl Row {
    fn new(group: &Group, krate: &Crate) -> Self {
        let group = group.name.trim_start_matches("corpus-").into();
        let [compiles, runs, equal, expected] = [false; 4];
        Self {
            krate: krate.name.clone(),
            version: String::new(),
            group,
            compiles,
            runs,
            equal,
            expected,
            note: String::new(),
        }
    }

    pub fn ran(group: &Group, krate: &Crate, outcome: Outcome) -> Self {
        let row = Self { compiles: true, ..Self::new(group, krate) };
        match outcome {
            Outcome::Equal => Self { runs: true, equal: true, expected: true, ..row },
            Outcome::Wrong(note) => Self { runs: true, note, ..row },
            Outcome::Missing(note) => Self { note, ..row },
        }
    }

    pub fn broken(group: &Group, krate: &Crate, note: String) -> Self {
        Self { note, ..Self::new(group, krate) }
    }

    /// A crate that has to fail with the error that it names.
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
}

#[derive(Serialize)]
pub struct Table {
    targets: String,
    rustc: String,
    rows: Vec<Row>,
}

impl Table {
    pub fn new(targets: String, mut rows: Vec<Row>, versions: &BTreeMap<String, String>) -> Result<Self> {
        for row in &mut rows {
            let version = versions.get(&row.krate);
            row.version.clone_from(version.with_context(|| format!("Cargo.lock has no {}", row.krate))?);
        }
        let output = std::process::Command::new("rustc").arg("--version").output().context("rustc")?;
        Ok(Self { targets, rustc: String::from_utf8_lossy(&output.stdout).trim().into(), rows })
    }

    pub fn is_right(&self) -> bool {
        self.rows.iter().all(|row| row.expected)
    }

    pub fn markdown(&self) -> String {
        let mut text = String::from("# Crates from crates.io in kernels\n\n");
        let equal = self.rows.iter().filter(|row| row.equal).count();
        let refused = self.rows.iter().filter(|row| !row.compiles && row.expected).count();
        let unexpected = self.rows.iter().filter(|row| !row.expected).count();
        let _ = writeln!(
            text,
            "Unmodified crates, called in kernels on seeds that are new in every run, and compared with the same functions on \
             the host, bit by bit: {equal} equal, {refused} refused with the error they are known for, {unexpected} otherwise.\n\n\
             Made by `./x test corpus`. Targets: {}. Toolchain: {}.\n\n\
             | crate | version | compiles | CPU device | equals host | note |\n|---|---|---|---|---|---|",
            self.targets, self.rustc
        );
        for row in &self.rows {
            let [compiles, runs, equal] =
                [row.compiles, row.runs, row.equal].map(|yes| if yes { "yes" } else { "–" });
            let mark = if row.expected { "" } else { "**not as expected** " };
            let note = row.note.replace('|', "\\|");
            let _ = writeln!(
                text,
                "| {} | {} | {compiles} | {runs} | {equal} | {mark}{note} |",
                row.krate, row.version
            );
        }
        text
    }

    /// `corpus.md` and `corpus.json`.
    pub fn write(&self, directory: &Path) -> Result<()> {
        fs::create_dir_all(directory)?;
        fs::write(directory.join("corpus.md"), self.markdown())?;
        fs::write(directory.join("corpus.json"), serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }
}
