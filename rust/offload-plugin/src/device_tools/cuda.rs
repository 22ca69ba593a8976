//! NVIDIA: `ptxas` and libdevice, from a CUDA toolkit or from the PyPI package `nvidia-cuda-nvcc-cu12`.

use super::{Image, ptxas_faults, read, through_files};
use offload_tools::cuda::{self, HELP, Optimised};
use offload_tools::process::run;
use std::fmt;
use std::path::{Path, absolute};
use std::process::Command;

/// The oldest supported release of CUDA: ptxas 12.8 computes 128-bit products wrongly
/// (docs/decisions/ptxas-faults.md).
const OLDEST: Release = Release { major: 12, minor: 9 };

/// The first major version of CUDA whose cubins (ELF ABI 8) LLVM's offload runtime 19 and 20 refuse.
const FIRST_REFUSED_MAJOR: u32 = 13;

/// Assembles PTX for `architecture` (`sm_90`).
pub fn assemble(architecture: &str, ptx: &[u8]) -> Result<Image, String> {
    let ptxas = absolute(cuda::assembler()?)
        .map_err(|error| format!("cannot make the path of ptxas absolute: {error}"))?;
    check_version(&ptxas)?;
    let ptx = str::from_utf8(ptx).map_err(|error| format!("LLVM's PTX is not text: {error}"))?;
    let ptx = ptxas_faults::without_miscompiled(ptx);
    let mut optimised = Optimised::Yes;
    let bytes = through_files(ptx.as_bytes(), "image.ptx", |from, to| {
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
         = help: they compute the same, and take several times as long; launch fewer of them in one program\n   = note: `docs/errors/OFL040.md` says more",
        ptxas.display()
    )
}

/// libdevice's bitcode.
pub fn libdevice() -> Result<Vec<u8>, String> {
    read(&cuda::library()?)
}

/// Reports an unsupported release now; otherwise the runtime would report it when the program runs.
fn check_version(ptxas: &Path) -> Result<(), String> {
    let output = Command::new(ptxas)
        .arg("--version")
        .output()
        .map_err(|error| format!("{} cannot be run: {error}", ptxas.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    match Release::of(&text) {
        Some(release) if release.major >= FIRST_REFUSED_MAJOR => Err(format!(
            "{} belongs to CUDA {release}, whose images LLVM's offload runtime refuses: {HELP}",
            ptxas.display()
        )),
        Some(release) if release < OLDEST => Err(format!(
            "{} belongs to CUDA {release}, which compiles arithmetic with 128 bits wrongly; {OLDEST} does not: {HELP}",
            ptxas.display()
        )),
        Some(_) => Ok(()),
        None => run(Command::new(ptxas).arg("--version"))
            .map_err(String::from)
            .and(Err(format!("`{} --version` names no release: {HELP}", ptxas.display()))),
    }
}

/// A release of CUDA.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Release {
    major: u32,
    minor: u32,
}

impl Release {
    /// Parses `Cuda compilation tools, release 12.9, V12.9.86`.
    fn of(version_text: &str) -> Option<Self> {
        let (major, rest) = version_text.split_once("release ")?.1.split_once('.')?;
        let minor = rest.split(|end: char| !end.is_ascii_digit()).next()?;
        Some(Self { major: major.parse().ok()?, minor: minor.parse().ok()? })
    }
}

impl fmt::Display for Release {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}
