//! The CPU image: the C compiler driver links one relocatable object to a shared object.

use super::convert;
use offload_tools::cpu::compiler_driver;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// Links `object`.
pub fn link(object: &[u8]) -> Result<Vec<u8>, String> {
    convert(object, "image.o", |from, to| {
        let mut command = Command::new(compiler_driver());
        // No start files: nothing runs when the image is loaded. No build id and no local symbols, whose
        // numbers depend on how modules are merged: the same code gives the same bytes.
        command.args(["-shared", "-nostartfiles", "-Wl,--build-id=none", "-Wl,-x", "-Wl,-z,noexecstack"]);
        // Leave out the parts of compiler_builtins that no kernel needs. Its unwind tables name a personality
        // that only a Rust program has; nothing unwinds through an image.
        command.args(["-Wl,--gc-sections", "-Wl,--exclude-libs,ALL", "-Wl,--defsym=rust_eh_personality=0"]);
        // The program that loads the image has a sanitizer's functions.
        if !is_sanitized(object) {
            command.arg("-Wl,-z,defs");
        }
        command.arg("-o").arg(to).arg(from).args(compiler_builtins()).arg("-lm");
        command
    })
}

/// Whether the object's symbols include the initialisation function of a sanitizer.
fn is_sanitized(object: &[u8]) -> bool {
    let names: [&[u8]; 2] = [b"\0__asan_init\0", b"\0__tsan_init\0"];
    names.iter().any(|name| object.windows(name.len()).any(|bytes| bytes == *name))
}

/// The library from which Rust programs take some functions of libm, such as `cbrt`. Their last bits differ
/// from glibc's, so the image uses the same library, and its results equal plain Rust's. It is beside the
/// rustc of this process.
pub fn compiler_builtins() -> Option<PathBuf> {
    let sysroot = env::current_exe().ok()?.parent()?.parent()?.to_owned();
    let libraries = sysroot.join("lib/rustlib").join(env!("OFFLOAD_HOST")).join("lib");
    let mut candidates: Vec<PathBuf> = fs::read_dir(libraries)
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("libcompiler_builtins-") && name.ends_with(".rlib")
        })
        .collect();
    candidates.sort();
    candidates.into_iter().next()
}
