//! NVIDIA: `ptxas` and libdevice, from a CUDA toolkit or from the PyPI package `nvidia-cuda-nvcc-cu12`.

use super::{convert, read, run};
use offload_tools::cuda::{self, HELP};
use std::path::{Path, absolute};
use std::process::Command;

/// The first CUDA release whose cubins (ELF ABI 8) LLVM's offload runtime 19 and 20 refuse.
const FIRST_REFUSED_MAJOR: u32 = 13;

/// Assembles PTX for `architecture` (`sm_90`).
pub fn assemble(architecture: &str, ptx: &[u8]) -> Result<Vec<u8>, String> {
    let ptxas = absolute(cuda::assembler()?).map_err(|error| format!("ptxas has no place: {error}"))?;
    check_version(&ptxas)?;
    convert(ptx, "image.ptx", |from, to| {
        let mut command = Command::new(&ptxas);
        command.arg(format!("-arch={architecture}")).args(["-O3", "-lineinfo", "-o"]).arg(to).arg(from);
        // Of each source file that it finds by the name in the PTX, ptxas writes the time and the size into the line table. The
        // names are relative, and it starts where none of them is.
        command.current_dir(from.parent().expect("it is in a directory of its own"));
        command
    })
}

/// libdevice's bitcode.
pub fn libdevice() -> Result<Vec<u8>, String> {
    read(&cuda::library()?)
}

/// Says before the program runs what the runtime would only say then.
fn check_version(ptxas: &Path) -> Result<(), String> {
    let output = Command::new(ptxas)
        .arg("--version")
        .output()
        .map_err(|error| format!("{} cannot be run: {error}", ptxas.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    match release(&text) {
        Some(major) if major < FIRST_REFUSED_MAJOR => Ok(()),
        Some(major) => Err(format!(
            "{} is of CUDA {major}, whose images LLVM's offload runtime refuses: {HELP}",
            ptxas.display()
        )),
        None => run(Command::new(ptxas).arg("--version"))
            .and(Err(format!("`{} --version` names no release: {HELP}", ptxas.display()))),
    }
}

/// The major number in `Cuda compilation tools, release 12.8, V12.8.93`.
fn release(version_text: &str) -> Option<u32> {
    version_text.split_once("release ")?.1.split('.').next()?.parse().ok()
}
