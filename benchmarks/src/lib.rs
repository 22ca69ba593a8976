//! The shared parts of benchmarks: kernels, numbers, and the description of the machine.

pub mod kernels;

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

/// Numbers in `0.0..1.0`, the same in every run, without a pattern that a cache or a predictor could learn.
pub fn numbers(length: usize) -> Vec<f32> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let next = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 24) as f32
    });
    next.take(length).collect()
}
