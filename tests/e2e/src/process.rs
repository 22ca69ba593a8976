//! Child processes and their output.

use std::process::Command;

/// The result of a child process.
pub struct Output {
    command: String,
    /// The exit code; `None` after a signal.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `command` to its end.
pub fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} cannot be run: {error}"));
    Output {
        command: words(command),
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The command without its environment.
fn words(command: &Command) -> String {
    let all = std::iter::once(command.get_program()).chain(command.get_args());
    all.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

impl Output {
    /// Everything, for the message of a failed test.
    pub fn all(&self) -> String {
        format!(
            "{}\nexit code: {:?}\n--- stdout\n{}\n--- stderr\n{}",
            self.command, self.code, self.stdout, self.stderr
        )
    }

    /// Requires exit code 0.
    #[track_caller]
    pub fn success(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.all());
        self
    }

    /// Requires exit code `code`; a crash of rustc gives 101, a signal gives none.
    #[track_caller]
    pub fn failure(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.all());
        self
    }

    /// Requires `text` in stderr.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "stderr lacks {text:?}\n{}", self.all());
        self
    }

    /// The number after `start` in a line of stdout: how many checks a fixture has made.
    #[track_caller]
    pub fn count_after(&self, start: &str) -> usize {
        let mut numbers = self.stdout.lines().filter_map(|line| line.strip_prefix(start)?.split(' ').next());
        let number = numbers.next().and_then(|number| number.parse().ok());
        number.unwrap_or_else(|| panic!("no {start:?} with a number\n{}", self.all()))
    }

    /// The names of the kernels that ran on a device, as `OFFLOAD_INFO=1` lists them, in order.
    pub fn launches(&self) -> Vec<&str> {
        self.information("launch").filter_map(|line| value(line, "kernel")).collect()
    }

    /// `direction argument bytes` of each transfer, in order.
    pub fn transfers(&self) -> Vec<String> {
        let words = |line: &str| {
            let direction = line.split(' ').next()?.to_owned();
            Some(format!("{direction} {} {}", value(line, "argument")?, value(line, "bytes")?))
        };
        self.information("transfer").filter_map(words).collect()
    }

    /// The rests of the lines on stderr that begin with `offload: <kind> `.
    pub fn information<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        let rest = move |line: &'a str| line.strip_prefix("offload: ")?.strip_prefix(kind)?.strip_prefix(' ');
        self.stderr.lines().filter_map(rest)
    }

    /// The crates that cargo compiled.
    pub fn compiled(&self) -> Vec<&str> {
        self.stderr
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("Compiling ")?.split(' ').next())
            .collect()
    }
}

/// The value of `key=value` or `key="value"` in a line of information.
pub fn value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!("{key}="))?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split(' ').next(),
    }
}
