//! Calls a tool, and ends it where it takes too long: a compilation has an end, and assemblers know code at which they sit for days.

use crate::setting;
use std::fmt;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

const LIMIT: &str = "OFFLOAD_TOOL_MINUTES";
const DEFAULT_MINUTES: u64 = 20;

/// Why a tool has not done what it was asked to: a message for the user, with what it wrote to its standard error.
#[derive(Debug, PartialEq)]
pub struct ToolError {
    message: String,
    crashed: bool,
}

impl ToolError {
    /// A signal has ended it (`SIGSEGV`, say): the tool itself is wrong, whatever it was given.
    pub fn crashed(&self) -> bool {
        self.crashed
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<String> for ToolError {
    fn from(message: String) -> Self {
        Self { message, crashed: false }
    }
}

impl From<ToolError> for String {
    fn from(error: ToolError) -> Self {
        error.message
    }
}

/// Runs a tool, at most as many minutes as `OFFLOAD_TOOL_MINUTES` says (20).
///
/// # Errors
///
/// It cannot be started, fails, or takes too long.
pub fn run(command: &mut Command) -> Result<(), ToolError> {
    let minutes = match setting(LIMIT) {
        None => DEFAULT_MINUTES,
        Some(text) => text
            .to_str()
            .and_then(|text| text.parse().ok())
            .filter(|minutes| *minutes > 0)
            .ok_or_else(|| format!("{LIMIT}={} is no number of minutes", text.display()))?,
    };
    run_within(command, Duration::from_secs(minutes.saturating_mul(60)))
}

fn run_within(command: &mut Command, limit: Duration) -> Result<(), ToolError> {
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let failed = |error| format!("{command:?} cannot be run: {error}");
    let mut child = spawned.map_err(failed)?;
    let Some(stderr) = written(&mut child, limit) else {
        // It may have ended just now, which is no error.
        let _ = child.kill();
        child.wait().map_err(failed)?;
        return Err(ToolError::from(format!(
            "{command:?} took longer than {limit:?}: raise {LIMIT}, or launch kernels that call less"
        )));
    };
    let status = child.wait().map_err(failed)?;
    if status.success() {
        return Ok(());
    }
    let message = format!("{command:?} failed ({status}):\n{}", String::from_utf8_lossy(&stderr).trim_end());
    Err(ToolError { message, crashed: status.signal().is_some() })
}

/// All that the tool writes to its standard error, which is closed when it ends; nothing if that takes longer.
fn written(child: &mut Child, limit: Duration) -> Option<Vec<u8>> {
    let mut stderr = child.stderr.take().expect("it is piped");
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        // What cannot be read is missing in a message; nobody listens once the limit is reached.
        let _ = stderr.read_to_end(&mut text);
        let _ = sender.send(text);
    });
    receiver.recv_timeout(limit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Result<(), ToolError> {
        run_within(Command::new("sh").args(["-c", script]), limit)
    }

    #[test]
    fn a_tool_ends() {
        let minute = Duration::from_secs(60);
        assert_eq!(shell("echo fine", minute), Ok(()));
        let wrong = shell("echo wrong >&2; exit 3", minute).unwrap_err();
        assert!(wrong.to_string().ends_with("wrong") && !wrong.crashed());
        assert!(shell("kill -SEGV $$", minute).unwrap_err().crashed());
        let endless = shell("exec sleep 600", Duration::from_millis(50)).unwrap_err();
        let text = endless.to_string();
        assert!(text.contains("longer than 50ms") && text.contains(LIMIT) && !endless.crashed());
    }
}
