//! Iterators: fixture `iterators` compares them with `std`'s, on the CPU device.

use crate::fixture::Fixture;
use crate::toolchain::{NIGHTLY, STABLE, Toolchain};

fn values(toolchain: Toolchain, name: &str, line: &str) {
    let fixture = Fixture::copy(toolchain, "iterators", name);
    let output = fixture.offload(&format!("{line} -- values")).success();
    let count = output.stdout.strip_prefix("right after ").and_then(|rest| rest.split(' ').next());
    let count: usize =
        count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{}", output.all()));
    assert_eq!(output.launches().len(), count, "{}", output.all());
}

#[test]
fn stable_release() {
    values(STABLE, "iterators_release", "run --release");
}

#[test]
fn stable_debug() {
    values(STABLE, "iterators_debug", "run");
}

#[test]
fn nightly_release() {
    values(NIGHTLY, "iterators_nightly", "run --release");
}

#[test]
fn what_is_only_written_is_not_sent() {
    let output =
        Fixture::copy(STABLE, "iterators", "iterators_release").offload("run --release -- transfers");
    let output = output.success();
    let kernels =
        ["offload_mut().zip(offload()).for_each()", "range.map().map_into()", "offload().map().sum()"];
    assert_eq!(output.launches(), kernels, "{}", output.all());
    let transfers = [
        "to offload_mut() 400",
        "to offload() 400",
        "from offload_mut() 400",
        "from results 400",
        "to offload() 400",
        "from results 800",
    ];
    assert_eq!(output.transfers(), transfers, "{}", output.all());
}

/// The line of the fixture that ends in `// PANIC <name>`.
fn panic_line(name: &str) -> usize {
    let source = include_str!("../fixtures/iterators/src/main.rs");
    let mark = format!("// PANIC {name}");
    source.lines().position(|line| line.ends_with(&mark)).expect("the mark is there") + 1
}

fn panics(name: &str, line: &str) -> String {
    let output = Fixture::copy(STABLE, "iterators", name).offload(&format!("{line} -- panics")).success();
    let bounds = format!(
        "OFL106: thread (6,0,0) of block (0,0,0) of kernel `offload_mut().enumerate().for_each()` panicked at src/main.rs:{}:",
        panic_line("bounds")
    );
    assert!(
        output.stdout.contains("index out of bounds: the len is 3 but the index is 3"),
        "{}",
        output.all()
    );
    assert!(output.stdout.contains(&bounds), "no {bounds}; {}", output.all());
    let division = format!(
        "OFL106: thread (7,0,0) of block (0,0,0) of kernel `range.map().collect()` panicked at src/main.rs:{}:",
        panic_line("division")
    );
    assert!(output.stdout.contains(&division), "no {division}; {}", output.all());
    assert!(output.stdout.ends_with("went on\n"), "{}", output.all());
    output.stdout
}

#[test]
fn sums_overflow_as_on_the_host() {
    let debug = panics("iterators_debug", "run");
    // Once here, where the parts are added up, and once in a thread.
    assert_eq!(debug.matches("attempt to add with overflow").count(), 2, "{debug}");
    assert_eq!(debug.matches("of kernel `offload().sum()` panicked at").count(), 2, "{debug}");
    let release = panics("iterators_release", "run --release");
    assert!(release.starts_with("-2\n-100000\n"), "{release}");
}
