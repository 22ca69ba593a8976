//! Programs for a machine with a GPU: compiles them here, and runs them there.

use crate::build::{Configuration, Workspace};
use crate::execute::{self, Backend, End};
use crate::generate::Settings;
use crate::gpu::Gpu;
use crate::profile::BUNDLE;
use crate::program::Program;
use crate::report::{Failure, Report};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::Instant;

/// The number of kernels in a program, and in a program with indirect calls, to which one kernel in ten
/// belongs.
const KERNELS: usize = 250;
const KERNELS_INDIRECT: usize = 20;

const TARGETS: &str = "cpu,sm_90";

/// The file with the seed and the settings, beside the programs.
const SEED_FILE: &str = "fuzz.json";

/// Compiles `kernels` kernels, and lets `cargo offload bundle` write the programs to `output`.
pub(crate) fn pack(workspace: &Workspace, output: &Path, kernels: usize, seed: u64) -> Result<()> {
    let indirect = kernels / 10;
    let sizes = split(kernels - indirect, KERNELS).map(|count| (count, Settings::GPU));
    let sizes = sizes.chain(split(indirect, KERNELS_INDIRECT).map(|count| (count, Settings::GPU_INDIRECT)));
    let generate = |(number, (count, settings))| Program::generate(seed, number, count, settings);
    let mut programs: Vec<_> = sizes.enumerate().map(generate).collect();
    let profile = BUNDLE;
    let configuration = Configuration { profile, targets: Some(TARGETS.into()) };
    for failure in workspace.build(&mut programs, &configuration)? {
        eprintln!("fuzz: fuzz-{} {} does not compile: {}", failure.program, failure.kernel, failure.message);
    }
    let mut command = workspace.cargo(&["offload", "bundle", "--targets", TARGETS, "--output"]);
    command.arg(output).args(["--offline", "--workspace", "--profile", profile.name]);
    ensure!(command.status().context("cannot run cargo")?.success(), "the programs cannot be bundled");
    let facts = json!({ "seed": seed, "profile": profile.name, "targets": TARGETS });
    fs::write(output.join("bin").join(SEED_FILE), serde_json::to_string_pretty(&facts)?)?;
    Ok(())
}

/// Splits `count` into parts of at most `maximum`.
fn split(count: usize, maximum: usize) -> impl Iterator<Item = usize> {
    (0..count.div_ceil(maximum)).map(move |number| (count - number * maximum).min(maximum))
}

/// Runs the programs in `directory`, and writes the results to `file`, and as text beside it.
pub(crate) fn execute(directory: &Path, file: &Path, backend: Backend) -> Result<Report> {
    let facts: Value = serde_json::from_slice(&fs::read(directory.join(SEED_FILE))?)?;
    let text = |name: &str| facts[name].as_str().unwrap_or_default().to_owned();
    let seed = facts["seed"].as_u64().unwrap_or_default();
    let start = Instant::now();
    let gpu = if backend == Backend::Gpu { Some(Gpu::find()?) } else { None };
    let mut report = Report::new(seed, "./run-fuzz".to_owned());
    report.device = gpu.map(|gpu| gpu.name);
    let mut names: Vec<_> = fs::read_dir(directory)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    names.retain(|name| name.starts_with("fuzz-"));
    names.sort();
    for name in names {
        let ends = execute::run(&directory.join(&name), backend)?;
        for (kernel, end) in ends {
            report.kernels += 1;
            *report.ran.entry(format!("{}, {}", backend.name(), text("profile"))).or_default() += 1;
            let (class, detail) = match end {
                End::Ok { launches, panicked, .. } => {
                    report.launches += launches;
                    report.panicked += panicked;
                    continue;
                }
                End::Failed(reason) => ("differs", reason),
                End::Died(reason) => ("dies", reason),
            };
            eprintln!("fuzz: {name} {kernel} {class}: {detail}");
            report.failures.push(Failure {
                class: format!("{class} on the {}", backend.name()),
                seed,
                program: name.clone(),
                kernel,
                profile: text("profile"),
                targets: text("targets"),
                backend: Some(backend),
                detail,
            });
        }
        report.batches += 1;
        report.seconds = start.elapsed().as_secs();
        fs::write(file, report.text()?)?;
        fs::write(file.with_extension("md"), crate::page::page(&[report.json()]))?;
        eprintln!(
            "fuzz: {name}: {} kernels, {} failures, {} s",
            report.kernels,
            report.failures.len(),
            report.seconds
        );
    }
    Ok(report)
}
