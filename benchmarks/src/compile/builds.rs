//! The timed builds.

use anyhow::{Context, Result, ensure};
use std::fs::{self, File, FileTimes};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// The state before a build: what has been compiled already.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    /// Nothing is compiled; the sources of all crates are there.
    Cold,
    /// Everything except the example's own program is compiled.
    Touched,
    /// Everything is compiled.
    Unchanged,
}

impl State {
    pub const ALL: [Self; 3] = [Self::Cold, Self::Touched, Self::Unchanged];

    pub fn name(self) -> &'static str {
        match self {
            Self::Cold => "cold, with all dependencies",
            Self::Touched => "after touching `main.rs`",
            Self::Unchanged => "nothing changed",
        }
    }
}

/// Times of one repetition.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// `cargo build --release`.
    pub plain: Duration,
    /// `cargo offload build --release` until it reports the start of the host pass.
    pub device: Duration,
    /// The rest of that build.
    pub host: Duration,
}

/// The directories of the builds.
pub struct Builds {
    workspace: PathBuf,
    target: PathBuf,
    cargo_offload: PathBuf,
}

impl Builds {
    pub fn new() -> Result<Self> {
        let workspace =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("this crate is in a workspace")?;
        let own = std::env::current_exe()?;
        let cargo_offload = own.with_file_name("cargo-offload");
        ensure!(
            cargo_offload.exists(),
            "{} is missing; `./x bench compile` builds it",
            cargo_offload.display()
        );
        let target = own.with_file_name("bench-compile-target");
        Ok(Self { workspace: workspace.to_owned(), target, cargo_offload })
    }

    /// Brings everything into `state` and builds, alternating between plain and offloaded.
    pub fn measure(&self, state: State) -> Result<Times> {
        self.bring_into(state)?;
        let plain = self.plain()?;
        self.bring_into(state)?;
        let (device, host) = self.offloaded()?;
        Ok(Times { plain, device, host })
    }

    fn bring_into(&self, state: State) -> Result<()> {
        match state {
            State::Cold if self.target.exists() => fs::remove_dir_all(&self.target)
                .with_context(|| format!("cannot remove {}", self.target.display())),
            State::Touched => {
                let main = self.workspace.join("examples/blur/src/main.rs");
                let times = FileTimes::new().set_modified(SystemTime::now());
                let touched = File::options().append(true).open(&main).and_then(|file| file.set_times(times));
                touched.with_context(|| format!("cannot touch {}", main.display()))
            }
            State::Cold | State::Unchanged => Ok(()),
        }
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        // Remove variables that a calling cargo or script has set.
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER", "CARGO_BUILD_TARGET_DIR"] {
            command.env_remove(name);
        }
        command.current_dir(&self.workspace).stdin(Stdio::null());
        command
    }

    fn plain(&self) -> Result<Duration> {
        let mut command = self.command("cargo");
        command
            .args(["build", "--quiet", "--release", "-p", "blur"])
            .env("CARGO_TARGET_DIR", self.target.join("plain"));
        let start = Instant::now();
        let status = command.status().context("cannot run cargo")?;
        ensure!(status.success(), "cargo build: {status}");
        Ok(start.elapsed())
    }

    /// Times the device pass and the host pass.
    fn offloaded(&self) -> Result<(Duration, Duration)> {
        let mut command = self.command(&self.cargo_offload);
        command
            .args(["offload", "build", "--release", "-p", "blur", "--color=never"])
            .env("CARGO_TARGET_DIR", self.target.join("offload"))
            .stderr(Stdio::piped());
        let start = Instant::now();
        let mut child = command.spawn().context("cannot run cargo-offload")?;
        let mut host_begins = None;
        let mut output = String::new();
        for line in BufReader::new(child.stderr.take().context("a pipe was asked for")?).lines() {
            let line = line?;
            if line.trim_start() == "Offload host pass" {
                host_begins = Some(start.elapsed());
            }
            output += &line;
            output.push('\n');
        }
        let status = child.wait()?;
        let all = start.elapsed();
        ensure!(status.success(), "cargo offload build: {status}\n{output}");
        let device =
            host_begins.with_context(|| format!("cargo offload never began the host pass:\n{output}"))?;
        Ok((device, all - device))
    }
}
