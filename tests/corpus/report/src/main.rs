//! Crates from crates.io in kernels, compared with the host crate by crate.
//!
//! `corpus-report compile DIRECTORY [TARGETS]` compiles them, for the CPU if no targets are named, and writes
//! the programs and a list of the crates, `corpus.json`. `corpus-report run DIRECTORY REPORT.json [DEVICE…]`
//! runs the programs, on this or another machine, on each of the devices (`cpu`, `gpu`, as in
//! `OFFLOAD_DEVICE`), prints the table and writes it to `REPORT.json` and `REPORT.md`.
//!
//! The crates of a group are compiled together, which is fast. Crates that an error names are left out, and
//! the rest is compiled again. If an error names no crate, each crate is compiled alone, so no crate hides
//! another. `./x test corpus` runs this program.

mod cases;
mod compilation;
mod execution;
mod table;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

use cases::{Group, REFUSED};
use compilation::Compiler;
use table::{Row, Table};

/// The list of the crates, beside their programs.
const LIST: &str = "corpus.json";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("corpus-report: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Runs the command; returns whether every crate has the expected result.
fn dispatch(arguments: &[&str]) -> Result<bool> {
    match arguments {
        ["compile", directory] => compile(Path::new(directory), "cpu"),
        ["compile", directory, targets] => compile(Path::new(directory), targets),
        ["run", directory, report] => run(Path::new(directory), Path::new(report), &["cpu"]),
        ["run", directory, report, devices @ ..] => run(Path::new(directory), Path::new(report), devices),
        _ => bail!(
            "usage: corpus-report compile DIRECTORY [TARGETS] | corpus-report run DIRECTORY REPORT.json [DEVICE…]"
        ),
    }
}

fn compile(directory: &Path, targets: &str) -> Result<bool> {
    std::fs::create_dir_all(directory)?;
    let corpus =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a package of the workspace").to_owned();
    let versions = cases::versions(&corpus)?;
    let (refused, groups): (Vec<_>, Vec<_>) =
        cases::groups(&corpus)?.into_iter().partition(|group| group.name == REFUSED);
    let compiler = Compiler { corpus, targets: targets.into(), programs: directory.to_owned() };
    let mut rows = Vec::new();
    for group in &groups {
        eprintln!("==> {}", group.name);
        rows.extend(accepted(&compiler, group)?);
    }
    for group in &refused {
        eprintln!("==> {}", group.name);
        let errors = compiler.errors_of(group)?;
        rows.extend(group.crates.iter().map(|krate| {
            Row::refused(group, krate, errors.get(&krate.module).map_or(&[][..], Vec::as_slice))
        }));
    }
    let table = Table::new(compiler.targets, rows, &versions)?;
    table.write(&directory.join(LIST))?;
    if !table.is_right() {
        print!("{}", table.markdown());
    }
    Ok(table.is_right())
}

fn run(programs: &Path, report: &Path, devices: &[&str]) -> Result<bool> {
    let mut table = Table::read(&programs.join(LIST))?;
    for device in devices {
        eprintln!("==> {device}");
        table.run(programs, device)?;
    }
    print!("{}", table.markdown());
    let right = table.is_right();
    table.report(report)?;
    Ok(right)
}

/// Compiles the crates that should work.
fn accepted(compiler: &Compiler, group: &Group) -> Result<Vec<Row>> {
    let mut rows = BTreeMap::new();
    for part in compiler.compile(group)? {
        match part {
            compilation::Part::Program { name, crates } => rows.extend(
                crates
                    .into_iter()
                    .map(|krate| (krate.name.clone(), Row::compiled(group, &krate, name.clone()))),
            ),
            compilation::Part::Broken { krate, error } => {
                let row = Row::broken(group, &krate, error);
                rows.insert(krate.name, row);
            }
        }
    }
    Ok(rows.into_values().collect())
}
