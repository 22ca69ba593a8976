//! Runs a program, even if it crashes or hangs.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The device on which launches run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Cpu,
    Gpu,
    Fallback,
}

impl Backend {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cpu => "CPU device",
            Self::Gpu => "GPU",
            Self::Fallback => "fallback",
        }
    }

    fn environment(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Cpu => &[("OFFLOAD_DEVICE", "cpu")],
            Self::Gpu => &[("OFFLOAD_DEVICE", "gpu")],
            Self::Fallback => &[("OFFLOAD_FALLBACK", "always"), ("OMP_TARGET_OFFLOAD", "disabled")],
        }
    }
}

/// The end of a kernel's run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Ok {
        digest: String,
        launches: u64,
        panicked: u64,
    },
    Failed(String),
    /// The program died or hung.
    Died(String),
}

/// A program hangs if it prints no line for this long.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs all kernels of a program; starts it again after a kernel that ends it.
pub(crate) fn run(program: &Path, backend: Backend) -> Result<BTreeMap<String, End>> {
    let mut ends = BTreeMap::new();
    let mut after = None;
    loop {
        match run_from(program, backend, after.as_deref(), &mut ends)? {
            None => return Ok(ends),
            Some((kernel, reason)) => {
                ends.insert(kernel.clone(), End::Died(reason));
                after = Some(kernel);
            }
        }
    }
}

/// Runs the kernels after `after`. If the program died, returns the kernel that ended it, and how.
fn run_from(
    program: &Path,
    backend: Backend,
    after: Option<&str>,
    ends: &mut BTreeMap<String, End>,
) -> Result<Option<(String, String)>> {
    let mut command = Command::new(program);
    command.envs(backend.environment().iter().copied());
    if backend == Backend::Fallback {
        command.arg("--fallback");
    }
    command.args(after.iter().flat_map(|kernel| ["--after", kernel]));
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot run {}", program.display()))?;
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    let mut current = None;
    let mut hangs = false;
    loop {
        match receiver.recv_timeout(PATIENCE) {
            Ok(line) => read_line(&line, &mut current, ends),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                hangs = true;
                child.kill()?;
                break;
            }
        }
    }
    let status = child.wait()?;
    let _ = reader.join();
    let reason = if hangs { format!("no end within {} s", PATIENCE.as_secs()) } else { status.to_string() };
    Ok(current.map(|kernel| (kernel, reason)))
}

/// Reads a line of the program's output.
fn read_line(line: &str, current: &mut Option<String>, ends: &mut BTreeMap<String, End>) {
    let mut words = line.splitn(3, ' ');
    let (Some(word), Some(kernel)) = (words.next(), words.next()) else { return };
    let rest = words.next().unwrap_or_default();
    match word {
        "begin" => *current = Some(kernel.to_owned()),
        "ok" => {
            let mut numbers = rest.split(' ');
            let digest = numbers.next().unwrap_or_default().to_owned();
            let mut number = || numbers.next().and_then(|number| number.parse().ok()).unwrap_or(0);
            let (launches, panicked) = (number(), number());
            *current = None;
            ends.insert(kernel.to_owned(), End::Ok { digest, launches, panicked });
        }
        "failed" => {
            *current = None;
            ends.insert(kernel.to_owned(), End::Failed(rest.to_owned()));
        }
        _ => {}
    }
}
