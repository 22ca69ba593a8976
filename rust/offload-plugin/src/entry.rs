//! LLVM's entry point: the one file that a crate for plugins would replace (docs/decisions/plugin-entry.md).
//!
//! LLVM's side is `llvm/Plugins/PassPlugin.h`, API version 2 (LLVM 22). LLVM loads the library, calls
//! `llvmGetPassPluginInfo`, and calls the callback in its result with a `PassBuilder`, on which the core
//! registers the passes.

use crate::core_interface::{PassBuilder, offload_register_passes};
use crate::{llvm_version, options};
use std::ffi::{CStr, c_char};

/// `LLVM_PLUGIN_API_VERSION`. Another value makes LLVM refuse the plugin.
const PLUGIN_API_VERSION: u32 = 2;
/// A value that no LLVM accepts: LLVM then ends the compilation with its own error.
const REFUSED: u32 = 0;

/// `llvm::PassPluginLibraryInfo`.
#[repr(C)]
pub struct PassPluginLibraryInfo {
    api_version: u32,
    plugin_name: *const c_char,
    plugin_version: *const c_char,
    register_pass_builder_callbacks: Option<unsafe extern "C" fn(*mut PassBuilder)>,
    pre_code_gen_callback: Option<unsafe extern "C" fn()>,
}

const NAME: &CStr = c"offload";
const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => panic!("a version has no inner null"),
};

/// The function that LLVM calls in every plugin.
#[unsafe(no_mangle)]
pub extern "C" fn llvmGetPassPluginInfo() -> PassPluginLibraryInfo {
    let api_version = match llvm_version::check() {
        Ok(()) => PLUGIN_API_VERSION,
        Err(message) => {
            eprintln!("error: {message}");
            REFUSED
        }
    };
    PassPluginLibraryInfo {
        api_version,
        plugin_name: NAME.as_ptr(),
        plugin_version: VERSION.as_ptr(),
        register_pass_builder_callbacks: Some(register),
        pre_code_gen_callback: None,
    }
}

unsafe extern "C" fn register(builder: *mut PassBuilder) {
    // SAFETY: LLVM passes a live PassBuilder of the version that `check` compared; the options live for the whole process.
    unsafe { offload_register_passes(builder, options::get()) }
}
