//! The CPU image: one relocatable object, linked to a shared object by the C compiler driver.

use super::convert;
use offload_tools::setting;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// Links `object`.
pub fn link(object: &[u8]) -> Result<Vec<u8>, String> {
    convert(object, "image.o", |from, to| {
        let mut command = Command::new(setting("OFFLOAD_CC").unwrap_or_else(|| "cc".into()));
        // No start files: nothing runs when the image is loaded. No build id and no symbol table: same code, same bytes.
        command.args(["-shared", "-nostartfiles", "-Wl,--build-id=none", "-Wl,-s", "-Wl,-z,noexecstack"]);
        // What of compiler_builtins no kernel needs stays out. Its unwind tables name a personality that only a Rust program
        // has; nothing unwinds through an image.
        command.args([
            "-Wl,--gc-sections",
            "-Wl,--exclude-libs,ALL",
            "-Wl,-z,defs",
            "-Wl,--defsym=rust_eh_personality=0",
        ]);
        command.arg("-o").arg(to).arg(from).args(compiler_builtins()).arg("-lm");
        command
    })
}

/// Rust programs take some of libm from this library (`cbrt`, say), with other last bits than glibc's: so does the image,
/// that its results equal plain Rust's. Found beside the rustc that this process is.
fn compiler_builtins() -> Option<PathBuf> {
    let sysroot = env::current_exe().ok()?.parent()?.parent()?.to_owned();
    let libraries = sysroot.join("lib/rustlib").join(env!("OFFLOAD_HOST")).join("lib");
    let mut found: Vec<PathBuf> = fs::read_dir(libraries)
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("libcompiler_builtins-") && name.ends_with(".rlib")
        })
        .collect();
    found.sort();
    found.into_iter().next()
}
