//! Turns the plugin's errors and warnings into rustc's JSON messages. They arrive as text, because LLVM's
//! link-time optimisation prints errors and ends rustc. Cargo reads JSON, so it would count no error and
//! print the whole command line instead.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// Runs a rustc that was asked for JSON, `colored` or not, and forwards its stderr.
pub fn run_with_json_errors(mut command: Command, colored: bool) -> Result<ExitStatus> {
    let program = command.get_program().to_owned();
    let failed = || format!("cannot run {}", program.display());
    let mut child = command.stderr(Stdio::piped()).spawn().with_context(failed)?;
    let stderr = child.stderr.take().expect("it was asked for");
    // Wait for rustc even if forwarding failed: without a reader of its stderr it ends.
    let forwarded = forward(stderr, colored);
    let status = child.wait().with_context(failed)?;
    forwarded.context("cannot forward rustc's messages").map(|()| status)
}

fn forward(stderr: impl Read, colored: bool) -> std::io::Result<()> {
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

/// Translates rustc's stderr into the messages that cargo reads, line by line.
struct Translation {
    colored: bool,
    /// The lines so far of a message of the plugin.
    kept: String,
}

/// The severity of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Error,
    Warning,
}

impl Level {
    const ALL: [Self; 2] = [Self::Error, Self::Warning];

    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }

    /// The start of the plugin's messages of this level.
    fn start(self) -> &'static str {
        match self {
            Self::Error => "error: ",
            Self::Warning => "warning: ",
        }
    }

    /// rustc's colour for it.
    fn color(self) -> &'static str {
        match self {
            Self::Error => "\x1b[1m\x1b[91m",
            Self::Warning => "\x1b[1m\x1b[33m",
        }
    }
}

/// The parts of a message.
pub(crate) struct Message<'a> {
    pub(crate) level: Level,
    pub(crate) id: Option<&'a str>,
    /// The first line.
    pub(crate) text: &'a str,
    /// Places, notes and help, one per line.
    pub(crate) rest: &'a str,
}

impl<'a> Message<'a> {
    /// Parses a message of the plugin, whose text includes the id.
    fn of_plugin(text: &'a str) -> Self {
        let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
        let level_and_text =
            Level::ALL.into_iter().find_map(|level| Some((level, head.strip_prefix(level.start())?)));
        let (level, text) = level_and_text.unwrap_or((Level::Error, head));
        Self { level, id: text.split(':').next(), text, rest }
    }

    /// Returns rustc's JSON for the message (rustc book, "JSON Output"); `colored` says whether `rendered`
    /// has colours.
    pub(crate) fn to_json(&self, colored: bool) -> Value {
        let Self { level, id, text, rest } = self;
        // The text of the plugin's messages already contains the id.
        let shown_id = id.filter(|id| !text.starts_with(id)).map(|id| format!("[{id}]")).unwrap_or_default();
        let rendered = if colored {
            format!("{}{}{shown_id}\x1b[0m\x1b[1m: {text}\x1b[0m\n{rest}\n", level.color(), level.name())
        } else {
            format!("{}{shown_id}: {text}\n{rest}\n", level.name())
        };
        json!({
            "$message_type": "diagnostic",
            "message": text,
            "code": id.map(|id| json!({"code": id, "explanation": null})),
            "level": level.name(),
            "spans": [],
            "children": [],
            "rendered": rendered,
        })
    }
}

impl Translation {
    /// Takes the next line and returns the text to print.
    fn line(&mut self, line: &str) -> String {
        // Places, notes and help are indented.
        let goes_on = !self.kept.is_empty() && line.starts_with(' ');
        let mut printed = if goes_on { String::new() } else { self.take_kept() };
        let is_plugins =
            |prefix: &str| line.strip_prefix(prefix).is_some_and(|message| message.starts_with("OFL"));
        if goes_on || Level::ALL.iter().any(|level| is_plugins(level.start())) {
            self.kept.push_str(line);
        } else {
            printed.push_str(line);
        }
        printed
    }

    fn take_kept(&mut self) -> String {
        let kept = std::mem::take(&mut self.kept);
        if kept.is_empty() { kept } else { format!("{}\n", Message::of_plugin(&kept).to_json(self.colored)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str, colored: bool) -> Value {
        Message::of_plugin(text).to_json(colored)
    }

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
    fn our_own_errors_have_their_ids_in_brackets() {
        let error =
            Message { level: Level::Error, id: Some("OFL206"), text: "gone", rest: "  = help: build\n" };
        let message = error.to_json(false);
        assert_eq!(message["rendered"], "error[OFL206]: gone\n  = help: build\n\n");
        assert_eq!(message["code"]["code"], "OFL206");
        let without = Message { id: None, ..error }.to_json(false);
        assert!(
            without["code"].is_null() && without["rendered"].as_str().unwrap().starts_with("error: gone")
        );
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
        let mut printed: String = text.split_inclusive('\n').map(|line| translation.line(line)).collect();
        printed.push_str(&translation.take_kept());
        let error = message(ERROR, false);
        assert_eq!(
            printed,
            format!("{{\"reason\": 1}}\n{error}\n{error}\nwarning: a linker's\n  indented\n")
        );
        assert_eq!(translation.line(ERROR), "");
        assert_eq!(translation.take_kept(), format!("{error}\n"));
    }
}
