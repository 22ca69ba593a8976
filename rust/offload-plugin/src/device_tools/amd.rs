//! AMD: `ld.lld` and ROCm's device libraries.

use super::{convert, read};
use offload_tools::amd;
use std::process::Command;

/// Links `object` to a code object.
pub fn link(object: &[u8]) -> Result<Vec<u8>, String> {
    let linker = amd::linker(env!("OFFLOAD_LLVM_MAJOR"))?;
    convert(object, "image.o", |from, to| {
        let mut command = Command::new(linker);
        command.args(["-shared", "--no-undefined", "--build-id=none", "-o"]).arg(to).arg(from);
        command
    })
}

/// ocml's bitcode. It refers to constants that describe how the program is compiled; the core defines them.
pub fn device_library(_architecture: &str) -> Result<Vec<u8>, String> {
    read(&amd::library()?)
}
