//! The fuzzer: `offload-fuzz COMMAND`.

mod build;
mod bundle;
mod check;
mod execute;
mod fault;
mod generate;
mod gpu;
mod minimise;
mod node;
mod page;
mod profile;
mod program;
mod report;
mod session;

use anyhow::{Context, Result, bail};
use build::Workspace;
use execute::Backend;
use generate::Settings;
use gpu::Gpu;
use program::Program;
use session::Plan;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

const USAGE: &str = "offload-fuzz run MINUTES SEED [FIRST-BATCH] | gpu MINUTES SEED | short | check SEED | pack DIRECTORY KERNELS SEED \
                     | execute DIRECTORY REPORT.json gpu|cpu | write DIRECTORY KERNELS SEED | page RUN.json…";

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = build::repository()?;
    let workspace = Workspace { directory: root.join("target/fuzz/work"), root };
    match words[..] {
        ["run", minutes, seed, ref rest @ ..] => {
            let first = rest.first().map_or(Ok(0), |first| first.parse());
            let plan = Plan { first: first.context("FIRST-BATCH is a number")?, ..timed(minutes, seed)? };
            code(session::run(&workspace, &plan)?.failures.is_empty())
        }
        ["gpu", minutes, seed] => {
            let plan = Plan {
                programs: thread::available_parallelism()?.get(),
                kernels: 150,
                gpu: Some(Gpu::find()?),
                command: format!("./x fuzz gpu {minutes} {seed}"),
                ..timed(minutes, seed)?
            };
            code(session::run(&workspace, &plan)?.failures.is_empty())
        }
        ["short"] => code(session::run(&workspace, &Plan::short())?.failures.is_empty()),
        ["check", seed] => code(check::run(&workspace, seed.parse().context("SEED is a number")?, 30)?),
        ["pack", output, kernels, seed] => {
            let workspace = Workspace { directory: workspace.root.join("target/fuzz/bundle"), ..workspace };
            let (kernels, seed) =
                (kernels.parse().context("KERNELS is a number")?, seed.parse().context("SEED is a number")?);
            bundle::pack(&workspace, &std::path::absolute(output)?, kernels, seed)?;
            code(true)
        }
        ["execute", directory, report, backend] => {
            let backend = if backend == "gpu" { Backend::Gpu } else { Backend::Cpu };
            let report = bundle::execute(Path::new(directory), Path::new(report), backend)?;
            code(report.failures.is_empty())
        }
        ["write", directory, kernels, seed] => {
            let (kernels, seed) =
                (kernels.parse().context("KERNELS is a number")?, seed.parse().context("SEED is a number")?);
            let programs = [Program::generate(seed, 0, kernels, Settings::CPU)];
            program::write(
                &std::path::absolute(directory)?,
                &workspace.root,
                &programs,
                &profile::manifest(),
            )?;
            code(true)
        }
        ["page", ref files @ ..] => {
            let run = |file: &&str| Ok(serde_json::from_slice(&std::fs::read(file)?)?);
            let runs = files.iter().map(run).collect::<Result<Vec<_>>>()?;
            print!("{}", page::page(&runs));
            code(true)
        }
        _ => bail!("{USAGE}"),
    }
}

/// The plan of `./x fuzz MINUTES SEED`.
fn timed(minutes: &str, seed: &str) -> Result<Plan> {
    Ok(Plan {
        seed: seed.parse().context("SEED is a number")?,
        batches: usize::MAX / 2,
        time: Duration::from_secs(60 * minutes.parse::<u64>().context("MINUTES is a number")?),
        kernels: 300,
        command: format!("./x fuzz {minutes} {seed}"),
        ..Plan::short()
    })
}

fn code(is_good: bool) -> Result<ExitCode> {
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
