//! The plugin works inside one major version of LLVM only.

use std::ffi::c_uint;

/// What the plugin was built for, readable in the file without loading it (`cargo offload` does).
#[unsafe(no_mangle)]
#[used]
pub static OFFLOAD_PLUGIN_INFO: [u8; INFO.len()] = *INFO;

const INFO: &[u8; INFO_TEXT.len()] = match INFO_TEXT.as_bytes().first_chunk() {
    Some(bytes) => bytes,
    None => unreachable!(),
};
const INFO_TEXT: &str =
    concat!("offload-plugin llvm=", env!("OFFLOAD_LLVM_MAJOR"), " abi=3 build=", env!("OFFLOAD_BUILD"), "\n");

const _: () = assert!(offload_abi::ABI_VERSION == 3, "OFFLOAD_PLUGIN_INFO names another ABI version");

/// The 16 hexadecimal digits that stand for the plugin's sources.
pub const BUILD: &str = env!("OFFLOAD_BUILD");

/// Compares the LLVM of this process with the one that the plugin was built for.
pub fn check() -> Result<(), String> {
    let built_for = built_for();
    match loaded_major() {
        Some(major) if Some(major) == built_for => Ok(()),
        loaded => Err(format!(
            "OFL001: this offload plugin was built for LLVM {}, but the compiler that loads it has {}\n  \
             = help: build the plugin with the toolchain that loads it (`cargo build --release -p offload-plugin`, \
             or `./x build`), or use a toolchain whose `rustc -vV` names LLVM {0}\n  \
             = note: `docs/errors/OFL001.md` says more",
            built_for.map_or("?".into(), |major| major.to_string()),
            loaded.map_or("another, unknown version".into(), |major| format!("LLVM {major}")),
        )),
    }
}

/// Read from the bytes in the file, as `cargo offload` reads them: one place that says it.
fn built_for() -> Option<c_uint> {
    // SAFETY: the address of a static is valid; volatile keeps the compiler from folding what a packager may patch.
    let info = unsafe { std::ptr::read_volatile(&raw const OFFLOAD_PLUGIN_INFO) };
    let text = std::str::from_utf8(&info).ok()?;
    text.split_ascii_whitespace().find_map(|word| word.strip_prefix("llvm="))?.parse().ok()
}

/// `LLVMGetVersion` (llvm-c/Core.h) of whatever LLVM this process has; looked up, so that the check itself binds to none.
fn loaded_major() -> Option<c_uint> {
    type GetVersion = unsafe extern "C" fn(*mut c_uint, *mut c_uint, *mut c_uint);
    // SAFETY: the name is null-terminated.
    let symbol = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"LLVMGetVersion".as_ptr()) };
    if symbol.is_null() {
        return None;
    }
    // SAFETY: the function has had this type since LLVM 16, the first to have it.
    let get_version = unsafe { std::mem::transmute::<*mut libc::c_void, GetVersion>(symbol) };
    let (mut major, mut minor, mut patch) = (0, 0, 0);
    // SAFETY: three live integers.
    unsafe { get_version(&mut major, &mut minor, &mut patch) };
    Some(major)
}
