//! The plugin's errors as rustc's own. LLVM's link-time optimisation prints them as text and ends rustc, so cargo, which reads
//! JSON, would count no error, and print the whole command line instead.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// Runs a rustc that was asked for JSON, `colored` or not, and hands on what it says on stderr.
pub fn run_with_json_errors(mut command: Command, colored: bool) -> Result<ExitStatus> {
    let program = command.get_program().to_owned();
    let failed = || format!("cannot run {}", program.display());
    let mut child = command.stderr(Stdio::piped()).spawn().with_context(failed)?;
    let stderr = child.stderr.take().expect("it was asked for");
    // Waited for in any case: without a reader rustc ends, too.
    let handed_on = hand_on(stderr, colored);
    let status = child.wait().with_context(failed)?;
    handed_on.context("cannot hand on what rustc says").map(|()| status)
}

fn hand_on(stderr: impl Read, colored: bool) -> std::io::Result<()> {
    let mut reader = BufReader::new(stderr);
    let mut translation = Translation { colored, error: String::new() };
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let text = translation.line(&String::from_utf8_lossy(&line));
        std::io::stderr().write_all(text.as_bytes())?;
        line.clear();
    }
    std::io::stderr().write_all(translation.take_error().as_bytes())
}

/// From rustc's stderr to what cargo reads, line by line.
struct Translation {
    colored: bool,
    /// The lines so far of one of the plugin's errors.
    error: String,
}

impl Translation {
    /// What to say now that `line` is there.
    fn line(&mut self, line: &str) -> String {
        // Places, notes and help are indented.
        let goes_on = !self.error.is_empty() && line.starts_with(' ');
        let mut said = if goes_on { String::new() } else { self.take_error() };
        if goes_on || line.starts_with("error: OFL") {
            self.error.push_str(line);
        } else {
            said.push_str(line);
        }
        said
    }

    fn take_error(&mut self) -> String {
        let error = std::mem::take(&mut self.error);
        if error.is_empty() { error } else { format!("{}\n", message(&error, self.colored)) }
    }
}

/// The error as rustc's JSON (rustc book, "JSON Output").
fn message(text: &str, colored: bool) -> Value {
    let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
    let message = head.strip_prefix("error: ").unwrap_or(head);
    let id = message.split(':').next().unwrap_or_default();
    let rendered = if colored {
        format!("\x1b[1m\x1b[91merror\x1b[0m\x1b[1m: {message}\x1b[0m\n{rest}\n")
    } else {
        format!("{head}\n{rest}\n")
    };
    json!({
        "$message_type": "diagnostic",
        "message": message,
        "code": {"code": id, "explanation": null},
        "level": "error",
        "spans": [],
        "children": [],
        "rendered": rendered,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ERROR: &str =
        "error: OFL029: kernel `k` reads the clock\n  --> src/main.rs:10:17\n   = help: read it before\n";

    #[test]
    fn an_error_has_id_message_and_text() {
        let message = message(ERROR, false);
        assert_eq!(message["message"], "OFL029: kernel `k` reads the clock");
        assert_eq!(message["code"]["code"], "OFL029");
        assert_eq!(message["rendered"], format!("{ERROR}\n"));
    }

    #[test]
    fn colours_are_those_of_rustc() {
        let rendered = message(ERROR, true)["rendered"].as_str().unwrap().to_owned();
        assert!(rendered.starts_with(
            "\x1b[1m\x1b[91merror\x1b[0m\x1b[1m: OFL029: kernel `k` reads the clock\x1b[0m\n  -->"
        ));
    }

    #[test]
    fn only_the_plugins_errors_are_translated() {
        let mut translation = Translation { colored: false, error: String::new() };
        let text = format!("{{\"reason\": 1}}\n{ERROR}{ERROR}warning: a linker's\n  indented\n");
        let mut said: String = text.split_inclusive('\n').map(|line| translation.line(line)).collect();
        said.push_str(&translation.take_error());
        let error = message(ERROR, false);
        assert_eq!(said, format!("{{\"reason\": 1}}\n{error}\n{error}\nwarning: a linker's\n  indented\n"));
        assert_eq!(translation.line(ERROR), "");
        assert_eq!(translation.take_error(), format!("{error}\n"));
    }
}
