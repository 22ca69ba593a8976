//! Calls a tool, and has the system end it where it computes too long: a compilation has an end, and assemblers know code at which they sit for
//! days.

use crate::setting;
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, prlimit};
use std::fmt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

const LIMIT: &str = "OFFLOAD_TOOL_MINUTES";
const DEFAULT_MINUTES: u64 = 20;

/// How a shell says that a signal has ended its last command.
const SHELLS_SIGNAL: i32 = 128;

/// Why a tool has not done what it was asked to: a message for the user, with what it wrote to its standard error.
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
    /// A signal has ended it (`SIGSEGV`, say): the tool itself is wrong, whatever it was given.
    pub fn crashed(&self) -> bool {
        self.kind == Kind::Crashed
    }

    /// It has reached the limit.
    pub fn took_too_long(&self) -> bool {
        self.kind == Kind::TookTooLong
    }

    /// The same with more to say.
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

/// Runs a tool, which may use as many minutes of processor time as `OFFLOAD_TOOL_MINUTES` says (20). A busy machine takes longer for them,
/// and that is no fault of the tool's.
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

/// `limit` is in whole seconds: the system counts no finer.
fn run_within(command: &mut Command, limit: Duration) -> Result<(), ToolError> {
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let failed = |error: std::io::Error| format!("{command:?} cannot be run: {error}");
    let mut child = spawned.map_err(failed)?;
    if let Err(error) = limit_processor_time(&child, limit) {
        // Without its limit it may not run. It may have ended just now, which is no error.
        let _ = child.kill();
        child.wait().map_err(failed)?;
        return Err(ToolError::from(failed(error)));
    }
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

/// For each process of the tool's: what it starts inherits the limit.
fn limit_processor_time(child: &Child, limit: Duration) -> std::io::Result<()> {
    let hard = getrlimit(Resource::Cpu).maximum;
    let seconds = limit.as_secs().max(1);
    let limit = Rlimit { current: Some(hard.map_or(seconds, |hard| seconds.min(hard))), maximum: hard };
    match prlimit(Some(Pid::from_child(child)), Resource::Cpu, limit) {
        Ok(_) => Ok(()),
        // It has ended already.
        Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(error.into()),
    }
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
    fn only_what_computes_too_long_is_ended() {
        let start = Instant::now();
        assert_eq!(shell("sleep 2.2", 1), Ok(()));
        assert!(start.elapsed() > Duration::from_secs(2));
        // By itself, and as somebody's child.
        for script in ["while :; do :; done", "sh -c 'while :; do :; done'; exit $?"] {
            let endless = shell(script, 1).unwrap_err();
            let text = endless.to_string();
            assert!(endless.took_too_long() && !endless.crashed(), "{text}");
            assert!(text.contains("minutes of processor time") && text.contains(LIMIT), "{text}");
        }
    }
}
