//! The plugin's errors and warnings as rustc's own. They come as text: LLVM's link-time optimisation prints errors and ends rustc, so cargo,
//! which reads JSON, would count no error, and print the whole command line instead.

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
    let mut translation = Translation { colored, kept: String::new() };
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let text = translation.line(&String::from_utf8_lossy(&line));
        std::io::stderr().write_all(text.as_bytes())?;
        line.clear();
    }
    std::io::stderr().write_all(translation.take_kept().as_bytes())
}

/// From rustc's stderr to what cargo reads, line by line.
struct Translation {
    colored: bool,
    /// The lines so far of what the plugin says.
    kept: String,
}

/// How each begins, with the level and rustc's colour for it.
const LEVELS: [(&str, &str, &str); 2] =
    [("error: ", "error", "\x1b[1m\x1b[91m"), ("warning: ", "warning", "\x1b[1m\x1b[33m")];

impl Translation {
    /// What to say now that `line` is there.
    fn line(&mut self, line: &str) -> String {
        // Places, notes and help are indented.
        let goes_on = !self.kept.is_empty() && line.starts_with(' ');
        let mut said = if goes_on { String::new() } else { self.take_kept() };
        let is_plugins =
            |prefix: &str| line.strip_prefix(prefix).is_some_and(|message| message.starts_with("OFL"));
        if goes_on || LEVELS.iter().any(|(prefix, ..)| is_plugins(prefix)) {
            self.kept.push_str(line);
        } else {
            said.push_str(line);
        }
        said
    }

    fn take_kept(&mut self) -> String {
        let kept = std::mem::take(&mut self.kept);
        if kept.is_empty() { kept } else { format!("{}\n", message(&kept, self.colored)) }
    }
}

/// What the plugin says as rustc's JSON (rustc book, "JSON Output").
fn message(text: &str, colored: bool) -> Value {
    let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
    let found = LEVELS.iter().find_map(|(prefix, level, colour)| {
        head.strip_prefix(prefix).map(|message| (message, *level, *colour))
    });
    let (message, level, colour) = found.unwrap_or((head, "error", ""));
    let id = message.split(':').next().unwrap_or_default();
    let rendered = if colored {
        format!("{colour}{level}\x1b[0m\x1b[1m: {message}\x1b[0m\n{rest}\n")
    } else {
        format!("{head}\n{rest}\n")
    };
    json!({
        "$message_type": "diagnostic",
        "message": message,
        "code": {"code": id, "explanation": null},
        "level": level,
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
    fn a_warning_is_one() {
        let message = message("warning: OFL040: ptxas crashes\n   = help: try another\n", false);
        assert_eq!(message["level"], "warning");
        assert_eq!(message["message"], "OFL040: ptxas crashes");
        assert_eq!(message["code"]["code"], "OFL040");
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
        let mut translation = Translation { colored: false, kept: String::new() };
        let text = format!("{{\"reason\": 1}}\n{ERROR}{ERROR}warning: a linker's\n  indented\n");
        let mut said: String = text.split_inclusive('\n').map(|line| translation.line(line)).collect();
        said.push_str(&translation.take_kept());
        let error = message(ERROR, false);
        assert_eq!(said, format!("{{\"reason\": 1}}\n{error}\n{error}\nwarning: a linker's\n  indented\n"));
        assert_eq!(translation.line(ERROR), "");
        assert_eq!(translation.take_kept(), format!("{error}\n"));
    }
}
