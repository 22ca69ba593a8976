//! Compiles a workspace of programs. Finds, removes and reports kernels that do not compile.

use crate::profile::{self, Profile};
use crate::program::{self, Program};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A directory with programs.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) directory: PathBuf,
    /// This repository.
    pub(crate) root: PathBuf,
}

/// How programs are compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Configuration {
    pub(crate) profile: Profile,
    /// Value of `--targets`; `None` for plain cargo.
    pub(crate) targets: Option<String>,
}

/// A kernel that does not compile.
#[derive(Clone, Debug)]
pub(crate) struct CompileFailure {
    pub(crate) program: usize,
    pub(crate) kernel: String,
    pub(crate) kind: CompileFailureKind,
    /// The compiler's message.
    pub(crate) message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompileFailureKind {
    /// rustc's own errors: the generator's fault.
    Rust,
    /// An error of the plugin.
    Refused,
    /// The compiler crashed.
    Crash,
}

impl Workspace {
    /// Compiles `programs`, and removes the kernels that do not compile.
    pub(crate) fn build(
        &self,
        programs: &mut [Program],
        configuration: &Configuration,
    ) -> Result<Vec<CompileFailure>> {
        let mut failures = Vec::new();
        loop {
            let failed = self.build_once(programs, configuration)?;
            if failed.is_empty() {
                return Ok(failures);
            }
            for CompileFailure { program, kernel, message, .. } in &failed {
                let first = message.lines().find(|line| line.contains("error")).unwrap_or_default();
                eprintln!("fuzz: {} {kernel}: {first}", programs[*program].name);
            }
            failures.extend(failed);
        }
    }

    /// Compiles once and removes the kernels that do not compile. If rustc accepts all kernels, the result
    /// contains every kernel that the plugin refuses.
    pub(crate) fn build_once(
        &self,
        programs: &mut [Program],
        configuration: &Configuration,
    ) -> Result<Vec<CompileFailure>> {
        let Some(output) = self.try_build(programs, configuration)? else { return Ok(Vec::new()) };
        let mut failures = located(&output, programs);
        if failures.is_empty() {
            failures = self.crashing(&output, programs, configuration)?;
        }
        for failure in &failures {
            programs[failure.program].kernels.retain(|kernel| kernel.name != failure.kernel);
        }
        Ok(failures)
    }

    /// The compiler's output, if it failed.
    fn try_build(&self, programs: &[Program], configuration: &Configuration) -> Result<Option<String>> {
        program::write(&self.directory, &self.root, programs, &profile::manifest())?;
        let mut command = match &configuration.targets {
            Some(targets) => self.cargo(&["offload", "build", "--targets", targets]),
            None => self.cargo(&["build"]),
        };
        command.args(["--offline", "--workspace", "--keep-going", "--profile", configuration.profile.name]);
        let output = command.output().context("cannot run cargo")?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok((!output.status.success()).then_some(text))
    }

    /// A cargo command in this workspace. With `OFFLOAD_FP=strict`, GPUs round like the host.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("cargo");
        command.args(arguments).current_dir(&self.directory);
        command.env("CARGO_TARGET_DIR", self.directory.join("target"));
        command.env("CARGO_TERM_COLOR", "never").env("OFFLOAD_FP", "strict");
        command
    }

    /// The compiled program.
    pub(crate) fn executable(&self, program: &Program, configuration: &Configuration) -> Result<PathBuf> {
        let profile = configuration.profile.name;
        let below = match configuration.targets {
            Some(_) => format!("offload/host/{}/{profile}", host_triple()?),
            None => profile.to_owned(),
        };
        Ok(self.directory.join("target").join(below).join(&program.name))
    }

    /// Finds the kernel that crashes the compiler. If the output names no place, it halves the program
    /// repeatedly.
    fn crashing(
        &self,
        output: &str,
        programs: &[Program],
        configuration: &Configuration,
    ) -> Result<Vec<CompileFailure>> {
        // Errors of cargo offload, and errors of the plugin that name no kernel, such as a missing tool.
        ensure!(
            !output.contains("error[OFL2") && !output.contains("error: OFL"),
            "no kernel is at fault:\n{output}"
        );
        let failed = |program: &Program| output.contains(&format!("could not compile `{}`", program.name));
        let Some(index) = programs.iter().position(failed) else { bail!("cargo failed:\n{output}") };
        if let Some(kernel) = named_by_symbol(output, &programs[index]) {
            let message = output.to_owned();
            return Ok(vec![CompileFailure {
                program: index,
                kernel,
                kind: CompileFailureKind::Crash,
                message,
            }]);
        }
        let mut program = programs[index].clone();
        // A linker that is missing, for example, would otherwise be the fault of each kernel in turn.
        let empty = Program { name: program.name.clone(), kernels: Vec::new() };
        if let Some(output) = self.try_build(&[empty], configuration)? {
            bail!("cargo fails for a program without kernels, too:\n{output}");
        }
        let mut message = output.to_owned();
        while program.kernels.len() > 1 {
            let second = program.kernels.split_off(program.kernels.len() / 2);
            match self.try_build(std::slice::from_ref(&program), configuration)? {
                Some(output) => message = output,
                None => program.kernels = second,
            }
        }
        let [kernel] = &program.kernels[..] else { bail!("cargo fails over no kernel:\n{output}") };
        let kernel = kernel.name.clone();
        Ok(vec![CompileFailure { program: index, kernel, kind: CompileFailureKind::Crash, message }])
    }
}

/// The kernel whose mangled name is in `output`: crate and module names follow their lengths.
fn named_by_symbol(output: &str, program: &Program) -> Option<String> {
    let crate_name = program.name.replace('-', "_");
    let in_crate = format!("{}{crate_name}", crate_name.len());
    let module = |name: &str| format!("{in_crate}{}{name}", name.len());
    let names = program.kernels.iter().map(|kernel| &kernel.name);
    names.filter(|name| output.contains(&module(name))).max_by_key(|name| name.len()).cloned()
}

/// The errors in cargo's output that name a kernel or its file.
fn located(output: &str, programs: &[Program]) -> Vec<CompileFailure> {
    let mut failures = BTreeMap::new();
    let is_start = |line: &str| line.starts_with("error");
    let mut message: Option<String> = None;
    for line in output.lines().chain(["error: end"]) {
        if is_start(line) {
            if let Some(message) = message.take() {
                add_located(message, programs, &mut failures);
            }
            message = Some(String::new());
        }
        if let Some(message) = &mut message {
            message.push_str(line);
            message.push('\n');
        }
    }
    failures.into_values().collect()
}

fn add_located(
    message: String,
    programs: &[Program],
    failures: &mut BTreeMap<(usize, String), CompileFailure>,
) {
    let Some((program, kernel)) = named_kernel(&message).or_else(|| named_file(&message)) else { return };
    let Some(program) = programs.iter().position(|candidate| candidate.name == program) else { return };
    let kind = if message.starts_with("error: OFL") {
        CompileFailureKind::Refused
    } else {
        CompileFailureKind::Rust
    };
    let kernel = kernel.to_owned();
    failures.entry((program, kernel.clone())).or_insert(CompileFailure { program, kernel, kind, message });
}

/// Program and kernel of an error of the plugin: "kernel `fuzz_0::k1::kernel` …".
fn named_kernel(message: &str) -> Option<(String, String)> {
    let (_, path) = message.strip_prefix("error: OFL")?.split_once("kernel `")?;
    let (program, rest) = path.split_once("::")?;
    Some((program.replace('_', "-"), rest.split_once("::")?.0.to_owned()))
}

/// Program and kernel of the file that an error names.
fn named_file(message: &str) -> Option<(String, String)> {
    let (_, place) = message.split_once("--> ")?;
    let (program, rest) = place.split_once("/src/")?;
    Some((program.to_owned(), rest.split_once(".rs:")?.0.to_owned()))
}

/// The triple of this machine.
fn host_triple() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("cannot run rustc")?;
    let text = String::from_utf8(output.stdout)?;
    let triple = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(triple.context("rustc names no host")?.to_owned())
}

/// The directory of this repository.
pub(crate) fn repository() -> Result<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().context("the repository is not there")
}

#[cfg(test)]
mod tests {
    use super::{CompileFailureKind, located, named_by_symbol};
    use crate::generate::Settings;
    use crate::program::Program;

    fn program() -> Program {
        Program::generate(1, 0, 30, Settings::CPU)
    }

    #[test]
    fn errors_belong_to_the_kernel_whose_file_they_name() {
        let output = "warning: x\n --> fuzz-0/src/k1.rs:1:1\n\nerror[E0308]: mismatched types\n  --> fuzz-0/src/k2.rs:7:9\n   |\n\n\
                      error: OFL022: kernel `fuzz_0::k12::kernel` uses\n  --> fuzz-0/src/k13.rs:3:1\n\nerror: could not compile `fuzz-0`\n";
        let failures = located(output, &[program()]);
        let located_kernels: Vec<_> =
            failures.iter().map(|failure| (failure.kernel.as_str(), failure.kind)).collect();
        assert_eq!(located_kernels, [("k12", CompileFailureKind::Refused), ("k2", CompileFailureKind::Rust)]);
    }

    #[test]
    fn a_crash_names_a_symbol() {
        let output = "rustc-LLVM ERROR: … on __offload_entry__RNvMNvNtCs6IyoRFmA6sH_6fuzz_03k291__NtB4_6kernel8___kernel.loop did not";
        assert_eq!(named_by_symbol(output, &program()), Some("k29".into()));
        assert_eq!(named_by_symbol("killed", &program()), None);
    }
}
