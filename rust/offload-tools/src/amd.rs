//! AMD: `ld.lld` and ROCm's device libraries.

use std::path::{Path, PathBuf};

use crate::{on_path, setting};

const LIBRARY_HELP: &str = "install ROCm's device libraries (`apt install rocm-device-libs`), or name their directory in OFFLOAD_ROCM_BITCODE";

/// The linker, preferably the one of LLVM `major`.
pub fn linker(major: &str) -> Result<PathBuf, String> {
    setting("OFFLOAD_LLD")
        .map(PathBuf::from)
        .or_else(|| {
            Some(PathBuf::from(format!("/usr/lib/llvm-{major}/bin/ld.lld"))).filter(|file| file.is_file())
        })
        .or_else(|| on_path(&format!("ld.lld-{major}")))
        .or_else(|| on_path("ld.lld"))
        .ok_or_else(|| {
            format!("no ld.lld was found: install lld (`apt install lld-{major}`), or name it in OFFLOAD_LLD")
        })
}

/// ocml's bitcode.
pub fn library() -> Result<PathBuf, String> {
    let mut directories: Vec<PathBuf> =
        setting("OFFLOAD_ROCM_BITCODE").map(PathBuf::from).into_iter().collect();
    if directories.is_empty() {
        directories.extend(
            ["/usr/lib/x86_64-linux-gnu/amdgcn/bitcode", "/opt/rocm/amdgcn/bitcode"].map(PathBuf::from),
        );
    }
    let file = directories.iter().map(|directory| directory.join("ocml.bc")).find(|file| file.is_file());
    file.ok_or_else(|| format!("no ocml.bc in {}: {LIBRARY_HELP}", listed(&directories)))
}

fn listed(directories: &[PathBuf]) -> String {
    directories.iter().map(|directory| Path::display(directory).to_string()).collect::<Vec<_>>().join(", ")
}
