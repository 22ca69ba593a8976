//! NVIDIA: `ptxas` and libdevice, from a CUDA toolkit or from the PyPI package `nvidia-cuda-nvcc-cu12`.

use super::{Image, read, through_files};
use offload_tools::cuda::{self, HELP, Optimised};
use offload_tools::process::run;
use std::path::{Path, absolute};
use std::process::Command;

/// The first CUDA release whose cubins (ELF ABI 8) LLVM's offload runtime 19 and 20 refuse.
const FIRST_REFUSED_MAJOR: u32 = 13;

/// Assembles PTX for `architecture` (`sm_90`).
pub fn assemble(architecture: &str, ptx: &[u8]) -> Result<Image, String> {
    let ptxas = absolute(cuda::assembler()?).map_err(|error| format!("ptxas has no place: {error}"))?;
    check_version(&ptxas)?;
    let mut optimised = Optimised::Yes;
    let bytes = through_files(ptx, "image.ptx", |from, to| {
        optimised = cuda::assemble(&ptxas, architecture, from, to)?;
        Ok(())
    })?;
    Ok(match optimised {
        Optimised::Yes => bytes.into(),
        Optimised::No => Image { bytes, warning: Some(unoptimised(architecture, &ptxas)) },
    })
}

fn unoptimised(architecture: &str, ptxas: &Path) -> String {
    format!(
        "OFL040: {} crashes where it optimises this program's kernels for {architecture}: their image is made without\n   \
         = help: they compute the same, and take several times as long; launch fewer of them in one program, or try \
         ptxas of another CUDA 12\n   = note: `docs/errors/OFL040.md` says more",
        ptxas.display()
    )
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
            .map_err(String::from)
            .and(Err(format!("`{} --version` names no release: {HELP}", ptxas.display()))),
    }
}

/// The major number in `Cuda compilation tools, release 12.8, V12.8.93`.
fn release(version_text: &str) -> Option<u32> {
    version_text.split_once("release ")?.1.split('.').next()?.parse().ok()
}
