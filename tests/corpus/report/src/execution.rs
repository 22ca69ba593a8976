//! Runs a program of the corpus on the CPU device.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

pub struct Results {
    stdout: String,
    /// Launches that the runtime layer tells of.
    on_device: bool,
    /// How it ended, where that was not by itself.
    crash: Option<String>,
}

/// What one crate's cases gave.
pub enum Outcome {
    Equal,
    Wrong(String),
    /// The program ended before.
    Missing(String),
}

pub fn run(program: &Path) -> Result<Results> {
    let output = Command::new(program)
        .env("OFFLOAD_DEVICE", "cpu")
        .env("OFFLOAD_FALLBACK", "never")
        .env("OFFLOAD_INFO", "1")
        .stdin(Stdio::null())
        .output()
        .with_context(|| program.display().to_string())?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    Ok(Results {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        on_device: stderr.lines().any(|line| line.starts_with("offload: launch ")),
        crash: output.status.code().is_none().then(|| output.status.to_string()),
    })
}

impl Results {
    pub fn of(&self, name: &str) -> Outcome {
        if !self.on_device {
            return Outcome::Missing("nothing was launched on the device".into());
        }
        let line = self.stdout.lines().find_map(|line| line.strip_prefix(&format!("test {name} ... ")));
        match line {
            Some("ok") => Outcome::Equal,
            Some(_) => {
                let wrong = self.stdout.lines().filter_map(|line| line.strip_prefix(&format!("{name}: ")));
                Outcome::Wrong(wrong.collect::<Vec<_>>().join("; "))
            }
            None => Outcome::Missing(self.crash.clone().unwrap_or_else(|| "the program said nothing".into())),
        }
    }
}
