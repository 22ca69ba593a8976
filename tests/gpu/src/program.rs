//! Runs one program and reads its output.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;

/// Longer than any program of the suite takes, but short enough to wait for a hung one.
const TIME_LIMIT: Duration = Duration::from_secs(300);

/// Number of lines of a failed program's output in the report.
const OUTPUT_LINES: usize = 60;

pub struct Program {
    pub name: &'static str,
    pub kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One test, which passes if the program exits with 0.
    Program,
    /// A Rust test harness.
    Tests,
}

#[derive(Default, Serialize)]
pub struct Outcome {
    pub name: String,
    pub passed: usize,
    pub failed: usize,
    pub seconds: f64,
    /// The number of launches, and their devices.
    pub launches: usize,
    pub devices: Vec<String>,
    /// Time in kernels.
    pub kernel_seconds: f64,
    pub tests: Vec<Test>,
    /// The end of a failed program's output.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub output: String,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct Test {
    pub name: String,
    pub passed: bool,
    /// The failure, or the program's own summary.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// The result of a process.
pub struct Ended {
    pub status: Option<ExitStatus>,
    pub stdout: String,
    pub stderr: String,
    pub time: Duration,
}

impl Program {
    /// Runs the program with `device` as the default device, so that no launch falls back to another one.
    pub fn run(&self, directory: &Path, device: &str) -> Outcome {
        let mut command = Command::new(directory.join(self.name));
        command.env("OFFLOAD_DEVICE", device);
        match run(&mut command) {
            Ok(ended) => self.outcome(&ended),
            Err(error) => {
                let detail = format!("it cannot be started: {error}");
                let output = detail.clone();
                let test = Test { name: self.name.into(), passed: false, detail };
                Outcome { name: self.name.into(), failed: 1, tests: vec![test], output, ..Outcome::default() }
            }
        }
    }

    fn outcome(&self, ended: &Ended) -> Outcome {
        let succeeded = ended.status.is_some_and(|status| status.success());
        let end = match ended.status {
            None => format!("did not end in {} seconds", TIME_LIMIT.as_secs()),
            Some(status) if !status.success() => status.to_string(),
            Some(_) => String::new(),
        };
        let mut tests = if self.kind == Kind::Tests { tests(&ended.stdout) } else { Vec::new() };
        // A program is one test; so is a harness if none of its tests reports the failure.
        if self.kind == Kind::Program
            || tests.is_empty()
            || (!succeeded && tests.iter().all(|test| test.passed))
        {
            let last_line = ended.stdout.lines().next_back().unwrap_or_default();
            let detail = if succeeded { last_line.to_owned() } else { end };
            tests.push(Test {
                name: self.name.into(),
                passed: succeeded && !ended.stdout.is_empty(),
                detail,
            });
        }
        let failed = tests.iter().filter(|test| !test.passed).count();
        let mut outcome = Outcome {
            name: self.name.into(),
            passed: tests.len() - failed,
            failed,
            seconds: ended.time.as_secs_f64(),
            tests,
            ..Outcome::default()
        };
        outcome.count_launches(&ended.stderr);
        if failed > 0 {
            outcome.output = tail(&format!("{}\n{}", without_launches(&ended.stderr), ended.stdout));
        }
        outcome
    }
}

impl Test {
    /// A test that passes if `wrong` is `None`.
    pub fn new(name: String, wrong: Option<String>) -> Self {
        Self { name, passed: wrong.is_none(), detail: wrong.unwrap_or_default() }
    }
}

impl Outcome {
    /// The outcome of tests that this process has run itself since `start`.
    pub fn of(name: &str, start: Instant, tests: Vec<Test>) -> Self {
        let failed = tests.iter().filter(|test| !test.passed).count();
        let output: Vec<_> =
            tests.iter().map(|test| test.detail.as_str()).filter(|detail| !detail.is_empty()).collect();
        let output = output.join("\n");
        Self {
            name: name.into(),
            passed: tests.len() - failed,
            failed,
            seconds: start.elapsed().as_secs_f64(),
            tests,
            output,
            ..Self::default()
        }
    }

    /// Prints the line of progress, and returns the result.
    pub fn report(self) -> Self {
        let Self { name, passed, failed, seconds, launches, devices, .. } = &self;
        println!(
            "{name}: {passed} passed, {failed} failed, {seconds:.2} s, {launches} launches on {devices:?}"
        );
        if !self.output.is_empty() {
            println!("{}", self.output);
        }
        self
    }

    /// Counts launches in the lines of `OFFLOAD_INFO=1`.
    fn count_launches(&mut self, stderr: &str) {
        for line in stderr.lines().filter(|line| line.starts_with("offload: launch ")) {
            self.launches += 1;
            let device = quoted(line, " device_name=").unwrap_or_default();
            if !self.devices.contains(&device) {
                self.devices.push(device);
            }
            let time = line.rsplit_once(" time_us=").and_then(|(_, time)| time.parse::<f64>().ok());
            self.kernel_seconds += time.unwrap_or_default() / 1e6;
        }
    }
}

/// Runs a program until it ends or the time is up, with a line on standard error for each launch.
pub fn run(command: &mut Command) -> std::io::Result<Ended> {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let directory = std::env::temp_dir().join(format!("offload-suite-{}-{run}", std::process::id()));
    fs::create_dir_all(&directory)?;
    // Use files: a full pipe would block a program whose output is not read.
    let (out, err) = (directory.join("out"), directory.join("err"));
    command
        .env("OFFLOAD_INFO", "1")
        .env("RUST_BACKTRACE", "0")
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?);
    let start = Instant::now();
    let mut child = command.spawn()?;
    let status = loop {
        match child.try_wait()? {
            Some(status) => break Some(status),
            None if start.elapsed() > TIME_LIMIT => {
                child.kill()?;
                child.wait()?;
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let time = start.elapsed();
    let read = |path| Ok::<_, std::io::Error>(String::from_utf8_lossy(&fs::read(path)?).into_owned());
    let ended = Ended { status, stdout: read(&out)?, stderr: read(&err)?, time };
    fs::remove_dir_all(directory)?;
    Ok(ended)
}

/// The text in quotes behind `key`.
fn quoted(line: &str, key: &str) -> Option<String> {
    let (_, rest) = line.split_once(key)?;
    Some(rest.strip_prefix('"')?.split_once('"')?.0.to_owned())
}

/// Reads lines `test name ... ok` of a harness; if the test prints something, `ok` may be on a later line.
fn tests(stdout: &str) -> Vec<Test> {
    let of_line = |line: &str| {
        let (name, result) = line.strip_prefix("test ")?.split_once(" ... ")?;
        let passed = match result.trim() {
            "ok" => true,
            "FAILED" => false,
            _ => return None,
        };
        let name = name.trim_end_matches(" - should panic").to_owned();
        Some(Test { name, passed, detail: String::new() })
    };
    stdout.lines().filter_map(of_line).collect()
}

fn without_launches(stderr: &str) -> String {
    let lines: Vec<_> = stderr.lines().filter(|line| !line.starts_with("offload: ")).collect();
    lines.join("\n")
}

fn tail(text: &str) -> String {
    let lines: Vec<_> = text.trim().lines().collect();
    lines[lines.len().saturating_sub(OUTPUT_LINES)..].join("\n")
}

#[cfg(test)]
mod unit_tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;

    fn ended(code: i32, stdout: &str, stderr: &str) -> Ended {
        let status = Some(ExitStatus::from_raw(code << 8));
        Ended { status, stdout: stdout.into(), stderr: stderr.into(), time: Duration::from_secs(1) }
    }

    const LAUNCH: &str = "offload: launch kernel=\"k\" grid=1,1,1 block=1,1,1 device=0 device_name=\"GPU A\" \
                          place=\"a.rs:1:2\" time_us=500.0\n";

    #[test]
    fn a_harness_is_read() {
        let stdout = "\nrunning 3 tests\ntest a ... ok\ntest b - should panic ... ok\ntest c ... FAILED\n\nfailures:\n";
        let program = Program { name: "x", kind: Kind::Tests };
        let outcome = program.outcome(&ended(101, stdout, &format!("{LAUNCH}oops\n{LAUNCH}")));
        assert_eq!((outcome.passed, outcome.failed, outcome.launches), (2, 1, 2));
        assert_eq!((outcome.tests[1].name.as_str(), outcome.devices), ("b", vec!["GPU A".to_owned()]));
        assert!((outcome.kernel_seconds - 1e-3).abs() < 1e-9);
        assert!(outcome.output.starts_with("oops\n"), "{}", outcome.output);
    }

    #[test]
    fn a_crash_is_a_failure_even_if_no_test_says_so() {
        let program = Program { name: "x", kind: Kind::Tests };
        for stdout in ["running 1 test\n", "test a ... ok\n", ""] {
            assert_eq!(program.outcome(&ended(134, stdout, "")).failed, 1, "{stdout}");
        }
    }

    #[test]
    fn a_program_is_one_test() {
        let program = Program { name: "x", kind: Kind::Program };
        let outcome = program.outcome(&ended(0, "right\n", ""));
        assert_eq!((outcome.passed, outcome.tests[0].detail.as_str()), (1, "right"));
        assert_eq!(program.outcome(&ended(1, "WRONG\n", "")).failed, 1);
    }
}
