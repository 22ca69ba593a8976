//! `corpus-report [--targets LIST] [--write DIRECTORY]`: compiles crates from crates.io in kernels, runs them on the CPU device
//! and compares with the host; prints a table and, with `--write`, leaves `corpus.md` and `corpus.json`.
//!
//! The crates of a group are compiled together, which is quick. Those that an error names are left out and the rest is compiled
//! again; where no error names one, each is compiled alone: no crate hides another. `./x test corpus` runs it.

mod cases;
mod compilation;
mod execution;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

use cases::{Group, REFUSED};
use compilation::Compiler;
use table::{Row, Table};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("corpus-report: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether every crate is as it should be.
fn run() -> Result<bool> {
    let mut targets = String::from("cpu");
    let mut directory = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.next()) {
            ("--targets", Some(value)) => targets = value,
            ("--write", Some(value)) => directory = Some(PathBuf::from(value)),
            _ => bail!("usage: corpus-report [--targets LIST] [--write DIRECTORY]"),
        }
    }
    let corpus =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a package of the workspace").to_owned();
    let versions = cases::versions(&corpus)?;
    let (refused, groups): (Vec<_>, Vec<_>) =
        cases::groups(&corpus)?.into_iter().partition(|group| group.name == REFUSED);
    let compiler = Compiler { corpus, targets };

    let mut rows = Vec::new();
    for group in &groups {
        eprintln!("==> {}", group.name);
        rows.extend(check(&compiler, group)?);
    }
    for group in &refused {
        eprintln!("==> {}", group.name);
        let errors = compiler.errors_of(group)?;
        rows.extend(group.crates.iter().map(|krate| {
            Row::refused(group, krate, errors.get(&krate.module).map_or(&[][..], Vec::as_slice))
        }));
    }
    let table = Table::new(compiler.targets, rows, &versions)?;
    print!("{}", table.markdown());
    if let Some(directory) = directory {
        table.write(&directory)?;
    }
    Ok(table.is_right())
}

/// Compiles and runs the crates that should work.
fn check(compiler: &Compiler, group: &Group) -> Result<Vec<Row>> {
    let mut rows = BTreeMap::new();
    for part in compiler.compile(group)? {
        match part {
            compilation::Part::Program { path, crates } => {
                let results = execution::run(&path)?;
                rows.extend(crates.into_iter().map(|krate| {
                    let row = Row::ran(group, &krate, results.of(&krate.name));
                    (krate.name, row)
                }));
            }
            compilation::Part::Broken { krate, error } => {
                let row = Row::broken(group, &krate, error);
                rows.insert(krate.name, row);
            }
        }
    }
    Ok(rows.into_values().collect())
}
