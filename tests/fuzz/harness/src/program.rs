//! The program's `main`.

use crate::case::{Backend, Case, SIZES};
use crate::panics;
use std::env;
use std::hash::{DefaultHasher, Hasher};
use std::io::{Write, stdout};
use std::process::ExitCode;

/// A generated kernel.
#[derive(Clone, Copy, Debug)]
pub struct Kernel {
    /// Name of its module.
    pub name: &'static str,
    /// Seed of its data.
    pub seed: u64,
    /// Runs it once.
    pub run: fn(&mut Case),
}

/// Runs all kernels, or those that arguments name, and prints a line for each:
/// `ok NAME DIGEST CASES PANICKED` or `failed NAME WHY`, after `begin NAME`. The digest contains the host's
/// results, so two builds of one program print the same. With `--fallback`, launches are expected to run as
/// the fallback; `--after NAME` skips kernels up to that one.
pub fn run(kernels: &[Kernel]) -> ExitCode {
    panics::keep();
    let mut backend = Backend::Device;
    let (mut named, mut start) = (Vec::new(), 0);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--fallback" => backend = Backend::Fallback,
            "--after" => {
                let name = arguments.next();
                start = kernels
                    .iter()
                    .position(|kernel| Some(kernel.name) == name.as_deref())
                    .map_or(0, |i| i + 1);
            }
            _ => named.push(argument),
        }
    }
    let mut all_ok = true;
    let wanted = |kernel: &&Kernel| named.is_empty() || named.iter().any(|name| name == kernel.name);
    for kernel in kernels[start..].iter().filter(wanted) {
        print_line(&format!("begin {}", kernel.name));
        let (mut digest, mut panicked, mut failures) = (DefaultHasher::new(), 0, Vec::new());
        for number in 0..SIZES {
            let mut case = Case::new(kernel.seed.wrapping_add(number as u64), number, backend);
            (kernel.run)(&mut case);
            let outcome = case.finish();
            digest.write_u64(outcome.digest);
            panicked += usize::from(outcome.panicked);
            failures.extend(outcome.failures);
        }
        match failures.first() {
            None => print_line(&format!("ok {} {:016x} {SIZES} {panicked}", kernel.name, digest.finish())),
            Some(failure) => print_line(&format!("failed {} {}", kernel.name, failure.escape_debug())),
        }
        all_ok &= failures.is_empty();
    }
    if all_ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints without a buffer: if the program dies, the output must name the current kernel.
fn print_line(line: &str) {
    let mut out = stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
