//! NVIDIA: `ptxas` and libdevice, from a CUDA toolkit or from the PyPI package `nvidia-cuda-nvcc-cu12`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{ToolError, run};
use crate::{on_path, setting};

/// Advice on how to install a toolkit and how to name it.
pub const HELP: &str = "install CUDA 12.9, or `pip install nvidia-cuda-nvcc-cu12==12.9.86`; \
                        OFFLOAD_CUDA_PATH names the directory that holds `bin/ptxas` and `nvvm/libdevice`";

/// `ptxas`.
pub fn assembler() -> Result<PathBuf, String> {
    toolkit_file("bin/ptxas")
}

/// Whether `ptxas` has optimised an image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Optimised {
    /// It has optimised the image.
    Yes,
    /// It crashed while optimising, and has assembled the image without optimisation. CUDA 12.9 crashes on
    /// rare programs.
    No,
}

/// Runs `ptxas`, which makes the image `to` for `architecture` (`sm_90`) from the PTX in `from`.
pub fn assemble(ptxas: &Path, architecture: &str, from: &Path, to: &Path) -> Result<Optimised, ToolError> {
    let with = |level: &str| {
        let mut command = Command::new(ptxas);
        command.arg(format!("-arch={architecture}")).args([level, "-lineinfo", "-o"]).arg(to).arg(from);
        // ptxas writes the time and size of each source file that it finds into the line table. The names in
        // the PTX are relative, so run it in a directory without such files.
        command.current_dir(from.parent().unwrap_or(Path::new("/")));
        run(&mut command)
    };
    match with("-O3") {
        Ok(()) => Ok(Optimised::Yes),
        Err(error) if error.crashed() => with("-O0").map(|()| Optimised::No).map_err(|_| error),
        Err(error) if error.took_too_long() => Err(error.with(&largest_kernels(from))),
        Err(error) => Err(error),
    }
}

/// The end of a message that names the largest kernels, on which the assembler spends its time.
fn largest_kernels(ptx: &Path) -> String {
    let Ok(text) = std::fs::read_to_string(ptx) else { return String::new() };
    let kernels = crate::ptx::largest_kernels(&text, 3);
    let kernels: Vec<String> =
        kernels.iter().map(|(name, size)| format!("`{name}` ({size} instructions)")).collect();
    if kernels.is_empty() { String::new() } else { format!("; the largest are {}", kernels.join(", ")) }
}

/// `nvdisasm`, which is in the toolkit, but not in the package of `ptxas`.
pub fn disassembler() -> Result<PathBuf, String> {
    toolkit_file("bin/nvdisasm").or_else(|_| {
        on_path("nvdisasm").or_else(disassembler_package).ok_or_else(|| {
            "no nvdisasm was found in a CUDA toolkit, in PATH or among Python's packages".to_owned()
        })
    })
}

/// libdevice's bitcode.
pub fn library() -> Result<PathBuf, String> {
    toolkit_file("nvvm/libdevice/libdevice.10.bc")
}

/// `file` in the first toolkit that has it.
fn toolkit_file(file: &str) -> Result<PathBuf, String> {
    if let Some(root) = setting("OFFLOAD_CUDA_PATH") {
        let path = Path::new(&root).join(file);
        return if path.is_file() {
            Ok(path)
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

/// The usual directories of toolkits, in order of preference.
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

/// The directory of the PyPI package.
fn python_package() -> Option<PathBuf> {
    python_directory("nvidia.cuda_nvcc")
}

/// `nvdisasm` from its PyPI package.
fn disassembler_package() -> Option<PathBuf> {
    Some(python_directory("nvidia.cu13")?.join("bin/nvdisasm")).filter(|file| file.is_file())
}

/// The directory of a Python module, according to Python itself.
fn python_directory(module: &str) -> Option<PathBuf> {
    let script = format!(
        "import importlib.util as u; print(list(u.find_spec('{module}').submodule_search_locations)[0])"
    );
    let output = Command::new("python3").args(["-c", &script]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !path.trim().is_empty()).then(|| path.trim().into())
}
