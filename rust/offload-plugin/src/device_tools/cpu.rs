//! The CPU image: one relocatable object, linked to a shared object by the C compiler driver.

use super::convert;
use offload_tools::cpu::compiler_driver;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// Links `object`.
pub fn link(object: &[u8]) -> Result<Vec<u8>, String> {
    convert(object, "image.o", |from, to| {
        let mut command = Command::new(compiler_driver());
        // No start files: nothing runs when the image is loaded. No build id and no local symbols, which are numbered apart when
        // modules are merged: same code, same bytes.
        command.args(["-shared", "-nostartfiles", "-Wl,--build-id=none", "-Wl,-x", "-Wl,-z,noexecstack"]);
        // What of compiler_builtins no kernel needs stays out. Its unwind tables name a personality that only a Rust program
        // has; nothing unwinds through an image.
        command.args(["-Wl,--gc-sections", "-Wl,--exclude-libs,ALL", "-Wl,--defsym=rust_eh_personality=0"]);
        // A sanitizer's functions are in the program that loads the image.
        if !is_sanitized(object) {
            command.arg("-Wl,-z,defs");
        }
        command.arg("-o").arg(to).arg(from).args(compiler_builtins()).arg("-lm");
        command
    })
}

/// Whether a sanitizer's first function is among the names of the object's symbols.
fn is_sanitized(object: &[u8]) -> bool {
    let names: [&[u8]; 2] = [b"\0__asan_init\0", b"\0__tsan_init\0"];
    names.iter().any(|name| object.windows(name.len()).any(|bytes| bytes == *name))
}

/// Rust programs take some of libm from this library (`cbrt`, say), with other last bits than glibc's: so does the image,
/// that its results equal plain Rust's. Found beside the rustc that this process is.
pub fn compiler_builtins() -> Option<PathBuf> {
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
