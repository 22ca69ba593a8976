//! A run of the fuzzer: batches of programs until the time is up.

use crate::build::{CompileFailure, CompileFailureKind, Configuration, Workspace};
use crate::execute::{self, Backend, End};
use crate::generate::{Kernel, Settings};
use crate::gpu::Gpu;
use crate::minimise;
use crate::profile::{GPU_PROFILES, PROFILES};
use crate::program::Program;
use crate::report::{Failure, Report};
use anyhow::Result;
use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

/// How each kernel of one program ended, on one device after the other.
type EndsByDevice = Vec<(Backend, BTreeMap<String, End>)>;

/// The plan of a run.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    /// The first batch; each batch has its own programs.
    pub(crate) first: usize,
    pub(crate) batches: usize,
    /// No batch begins after this time.
    pub(crate) time: Duration,
    /// The number of programs in a batch.
    pub(crate) programs: usize,
    /// The number of kernels in a program.
    pub(crate) kernels: usize,
    /// This machine's NVIDIA GPU, if the programs also run there.
    pub(crate) gpu: Option<Gpu>,
    /// The command that runs this plan.
    pub(crate) command: String,
    /// The time for making one failing kernel smaller.
    pub(crate) minimise: Duration,
}

impl Plan {
    /// The plan of the tests: one batch, always the same.
    pub(crate) fn short() -> Self {
        Self {
            seed: 1,
            first: 0,
            batches: 1,
            time: Duration::MAX,
            programs: 1,
            kernels: 100,
            gpu: None,
            command: "./x test fuzz".to_owned(),
            minimise: Duration::from_secs(240),
        }
    }
}

/// Of the batches that run on a GPU, one in this many has indirect calls. It has no factor in common with the
/// number of their profiles.
const GPU_INDIRECT_SHARE: usize = 4;

/// One batch in this many is also compiled for GPUs or by plain cargo. These numbers have no factor in common
/// with the number of profiles.
const GPU_SHARE: usize = 7;
const PLAIN_SHARE: usize = 5;
const GPU_TARGETS: &str = "cpu,sm_70,sm_90,gfx90a,gfx1100";

/// The number of failures of each class and batch that are minimised: one fault of the compiler shows in many
/// kernels.
const MINIMISED: usize = 2;

pub(crate) fn run(workspace: &Workspace, plan: &Plan) -> Result<Report> {
    let start = Instant::now();
    let mut report = Report::new(plan.seed, plan.command.clone());
    report.device = plan.gpu.as_ref().map(|gpu| gpu.name.clone());
    for batch in plan.first..plan.first + plan.batches {
        if start.elapsed() >= plan.time {
            break;
        }
        Batch::new(workspace, plan, batch).run(&mut report)?;
        report.batches += 1;
        report.seconds = start.elapsed().as_secs();
        report.write(&workspace.root)?;
        eprintln!(
            "fuzz: {} kernels, {} launches, {} failures, {} s",
            report.kernels,
            report.launches,
            report.failures.len(),
            report.seconds
        );
    }
    Ok(report)
}

/// Classes of failures that are not minimised: an error of the generator, and a difference between two
/// builds.
const RUST: &str = "rustc refuses it";
/// LLVM ends rustc, or the plugin's copy of the process (OFL041).
pub(crate) const ENDS: &str = "the compiler ends";
const HOSTS_DIFFER: &str = "the host's copy does something else under plain cargo";

struct Batch<'a> {
    workspace: &'a Workspace,
    plan: &'a Plan,
    programs: Vec<Program>,
    configuration: Configuration,
    /// Whether plain cargo compiles it, too.
    plain: bool,
}

impl<'a> Batch<'a> {
    fn new(workspace: &'a Workspace, plan: &'a Plan, batch: usize) -> Self {
        let (settings, kernels, profile, targets) = match &plan.gpu {
            Some(gpu) => {
                let (settings, kernels) = match batch % GPU_INDIRECT_SHARE {
                    0 => (Settings::GPU_INDIRECT, plan.kernels / 15),
                    _ => (Settings::GPU, plan.kernels),
                };
                (settings, kernels, GPU_PROFILES[batch % GPU_PROFILES.len()], format!("cpu,{}", gpu.target))
            }
            None => {
                let (settings, kernels, targets) = match (batch % GPU_SHARE, batch % 2) {
                    (6, 0) => (Settings::GPU, plan.kernels / 4, GPU_TARGETS),
                    (6, _) => (Settings::GPU_INDIRECT, plan.kernels / 15, GPU_TARGETS),
                    _ => (Settings::CPU, plan.kernels, "cpu"),
                };
                (settings, kernels, PROFILES[batch % PROFILES.len()], targets.to_owned())
            }
        };
        let programs = (0..plan.programs)
            .map(|index| Program::generate(plan.seed, batch * plan.programs + index, kernels, settings))
            .collect();
        let configuration = Configuration { profile, targets: Some(targets) };
        let plain = plan.gpu.is_none() && batch % PLAIN_SHARE == PLAIN_SHARE - 1;
        Self { workspace, plan, programs, configuration, plain }
    }

    fn run(&mut self, report: &mut Report) -> Result<()> {
        let generated: Vec<Program> = self.programs.clone();
        report.kernels += generated.iter().map(|program| program.kernels.len()).sum::<usize>();
        let mut failures = self.build_failures(report)?;
        for (program, ends) in self.programs.iter().zip(self.execute()?) {
            for (backend, ends) in ends {
                let configuration = format!("{}, {}", backend.name(), self.configuration.profile.name);
                self.count(&configuration, program, &ends, report);
                failures.extend(self.failures(backend, program, &ends));
            }
        }
        if self.plain {
            failures.extend(self.plain_failures(report)?);
        }
        self.record(failures, &generated, report)
    }

    /// Runs all programs at once, each on one device after the other.
    fn execute(&self) -> Result<Vec<EndsByDevice>> {
        let backends: &[Backend] = match self.plan.gpu {
            Some(_) => &[Backend::Cpu, Backend::Fallback, Backend::Gpu],
            None => &[Backend::Cpu, Backend::Fallback],
        };
        let run = |program: &Program| {
            let executable = self.workspace.executable(program, &self.configuration)?;
            backends.iter().map(|&backend| Ok((backend, execute::run(&executable, backend)?))).collect()
        };
        thread::scope(|scope| {
            let running: Vec<_> =
                self.programs.iter().map(|program| scope.spawn(move || run(program))).collect();
            running
                .into_iter()
                .map(|thread| thread.join().expect("running a program does not panic"))
                .collect()
        })
    }

    fn build_failures(&mut self, report: &mut Report) -> Result<Vec<Failure>> {
        let failures = self.workspace.build(&mut self.programs, &self.configuration)?;
        let targets = self.configuration.targets.clone().unwrap_or_default();
        let compiled = self.programs.iter().map(|program| program.kernels.len()).sum::<usize>();
        for target in targets.split(',') {
            *report.compiled.entry(target.to_owned()).or_default() += compiled;
        }
        Ok(failures.into_iter().map(|failure| self.compile_failure(failure)).collect())
    }

    fn compile_failure(&self, failure: CompileFailure) -> Failure {
        let class = match failure.kind {
            CompileFailureKind::Rust => RUST.to_owned(),
            CompileFailureKind::Crash => ENDS.to_owned(),
            CompileFailureKind::Refused => {
                let id = failure.message.strip_prefix("error: ").unwrap_or_default().get(..6);
                format!("refused with {}", id.unwrap_or_default())
            }
        };
        Failure {
            class,
            seed: self.plan.seed,
            program: self.programs[failure.program].name.clone(),
            kernel: failure.kernel,
            profile: self.configuration.profile.name.to_owned(),
            targets: self.configuration.targets.clone().unwrap_or_default(),
            backend: None,
            detail: failure.message,
        }
    }

    fn count(
        &self,
        configuration: &str,
        program: &Program,
        ends: &BTreeMap<String, End>,
        report: &mut Report,
    ) {
        let mut kernels = 0;
        for kernel in &program.kernels {
            if let Some(End::Ok { launches, panicked, .. }) = ends.get(&kernel.name) {
                report.launches += launches;
                report.panicked += panicked;
                kernels += 1;
            }
        }
        *report.ran.entry(configuration.to_owned()).or_default() += kernels;
    }

    fn failures(&self, backend: Backend, program: &Program, ends: &BTreeMap<String, End>) -> Vec<Failure> {
        let failure = |kernel: &Kernel| {
            let (class, detail) = match ends.get(&kernel.name) {
                Some(End::Ok { .. }) => return None,
                Some(End::Failed(reason)) => (format!("differs on the {}", backend.name()), reason.clone()),
                Some(End::Died(reason)) => (format!("dies on the {}", backend.name()), reason.clone()),
                None => (format!("did not run on the {}", backend.name()), String::new()),
            };
            Some(self.failure(program, kernel, class, Some(backend), detail))
        };
        program.kernels.iter().filter_map(failure).collect()
    }

    fn failure(
        &self,
        program: &Program,
        kernel: &Kernel,
        class: String,
        backend: Option<Backend>,
        detail: String,
    ) -> Failure {
        Failure {
            class,
            seed: self.plan.seed,
            program: program.name.clone(),
            kernel: kernel.name.clone(),
            profile: self.configuration.profile.name.to_owned(),
            targets: self.configuration.targets.clone().unwrap_or_default(),
            backend,
            detail,
        }
    }

    /// Builds the same programs with plain cargo, where the host's copy has to compute the same.
    fn plain_failures(&mut self, report: &mut Report) -> Result<Vec<Failure>> {
        let offloaded: Vec<_> = self
            .programs
            .iter()
            .map(|program| {
                execute::run(&self.workspace.executable(program, &self.configuration)?, Backend::Cpu)
            })
            .collect::<Result<_>>()?;
        let targets = self.configuration.targets.take();
        let mut failures = self.build_failures(report)?;
        for (program, offloaded) in self.programs.iter().zip(&offloaded) {
            let executable = self.workspace.executable(program, &self.configuration)?;
            let ends = execute::run(&executable, Backend::Fallback)?;
            let configuration = format!("plain cargo, {}", self.configuration.profile.name);
            self.count(&configuration, program, &ends, report);
            failures.extend(self.failures(Backend::Fallback, program, &ends));
            for kernel in &program.kernels {
                if let (Some(End::Ok { digest: a, .. }), Some(End::Ok { digest: b, .. })) =
                    (ends.get(&kernel.name), offloaded.get(&kernel.name))
                    && a != b
                {
                    let detail = format!("the digest is {a} with plain cargo, and {b} with cargo offload");
                    failures.push(self.failure(
                        program,
                        kernel,
                        HOSTS_DIFFER.to_owned(),
                        Some(Backend::Fallback),
                        detail,
                    ));
                }
            }
        }
        self.configuration.targets = targets;
        Ok(failures)
    }

    /// Minimises failing kernels, and writes them to files.
    fn record(&self, failures: Vec<Failure>, generated: &[Program], report: &mut Report) -> Result<()> {
        let mut classes: BTreeMap<String, usize> = BTreeMap::new();
        for failure in failures {
            eprintln!(
                "fuzz: {} {} of seed {}: {}: {}",
                failure.program,
                failure.kernel,
                failure.seed,
                failure.class,
                failure.detail.lines().next().unwrap_or_default()
            );
            let program = generated.iter().find(|program| program.name == failure.program);
            let kernel = program
                .and_then(|program| program.kernels.iter().find(|kernel| kernel.name == failure.kernel));
            let kernel = kernel.expect("failures are of generated kernels").clone();
            let seen = classes.entry(failure.class.clone()).or_default();
            *seen += 1;
            let smaller = if *seen <= MINIMISED && ![RUST, HOSTS_DIFFER].contains(&failure.class.as_str()) {
                minimise::smaller(self.workspace, &kernel, &failure, self.plan.minimise)?
            } else {
                kernel.clone()
            };
            failure.write(&self.workspace.root, &kernel, &smaller)?;
            report.failures.push(failure);
        }
        Ok(())
    }
}
