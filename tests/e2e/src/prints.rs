//! `print!` and similar macros in kernels.

use crate::fixture::Fixture;
use crate::process::{Output, run};
use crate::toolchain::{NIGHTLY, STABLE, Toolchain};
use std::path::PathBuf;
use std::sync::OnceLock;

/// The path of fixture `prints`, built once.
fn program() -> PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| build(STABLE, "prints")).clone()
}

fn build(toolchain: Toolchain, name: &str) -> PathBuf {
    let fixture = Fixture::copy(toolchain, "prints", name);
    fixture.offload("build --release").success();
    fixture.program(name, "release")
}

fn prints(part: &str, variables: &[(&str, &str)]) -> Output {
    run(STABLE.command(&program().to_string_lossy()).arg(part).envs(variables.iter().copied())).success()
}

/// Checks that the lines of each thread are whole and in order, and go to the right streams.
fn lines_are_whole(output: &Output) {
    let out = &output.stdout;
    let inner =
        out.strip_prefix("before the launch\n").and_then(|out| out.strip_suffix("\nafter the launch\n"));
    let inner = inner.unwrap_or_else(|| panic!("{}", output.all()));
    let mut lines: Vec<&str> = inner.lines().collect();
    assert_eq!(lines.pop(), Some("without an end"), "{}", output.all());
    for i in 0..8 {
        let begun = format!("thread {i} has ");
        let position = lines.iter().position(|line| line.starts_with(&begun));
        let position = position.unwrap_or_else(|| panic!("thread {i}; {}", output.all()));
        let expected = match i % 3 {
            0 => vec![format!("{begun}{:>6} and Point {{ x: {i}, y: 0.5 }}", 40 + i)],
            _ => vec![format!("{begun}{:x}", 40 + i), format!("and more of {i}")],
        };
        assert_eq!(
            lines.drain(position..position + expected.len()).collect::<Vec<_>>(),
            expected,
            "{}",
            output.all()
        );
    }
    assert!(lines.is_empty(), "{}", output.all());
    let mut errors: Vec<&str> = output.stderr.lines().collect();
    errors.sort_unstable();
    let place = "[src/main.rs:26:15] i * 2 = 12";
    assert_eq!(errors, [place, "an error of thread 5"], "{}", output.all());
}

#[test]
fn lines_of_threads_are_whole_and_in_order() {
    lines_are_whole(&prints("lines", &[]));
}

#[test]
fn nightly() {
    let program = build(NIGHTLY, "prints_nightly");
    lines_are_whole(&run(NIGHTLY.command(&program.to_string_lossy()).arg("lines")).success());
}

#[test]
fn what_does_not_fit_is_said() {
    let output = prints("much", &[]);
    let lines = output.stdout.lines().count();
    assert!(output.stdout.lines().all(|line| line.len() == 100), "{}", output.stdout);
    let lost = format!("offload: {} prints of kernel `prints::much` at src/main.rs:", 100_000 - lines);
    assert!(
        output.stderr.starts_with(&lost) && output.stderr.contains("set OFFLOAD_OUTPUT"),
        "{}",
        output.stderr
    );
    let output = prints("much", &[("OFFLOAD_OUTPUT", "16M")]);
    assert_eq!((output.stdout.lines().count(), output.stderr.as_str()), (100_000, ""));
}

#[test]
fn what_came_before_a_panic_is_there() {
    let output = prints("panic", &[]);
    assert!(output.stdout.starts_with("before 3\nOFL106: thread (0,0,0)"), "{}", output.all());
    assert!(output.stdout.contains("it is three"), "{}", output.all());
}
