//! `suite --sanitizer REPORT.md`: runs the suite's programs under each tool of NVIDIA's compute-sanitizer,
//! and writes a page of the findings by kind.
//!
//! `memcheck` finds accesses outside allocations and misaligned accesses, `racecheck` finds races on shared
//! memory, and `initcheck` finds reads of device memory that nothing has written. The last is only a warning:
//! Rust copies the padding of values, and elements that are `MaybeUninit`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result};

use crate::machine::Machine;
use crate::program::{self, Program};

/// CUDA's name for the program.
const SANITIZER: &str = "compute-sanitizer";

/// Number of programs at a time: each has its own context on the GPU, and mostly waits for the host.
const AT_A_TIME: usize = 6;

/// A tool, and whether its findings fail the suite.
struct Tool {
    name: &'static str,
    options: &'static [&'static str],
    must_be_silent: bool,
}

const TOOLS: &[Tool] = &[
    // LLVM's runtime and ours handle errors of the driver's functions: they ask on purpose for things that
    // may not exist.
    Tool { name: "memcheck", options: &["--report-api-errors", "no"], must_be_silent: true },
    Tool { name: "racecheck", options: &[], must_be_silent: true },
    Tool { name: "initcheck", options: &[], must_be_silent: false },
];

/// One program under one tool.
struct Run {
    program: &'static str,
    tool: &'static Tool,
    /// A failure of the program itself, or of the run.
    failure: Option<String>,
    findings: BTreeMap<Finding, usize>,
    seconds: f64,
}

/// A tool's finding at one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    /// `Uninitialized __global__ memory read of size 8 bytes`.
    kind: String,
    /// The kernel, and the line if the tool knows it.
    place: String,
}

/// Runs all programs and writes `report`. Returns the number of failed runs.
pub fn run(
    directory: &Path,
    machine: &Machine,
    programs: &'static [Program],
    report: &Path,
) -> Result<usize> {
    let version = Command::new(SANITIZER).arg("--version").output();
    let version = version.with_context(|| format!("{SANITIZER} cannot be run: it is in CUDA's `bin`"))?;
    let version = String::from_utf8_lossy(&version.stdout).lines().last().unwrap_or_default().to_owned();

    let jobs: Vec<_> =
        TOOLS.iter().flat_map(|tool| programs.iter().map(move |program| (tool, program))).collect();
    let (next, runs) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some((tool, program)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let run = run_one(directory, tool, program);
                    println!("{}", run.line());
                    runs.lock().expect("nobody panics with it").push(run);
                }
            });
        }
    });
    let mut runs = runs.into_inner().expect("nobody panics with it");
    runs.sort_by_key(|run| jobs.iter().position(|(tool, program)| run.is(tool, program)));
    std::fs::write(report, page(&runs, machine, &version))
        .with_context(|| format!("cannot write {}", report.display()))?;
    let wrong = runs.iter().filter(|run| run.is_wrong()).count();
    println!("{} passed, {wrong} failed: {}", runs.len() - wrong, report.display());
    Ok(wrong)
}

fn run_one(directory: &Path, tool: &'static Tool, program: &Program) -> Run {
    let mut command = Command::new(SANITIZER);
    command.args(["--tool", tool.name, "--print-limit", "100000"]).args(tool.options);
    command.arg(directory.join(program.name)).env("OFFLOAD_DEVICE", "gpu");
    let mut run = Run { program: program.name, tool, failure: None, findings: BTreeMap::new(), seconds: 0.0 };
    match program::run(&mut command) {
        Err(error) => run.failure = Some(error.to_string()),
        Ok(ended) => {
            run.seconds = ended.time.as_secs_f64();
            // The tool writes to the program's standard output, and ends with the program's exit code.
            run.findings = findings(&ended.stdout);
            run.failure = match ended.status {
                None => Some("did not end in time".into()),
                Some(status) if !status.success() => Some(status.to_string()),
                Some(_) if !ended.stdout.contains(" SUMMARY: ") => Some(format!("{SANITIZER} says nothing")),
                Some(_) => None,
            };
        }
    }
    run
}

/// Parses reports: blocks of lines that begin with `=========`; the first line names the kind, and a later
/// one begins with `at`.
fn findings(output: &str) -> BTreeMap<Finding, usize> {
    let mut findings = BTreeMap::new();
    let mut kind: Option<&str> = None;
    for line in output.lines().filter_map(|line| line.strip_prefix("========= ")) {
        let indented = line.starts_with(' ');
        let line = line.trim();
        if !indented {
            let is_finding = [
                "Invalid ",
                "Misaligned ",
                "Uninitialized ",
                "Error: Race",
                "Warning: Race",
                "Out-of-",
                "Address ",
            ]
            .iter()
            .any(|start| line.starts_with(start));
            kind = is_finding.then_some(line);
        } else if let (Some(kind), Some(place)) = (kind.take(), line.strip_prefix("at ")) {
            let finding = Finding { kind: kind.to_owned(), place: without_offset(place) };
            *findings.entry(finding).or_default() += 1;
        }
    }
    findings
}

/// Shortens `kernel+0x3c0 in /a/main.rs:12` to `kernel in main.rs:12`.
fn without_offset(place: &str) -> String {
    let (function, file) = place.split_once(" in ").unwrap_or((place, ""));
    let function = function.split("+0x").next().unwrap_or(function);
    let file = file.rsplit('/').next().unwrap_or(file);
    if file.is_empty() { function.to_owned() } else { format!("{function} in {file}") }
}

impl Run {
    fn is(&self, tool: &Tool, program: &Program) -> bool {
        self.tool.name == tool.name && self.program == program.name
    }

    fn count(&self) -> usize {
        self.findings.values().sum()
    }

    fn is_wrong(&self) -> bool {
        self.failure.is_some() || (self.tool.must_be_silent && self.count() > 0)
    }

    fn line(&self) -> String {
        let Self { program, tool, seconds, failure, .. } = self;
        let failure = failure.as_deref().unwrap_or("ran to its end");
        format!("{}, {program}: {} findings, {failure}, {seconds:.1} s", tool.name, self.count())
    }
}

fn page(runs: &[Run], machine: &Machine, version: &str) -> String {
    let gpu = machine.devices.iter().find(|device| device.kind == "gpu");
    let mut page = format!(
        "# The suite under compute-sanitizer\n\nWritten by `./run-sanitizer` in the bundle of `./x gpu-bundle`, on one {} (driver {}), by \
         compute-sanitizer ({version}).\n\n| program |",
        gpu.map_or("GPU", |gpu| gpu.name.as_str()),
        machine.driver.as_deref().unwrap_or("unknown"),
    );
    let say = "a string takes all";
    for tool in TOOLS {
        write!(page, " {} |", tool.name).expect(say);
    }
    writeln!(page, "\n|---|{}", "---|".repeat(TOOLS.len())).expect(say);
    let mut programs: Vec<_> = runs.iter().map(|run| run.program).collect();
    programs.dedup();
    programs.truncate(programs.len() / TOOLS.len().max(1));
    for program in programs {
        write!(page, "| {program} |").expect(say);
        for run in runs.iter().filter(|run| run.program == program) {
            match (&run.failure, run.count()) {
                (Some(failure), count) => write!(page, " {failure}; {count} findings |").expect(say),
                (None, count) => write!(page, " {count} |").expect(say),
            }
        }
        page.push('\n');
    }
    page.push_str("\n## What was found\n\n");
    let mut kinds: BTreeMap<(&str, &Finding), usize> = BTreeMap::new();
    for run in runs {
        for (finding, count) in &run.findings {
            *kinds.entry((run.tool.name, finding)).or_default() += count;
        }
    }
    if kinds.is_empty() {
        page.push_str("Nothing.\n");
        return page;
    }
    page.push_str("| tool | kind | where | times |\n|---|---|---|---|\n");
    for ((tool, finding), count) in kinds {
        writeln!(page, "| {tool} | {} | `{}` | {count} |", finding.kind, finding.place).expect(say);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_counted_by_place() {
        let output = "========= COMPUTE-SANITIZER\nright after 106 launches\n\
                      ========= Uninitialized __global__ memory read of size 8 bytes\n\
                      =========     at k_7+0x3c0 in src/main.rs:12\n\
                      =========     by thread (1,0,0) in block (0,0,0)\n\
                      =========     Saved host backtrace up to driver entry point at kernel launch time\n\
                      ========= \n\
                      ========= Uninitialized __global__ memory read of size 8 bytes\n\
                      =========     at k_7+0x400 in src/main.rs:12\n\
                      ========= Invalid __global__ read of size 4 bytes\n\
                      =========     at k_8\n\
                      ========= ERROR SUMMARY: 3 errors\n";
        let counted: Vec<_> = findings(output)
            .into_iter()
            .map(|(finding, count)| (finding.kind, finding.place, count))
            .collect();
        assert_eq!(
            counted,
            [
                ("Invalid __global__ read of size 4 bytes".into(), "k_8".into(), 1),
                (
                    "Uninitialized __global__ memory read of size 8 bytes".into(),
                    "k_7 in main.rs:12".into(),
                    2
                ),
            ]
        );
    }
}
