//! Iterators: fixture `iterators` compares them with `std`'s, on the CPU device.

use crate::fixture::{Fixture, line_of};
use crate::ptx::{hot_path, sm_90_of};
use crate::toolchain::{STABLE, Toolchain, on_every_toolchain};

fn values(toolchain: Toolchain, name: &str, line: &str) {
    let fixture = Fixture::copy(toolchain, "iterators", name);
    let output = fixture.offload(&format!("{line} -- values")).success();
    assert_eq!(output.launches().len(), output.count_after("right after "), "{}", output.all());
}

on_every_toolchain!(values, "iterators");

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

/// The line of the fixture that panics with this mark.
fn panic_line(name: &str) -> usize {
    line_of(include_str!("../fixtures/iterators/src/main.rs"), &format!("// PANIC {name}"))
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
    // Once on the host, which adds up the parts, and once in a thread.
    assert_eq!(debug.matches("attempt to add with overflow").count(), 2, "{debug}");
    assert_eq!(debug.matches("of kernel `offload().sum()` panicked at").count(), 2, "{debug}");
    let release = panics("iterators_release", "run --release");
    assert!(release.starts_with("-2\n-100000\n"), "{release}");
}

/// Each slice of a chain has its own pointer parameter, with the attributes that the descriptor promises.
#[test]
fn saxpy_reads_and_writes_on_a_gpu_as_the_named_kernel_does() {
    let ptx = sm_90_of("chain", |fixture| {
        let chain = "y.offload_mut().zip(&x).for_each(move |(y, x)| *y += a * x)";
        fixture.edit("src/main.rs", "saxpy::launch(a, &x, &mut y)", chain);
        fixture.edit("src/main.rs", "use offload::Each;", "use offload::{Each, prelude::*};");
        fixture
    });

    let code = hot_path(&ptx);
    let memory_or_float = |line: &&String| {
        ["ld.", "st.", "fma.", "add.rn", "mul.rn"].iter().any(|start| line.starts_with(start))
            && !line.starts_with("ld.param")
    };
    let words = code.iter().filter(memory_or_float).filter_map(|line| line.split(' ').next());
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    assert_eq!(
        words,
        ["fma.rn.f32", "ld.global.b32", "ld.global.nc.b32", "st.global.b32"],
        "{}",
        code.join("\n")
    );
}
