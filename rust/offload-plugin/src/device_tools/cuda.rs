//! NVIDIA: `ptxas` and libdevice, from a CUDA toolkit or from the PyPI package `nvidia-cuda-nvcc-cu12`.

use super::{convert, on_path, run, setting};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const HELP: &str = "install a CUDA 12 toolkit, or `pip install nvidia-cuda-nvcc-cu12`; \
                    OFFLOAD_CUDA_PATH names the directory that holds `bin/ptxas` and `nvvm/libdevice`";

/// The first CUDA release whose cubins (ELF ABI 8) LLVM's offload runtime 19 and 20 refuse.
const FIRST_REFUSED_MAJOR: u32 = 13;

/// Assembles PTX for `architecture` (`sm_90`).
pub fn assemble(architecture: &str, ptx: &[u8]) -> Result<Vec<u8>, String> {
    let ptxas = toolkit_file("bin/ptxas")?;
    check_version(&ptxas)?;
    convert(ptx, "image.ptx", |from, to| {
        let mut command = Command::new(&ptxas);
        command.arg(format!("-arch={architecture}")).arg("-O3").arg("-o").arg(to).arg(from);
        command
    })
}

/// libdevice's bitcode.
pub fn libdevice() -> Result<Vec<u8>, String> {
    let file = toolkit_file("nvvm/libdevice/libdevice.10.bc")?;
    fs::read(&file).map_err(|error| format!("{} cannot be read: {error}", file.display()))
}

/// `file` of the first toolkit that has it.
fn toolkit_file(file: &str) -> Result<PathBuf, String> {
    if let Some(root) = setting("OFFLOAD_CUDA_PATH") {
        let named = Path::new(&root).join(file);
        return if named.is_file() {
            Ok(named)
        } else {
            Err(format!("OFFLOAD_CUDA_PATH is {}, which has no {file}: {HELP}", Path::new(&root).display()))
        };
    }
    let roots = roots();
    roots.iter().map(|root| root.join(file)).find(|path| path.is_file()).ok_or_else(|| {
        let looked: Vec<_> = roots.iter().map(|root| root.display().to_string()).collect();
        format!("no {file} in {}: {HELP}", looked.join(", "))
    })
}

/// Where toolkits are usually found, in the order of preference.
fn roots() -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> =
        ["CUDA_PATH", "CUDA_HOME"].into_iter().filter_map(setting).map(Into::into).collect();
    if let Some(root) = on_path("ptxas").as_deref().and_then(Path::parent).and_then(Path::parent) {
        roots.push(root.into());
    }
    roots.extend(python_package());
    roots
        .extend(["/usr/local/cuda-12", "/usr/local/cuda", "/usr/lib/nvidia-cuda-toolkit"].map(PathBuf::from));
    roots
}

/// The directory of the PyPI package, asked of Python itself.
fn python_package() -> Option<PathBuf> {
    let script = "import importlib.util as u; print(list(u.find_spec('nvidia.cuda_nvcc').submodule_search_locations)[0])";
    let output = Command::new("python3").args(["-c", script]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !path.trim().is_empty()).then(|| path.trim().into())
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
