//! Calls a tool, and ends it where it takes too long: a compilation has an end, and assemblers know code at which they sit for days.

use crate::setting;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

const LIMIT: &str = "OFFLOAD_TOOL_MINUTES";
const DEFAULT_MINUTES: u64 = 20;

/// Runs a tool, at most as many minutes as `OFFLOAD_TOOL_MINUTES` says (20).
///
/// # Errors
///
/// It cannot be started, fails, or takes too long: a message for the user, with what the tool wrote to its standard error.
pub fn run(command: &mut Command) -> Result<(), String> {
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

fn run_within(command: &mut Command, limit: Duration) -> Result<(), String> {
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let failed = |error| format!("{command:?} cannot be run: {error}");
    let mut child = spawned.map_err(failed)?;
    let Some(stderr) = written(&mut child, limit) else {
        // It may have ended just now, which is no error.
        let _ = child.kill();
        child.wait().map_err(failed)?;
        return Err(format!(
            "{command:?} took longer than {limit:?}: raise {LIMIT}, or launch kernels that call less"
        ));
    };
    let status = child.wait().map_err(failed)?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{command:?} failed ({status}):\n{}", String::from_utf8_lossy(&stderr).trim_end()))
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

    fn shell(script: &str, limit: Duration) -> Result<(), String> {
        run_within(Command::new("sh").args(["-c", script]), limit)
    }

    #[test]
    fn a_tool_ends() {
        let minute = Duration::from_secs(60);
        assert_eq!(shell("echo fine", minute), Ok(()));
        assert!(shell("echo wrong >&2; exit 3", minute).is_err_and(|text| text.ends_with("wrong")));
        let endless = shell("exec sleep 600", Duration::from_millis(50));
        assert!(endless.is_err_and(|text| text.contains("longer than 50ms") && text.contains(LIMIT)));
    }
}
