//! AMD: `ld.lld` and ROCm's device libraries.

use super::{convert, on_path, setting};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LIBRARY_HELP: &str = "install ROCm's device libraries (`apt install rocm-device-libs`), or name their directory in OFFLOAD_ROCM_BITCODE";

/// Links `object` to a code object.
pub fn link(object: &[u8]) -> Result<Vec<u8>, String> {
    let linker = linker()
        .ok_or("no ld.lld was found: install lld (`apt install lld-22`), or name it in OFFLOAD_LLD")?;
    convert(object, "image.o", |from, to| {
        let mut command = Command::new(linker);
        command.args(["-shared", "--no-undefined", "--build-id=none", "-o"]).arg(to).arg(from);
        command
    })
}

fn linker() -> Option<PathBuf> {
    let major = env!("OFFLOAD_LLVM_MAJOR");
    setting("OFFLOAD_LLD")
        .map(PathBuf::from)
        .or_else(|| {
            Some(PathBuf::from(format!("/usr/lib/llvm-{major}/bin/ld.lld"))).filter(|file| file.is_file())
        })
        .or_else(|| on_path(&format!("ld.lld-{major}")))
        .or_else(|| on_path("ld.lld"))
}

/// ocml's bitcode. It refers to constants that say how the program is compiled; the core defines them.
pub fn device_library(_architecture: &str) -> Result<Vec<u8>, String> {
    let mut directories: Vec<PathBuf> =
        setting("OFFLOAD_ROCM_BITCODE").map(PathBuf::from).into_iter().collect();
    if directories.is_empty() {
        directories.extend(
            ["/usr/lib/x86_64-linux-gnu/amdgcn/bitcode", "/opt/rocm/amdgcn/bitcode"].map(PathBuf::from),
        );
    }
    let file = directories.iter().map(|directory| directory.join("ocml.bc")).find(|file| file.is_file());
    let file = file.ok_or_else(|| format!("no ocml.bc in {}: {LIBRARY_HELP}", listed(&directories)))?;
    fs::read(&file).map_err(|error| format!("{} cannot be read: {error}", file.display()))
}

fn listed(directories: &[PathBuf]) -> String {
    directories.iter().map(|directory| Path::display(directory).to_string()).collect::<Vec<_>>().join(", ")
}
