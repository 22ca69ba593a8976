//! The CPU image: one relocatable object, linked to a shared object by the C compiler driver.

use super::{convert, setting};
use std::process::Command;

/// Links `object`.
pub fn link(object: &[u8]) -> Result<Vec<u8>, String> {
    convert(object, "image.o", |from, to| {
        let mut command = Command::new(setting("OFFLOAD_CC").unwrap_or_else(|| "cc".into()));
        // No start files: nothing runs when the image is loaded. No build id and no symbol table: same code, same bytes.
        command.args([
            "-shared",
            "-nostartfiles",
            "-Wl,--build-id=none",
            "-Wl,-s",
            "-Wl,-z,noexecstack",
            "-o",
        ]);
        command.arg(to).arg(from).arg("-lm");
        command
    })
}
