//! Runs a crate's cases on a device.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// Time limit in seconds, much longer than any crate takes.
const TIME_LIMIT: &str = "120";
/// The exit code of `timeout` after the time limit.
const TIMED_OUT: i32 = 124;

/// The results of one crate's cases on one device.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// The device's name; empty if nothing was launched.
    pub device: String,
    /// Whether the program ended normally.
    pub runs: bool,
    pub equal: bool,
    /// The failure.
    pub note: String,
}

/// Runs a crate's cases in a separate process. `device` is a value of `OFFLOAD_DEVICE`.
pub fn run(program: &Path, krate: &str, device: &str) -> Result<Outcome> {
    let output = Command::new("timeout")
        .args(["--kill-after=5", TIME_LIMIT])
        .arg(program)
        .arg(krate)
        .env("OFFLOAD_DEVICE", device)
        .env("OFFLOAD_FALLBACK", "never")
        .env("OFFLOAD_INFO", "1")
        .stdin(Stdio::null())
        .output()
        .with_context(|| program.display().to_string())?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let ended = match output.status.code() {
        Some(TIMED_OUT) => format!("it took longer than {TIME_LIMIT} seconds"),
        _ => format!("{}: {}", output.status, stderr.lines().last().unwrap_or_default()),
    };
    Ok(outcome(krate, &stdout, &stderr, ended))
}

fn outcome(krate: &str, stdout: &str, stderr: &str, ended: String) -> Outcome {
    let device = launches(stderr).last().unwrap_or_default().to_owned();
    let line = stdout.lines().find_map(|line| line.strip_prefix(&format!("test {krate} ... ")));
    let wrong = stdout.lines().filter_map(|line| line.strip_prefix(&format!("{krate}: ")));
    let note = match line {
        Some("ok") if device.is_empty() => "nothing was launched on the device".into(),
        Some("ok") => String::new(),
        Some(_) => wrong.collect::<Vec<_>>().join("; "),
        None => ended,
    };
    Outcome { runs: line.is_some(), equal: note.is_empty(), device, note }
}

/// The names of the devices of all launches that the runtime layer reports.
fn launches(stderr: &str) -> impl Iterator<Item = &str> {
    stderr
        .lines()
        .filter(|line| line.starts_with("offload: launch "))
        .filter_map(|line| line.split_once(" device_name=\"")?.1.split_once('"').map(|(name, _)| name))
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn only_what_was_launched_is_equal() {
        let launch =
            "offload: launch kernel=\"k\" grid=1,1,1 device=0 device_name=\"a (b, 2 threads)\" time_us=1";
        let outcome_of = |stdout, stderr| outcome("a", stdout, stderr, "signal".into());
        let right = outcome_of("test a ... ok\n", launch);
        assert!(right.runs && right.equal && right.device == "a (b, 2 threads)");
        assert!(!outcome_of("test a ... ok\n", "").equal);
        let wrong = outcome_of("a: 1 instead of 2\ntest a ... FAILED\n", launch);
        assert!(wrong.runs && !wrong.equal && wrong.note == "1 instead of 2");
        let ended = outcome_of("test b ... ok\n", launch);
        assert!(!ended.runs && !ended.equal && ended.note == "signal");
    }
}
