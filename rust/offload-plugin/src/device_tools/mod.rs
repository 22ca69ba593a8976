//! The programs and libraries that make device images: where they are, which versions will do, and how they are called.

mod amd;
mod cpu;
mod cuda;

use offload_tools::process::run;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The image for `target` from what LLVM's back end wrote. The error is a message for the user.
pub fn make_image(target: &str, input: &[u8]) -> Result<Vec<u8>, String> {
    match Vendor::of(target) {
        Vendor::Cpu => cpu::link(input),
        Vendor::Nvidia => cuda::assemble(target, input),
        Vendor::Amd => amd::link(input),
    }
}

/// The bitcode of the math library of `target`.
pub fn device_library(target: &str) -> Result<Vec<u8>, String> {
    match Vendor::of(target) {
        Vendor::Cpu => Err("the CPU takes its math from libm".into()),
        Vendor::Nvidia => cuda::libdevice(),
        Vendor::Amd => amd::device_library(target),
    }
}

enum Vendor {
    Cpu,
    Nvidia,
    Amd,
}

impl Vendor {
    /// The core has checked the name.
    fn of(target: &str) -> Self {
        match target {
            "cpu" => Self::Cpu,
            _ if target.starts_with("sm_") => Self::Nvidia,
            _ => Self::Amd,
        }
    }
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))
}

/// Writes `input` into a file, runs the command that `command` makes for it and for an output file, and reads that.
fn convert(
    input: &[u8],
    input_name: &str,
    command: impl FnOnce(&Path, &Path) -> Command,
) -> Result<Vec<u8>, String> {
    let directory = tempfile::tempdir().map_err(|error| format!("no temporary directory: {error}"))?;
    let (from, to) = (directory.path().join(input_name), directory.path().join("image"));
    fs::write(&from, input).map_err(|error| format!("{} cannot be written: {error}", from.display()))?;
    run(&mut command(&from, &to))?;
    read(&to)
}
