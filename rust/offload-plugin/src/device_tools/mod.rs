//! The programs and libraries that make device images: where they are, which versions will do, and how they are called.

mod amd;
mod cpu;
mod cuda;
mod ptxas_faults;

pub use ptxas_faults::without_miscompiled;

use offload_tools::process::run;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What a target's tool has made.
pub struct Image {
    pub bytes: Vec<u8>,
    /// What the user should know of it.
    pub warning: Option<String>,
}

impl From<Vec<u8>> for Image {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, warning: None }
    }
}

/// The image for `target` from what LLVM's back end wrote. The error is a message for the user.
pub fn make_image(target: &str, input: &[u8]) -> Result<Image, String> {
    match Vendor::of(target) {
        Vendor::Cpu => cpu::link(input).map(Image::from),
        Vendor::Nvidia => cuda::assemble(target, input),
        Vendor::Amd => amd::link(input).map(Image::from),
    }
}

/// Everything outside of the plugin that decides about the image for `target`: the tools, and the part of it that comes with rustc.
pub fn stamp(target: &str) -> String {
    let llvm = env!("OFFLOAD_LLVM_MAJOR").parse().unwrap_or_default();
    let builtins = match Vendor::of(target) {
        Vendor::Cpu => cpu::compiler_builtins(),
        _ => None,
    };
    format!("{};{}", offload_tools::stamp(target, llvm), builtins.unwrap_or_default().display())
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

/// Runs the command that `command` makes for a file with `input` and for an output file, and reads that.
fn convert(
    input: &[u8],
    input_name: &str,
    command: impl FnOnce(&Path, &Path) -> Command,
) -> Result<Vec<u8>, String> {
    through_files(input, input_name, |from, to| Ok(run(&mut command(from, to))?))
}

/// Writes `input` into a file, has `make` make an output file of it, and reads that.
fn through_files(
    input: &[u8],
    input_name: &str,
    make: impl FnOnce(&Path, &Path) -> Result<(), String>,
) -> Result<Vec<u8>, String> {
    let directory = tempfile::tempdir().map_err(|error| format!("no temporary directory: {error}"))?;
    let (from, to) = (directory.path().join(input_name), directory.path().join("image"));
    fs::write(&from, input).map_err(|error| format!("{} cannot be written: {error}", from.display()))?;
    make(&from, &to)?;
    read(&to)
}
