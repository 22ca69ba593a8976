//! `suite [--cpu | --sanitizer] [REPORT]`: runs the programs beside it on this machine's devices and writes a
//! report, `report.json`. With `--sanitizer` it runs them under NVIDIA's compute-sanitizer, and the report is
//! `sanitizer.md`.
//!
//! `./x gpu-bundle` packs it with the programs; on the machine, `./run-suite` starts it. Without a GPU, all
//! tests for a GPU fail; `--cpu` runs the suite on the CPU instead.

mod device_choice;
mod machine;
mod memory;
mod program;
mod sanitizer;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde::Serialize;

use machine::Machine;
use program::{Kind, Outcome, Program};

/// The programs, in the order in which they run.
const PROGRAMS: &[Program] = &[
    Program { name: "saxpy", kind: Kind::Program },
    Program { name: "blur", kind: Kind::Program },
    Program { name: "from-cuda", kind: Kind::Program },
    Program { name: "from-rayon", kind: Kind::Program },
    Program { name: "values", kind: Kind::Program },
    Program { name: "mapping", kind: Kind::Program },
    Program { name: "heap", kind: Kind::Program },
    Program { name: "panics", kind: Kind::Program },
    Program { name: "exits", kind: Kind::Program },
    Program { name: "std-offload", kind: Kind::Program },
    Program { name: "math", kind: Kind::Program },
    Program { name: "arguments", kind: Kind::Tests },
    Program { name: "failures", kind: Kind::Tests },
    Program { name: "kernels", kind: Kind::Tests },
    Program { name: "splits", kind: Kind::Tests },
    Program { name: "views", kind: Kind::Tests },
    Program { name: "atomics", kind: Kind::Tests },
    Program { name: "resident", kind: Kind::Tests },
    Program { name: "record", kind: Kind::Tests },
    Program { name: "devices", kind: Kind::Tests },
    Program { name: "iterators", kind: Kind::Tests },
    Program { name: "std_offload", kind: Kind::Tests },
];

#[derive(Serialize)]
struct Report {
    passed: usize,
    failed: usize,
    seconds: f64,
    machine: Machine,
    programs: Vec<Outcome>,
}

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("suite: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// The number of failures.
fn run() -> Result<usize> {
    let (mut on_cpu, mut sanitized) = (false, false);
    let mut path = None;
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--cpu") => on_cpu = true,
            Some("--sanitizer") => sanitized = true,
            Some(option) if option.starts_with('-') => {
                anyhow::bail!("usage: suite [--cpu | --sanitizer] [REPORT]")
            }
            _ => path = Some(PathBuf::from(argument)),
        }
    }
    let start = std::time::Instant::now();
    let directory = std::env::current_exe()?.parent().context("the suite has no directory")?.to_owned();
    let machine = Machine::look()?;
    println!("{machine}");
    if sanitized {
        let path = path.unwrap_or_else(|| "sanitizer.md".into());
        return sanitizer::run(&directory, &machine, PROGRAMS, &path);
    }
    let path = path.unwrap_or_else(|| "report.json".into());
    let device = if on_cpu { "cpu" } else { "gpu" };
    let mut programs: Vec<Outcome> =
        PROGRAMS.iter().map(|program| program.run(&directory, device).report()).collect();
    programs.push(device_choice::run(&directory, &machine).report());
    if !on_cpu {
        programs.push(memory::run(&machine).report());
    }
    let (passed, failed) =
        (sum(&programs, |outcome| outcome.passed), sum(&programs, |outcome| outcome.failed));
    let report = Report { passed, failed, seconds: start.elapsed().as_secs_f64(), machine, programs };
    std::fs::write(&path, serde_json::to_string_pretty(&report)? + "\n")
        .with_context(|| format!("cannot write {}", path.display()))?;
    println!("{passed} passed, {failed} failed: {}", path.display());
    Ok(failed)
}

fn sum(outcomes: &[Outcome], count: impl Fn(&Outcome) -> usize) -> usize {
    outcomes.iter().map(count).sum()
}
