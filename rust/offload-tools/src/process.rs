//! Calls a tool with a limit on its processor time: a compilation has to end, and some code keeps assemblers
//! busy for days.

use crate::setting;
use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use std::fmt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

const LIMIT: &str = "OFFLOAD_TOOL_MINUTES";
const DEFAULT_MINUTES: u64 = 20;

/// A shell adds this to the number of the signal that ended its last command.
const SHELLS_SIGNAL: i32 = 128;

/// The reason why a tool failed: a message for the user that includes the tool's standard error.
#[derive(Debug, PartialEq)]
pub struct ToolError {
    message: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Failed,
    Crashed,
    TookTooLong,
}

impl ToolError {
    /// Whether a signal (such as `SIGSEGV`) has ended the tool: then the tool itself is faulty, whatever its
    /// input.
    pub fn crashed(&self) -> bool {
        self.kind == Kind::Crashed
    }

    /// Whether the tool has reached the limit.
    pub fn took_too_long(&self) -> bool {
        self.kind == Kind::TookTooLong
    }

    /// Appends `more` to the message.
    pub(crate) fn with(mut self, more: &str) -> Self {
        self.message.push_str(more);
        self
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<String> for ToolError {
    fn from(message: String) -> Self {
        Self { message, kind: Kind::Failed }
    }
}

impl From<ToolError> for String {
    fn from(error: ToolError) -> Self {
        error.message
    }
}

/// Runs a tool, which may use `OFFLOAD_TOOL_MINUTES` minutes (20) of processor time. Elapsed time would
/// depend on how busy the machine is.
///
/// # Errors
///
/// If the tool cannot be started, fails, or takes too long.
pub fn run(command: &mut Command) -> Result<(), ToolError> {
    let minutes = match setting(LIMIT) {
        None => DEFAULT_MINUTES,
        Some(text) => text
            .to_str()
            .and_then(|text| text.parse().ok())
            .filter(|minutes| *minutes > 0)
            .ok_or_else(|| format!("{LIMIT}={} is not a number of minutes", text.display()))?,
    };
    run_within(command, Duration::from_secs(minutes.saturating_mul(60)))
}

/// `limit` is a whole number of seconds, the finest limit of the system.
fn run_within(command: &mut Command, limit: Duration) -> Result<(), ToolError> {
    limit_processor_time(command, limit);
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let failed = |error: std::io::Error| format!("{command:?} cannot be run: {error}");
    let child = spawned.map_err(failed)?;
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        return Ok(());
    }
    if reached_limit(output.status) {
        let message = format!(
            "{command:?} took more than {} minutes of processor time: raise {LIMIT}, or launch fewer or smaller kernels in one program",
            limit.as_secs().div_ceil(60)
        );
        return Err(ToolError { message, kind: Kind::TookTooLong });
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let message = format!("{command:?} failed ({}):\n{}", output.status, text.trim_end());
    let kind = if output.status.signal().is_some() { Kind::Crashed } else { Kind::Failed };
    Err(ToolError { message, kind })
}

/// Limits each process of the tool: child processes inherit the limit.
fn limit_processor_time(command: &mut Command, limit: Duration) {
    let hard = getrlimit(Resource::Cpu).maximum;
    let seconds = limit.as_secs().max(1);
    let limit = Rlimit { current: Some(hard.map_or(seconds, |hard| seconds.min(hard))), maximum: hard };
    // Set the limit before the tool starts: a process that it starts earlier would have none. SAFETY: one
    // system call, which touches no memory but `limit`, may be made between fork and exec.
    unsafe { command.pre_exec(move || Ok(setrlimit(Resource::Cpu, limit)?)) };
}

fn reached_limit(status: ExitStatus) -> bool {
    let signal = Signal::XCPU.as_raw();
    status.signal() == Some(signal) || status.code() == Some(SHELLS_SIGNAL + signal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn shell(script: &str, seconds: u64) -> Result<(), ToolError> {
        run_within(Command::new("sh").args(["-c", script]), Duration::from_secs(seconds))
    }

    #[test]
    fn a_tool_ends() {
        assert_eq!(shell("echo fine", 60), Ok(()));
        let wrong = shell("echo wrong >&2; exit 3", 60).unwrap_err();
        assert!(wrong.to_string().ends_with("wrong") && !wrong.crashed() && !wrong.took_too_long());
        assert!(shell("kill -SEGV $$", 60).unwrap_err().crashed());
    }

    #[test]
    fn only_a_tool_that_computes_too_long_is_ended() {
        let start = Instant::now();
        assert_eq!(shell("sleep 2.2", 1), Ok(()));
        assert!(start.elapsed() > Duration::from_secs(2));
        // Directly, and as a child of the tool.
        for script in ["while :; do :; done", "sh -c 'while :; do :; done'; exit $?"] {
            let endless = shell(script, 1).unwrap_err();
            let text = endless.to_string();
            assert!(endless.took_too_long() && !endless.crashed(), "{text}");
            assert!(text.contains("minutes of processor time") && text.contains(LIMIT), "{text}");
        }
    }
}
