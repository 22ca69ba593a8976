//! Checks that the plugin runs inside the major version of LLVM for which it was built.

use std::ffi::c_uint;

/// The versions for which the plugin was built. `cargo offload` reads them in the file without loading the
/// plugin.
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

/// 16 hexadecimal digits that identify the plugin's sources.
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

/// Reads the version from the same bytes as `cargo offload`, so that it is stated once.
fn built_for() -> Option<c_uint> {
    // SAFETY: the address of a static is valid. The read is volatile because a packager may patch the bytes.
    let info = unsafe { std::ptr::read_volatile(&raw const OFFLOAD_PLUGIN_INFO) };
    let text = std::str::from_utf8(&info).ok()?;
    text.split_ascii_whitespace().find_map(|word| word.strip_prefix("llvm="))?.parse().ok()
}

/// Calls `LLVMGetVersion` (llvm-c/Core.h) of the LLVM in this process. It is looked up at run time, so that
/// the check itself works with every LLVM.
fn loaded_major() -> Option<c_uint> {
    type GetVersion = unsafe extern "C" fn(*mut c_uint, *mut c_uint, *mut c_uint);
    // SAFETY: the name is null-terminated.
    let symbol = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"LLVMGetVersion".as_ptr()) };
    if symbol.is_null() {
        return None;
    }
    // SAFETY: the function has had this type since LLVM 16, the first version that has it.
    let get_version = unsafe { std::mem::transmute::<*mut libc::c_void, GetVersion>(symbol) };
    let (mut major, mut minor, mut patch) = (0, 0, 0);
    // SAFETY: three live integers.
    unsafe { get_version(&mut major, &mut minor, &mut patch) };
    Some(major)
}
