//! Calls the programs and libraries that make device images, and checks their versions.

mod amd;
mod cpu;
mod cuda;
mod ptxas_faults;

pub use ptxas_faults::without_miscompiled;

use offload_tools::process::run;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The image that a target's tool has made.
pub struct Image {
    pub bytes: Vec<u8>,
    /// A warning for the user.
    pub warning: Option<String>,
}

impl From<Vec<u8>> for Image {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, warning: None }
    }
}

/// Makes the image for `target` from the output of LLVM's back end. The error is a message for the user.
pub fn make_image(target: &str, input: &[u8]) -> Result<Image, String> {
    match Vendor::of(target) {
        Vendor::Cpu => cpu::link(input).map(Image::from),
        Vendor::Nvidia => cuda::assemble(target, input),
        Vendor::Amd => amd::link(input).map(Image::from),
    }
}

/// A text for everything outside the plugin that determines the image for `target`: the tools, and the
/// library that comes with rustc.
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
    /// The vendor of `target`, whose name the core has checked.
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

/// Runs the command that `command` returns for a file with `input` and an output file, and reads the output
/// file.
fn convert(
    input: &[u8],
    input_name: &str,
    command: impl FnOnce(&Path, &Path) -> Command,
) -> Result<Vec<u8>, String> {
    through_files(input, input_name, |from, to| Ok(run(&mut command(from, to))?))
}

/// Writes `input` to a file, lets `make` create an output file from it, and reads the output file.
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
