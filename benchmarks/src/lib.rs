//! What both benchmarks say of where they ran.

use std::process::Command;

/// Processor, threads and toolchain.
pub fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let rustc = Command::new("rustc").arg("-vV").output().map(|output| output.stdout).unwrap_or_default();
    let rustc = String::from_utf8_lossy(&rustc);
    let line = |prefix| rustc.lines().find(|line| line.starts_with(prefix)).unwrap_or("unknown toolchain");
    format!("Machine: {model}, {threads} threads. Toolchain: {}, {}.", line("rustc "), line("LLVM version: "))
}
