//! Options from the environment, and the callbacks for the core.

use crate::core_interface::{OffloadBytes, OffloadOptions};
use crate::{copy_of_process, device_tools, dump, image_cache, llvm_version};
use offload_tools::UNIT_VARIABLE;
use offload_tools::fnv::fnv32;
use std::env;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::OnceLock;

/// The targets if `OFFLOAD_TARGETS` is not set.
const DEFAULT_TARGETS: &str = "cpu";

struct Shared(OffloadOptions);
// SAFETY: the pointers inside point to data that lives as long as the process and is never written again.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

/// The options of this process, read once.
pub fn get() -> &'static OffloadOptions {
    static OPTIONS: OnceLock<Shared> = OnceLock::new();
    &OPTIONS.get_or_init(|| Shared(read())).0
}

fn read() -> OffloadOptions {
    let targets = env::var("OFFLOAD_TARGETS").ok().filter(|targets| !targets.is_empty());
    let targets = targets.as_deref().unwrap_or(DEFAULT_TARGETS);
    let strict_fp = env::var_os("OFFLOAD_FP").is_some_and(|value| value == "strict");
    OffloadOptions {
        config: config(targets, strict_fp),
        strict_fp,
        unit: CString::new(env::var(UNIT_VARIABLE).unwrap_or_default()).unwrap_or_default().into_raw(),
        // An environment variable contains no null byte.
        targets: CString::new(targets).unwrap_or_default().into_raw(),
        make_image,
        device_library,
        load_image,
        store_image,
        work_apart,
        dump: dump::directory().is_some().then_some(dump),
        release,
    }
}

/// One number for the plugin's build and its options; `cargo offload` computes the same number.
fn config(targets: &str, strict_fp: bool) -> u32 {
    let strict_fp = if strict_fp { ";fp=strict" } else { "" };
    fnv32(format!("{};{targets}{strict_fp}", llvm_version::BUILD).as_bytes())
}

unsafe extern "C" fn make_image(
    target: *const c_char,
    input: *const u8,
    length: usize,
    result: *mut OffloadBytes,
    warned: *mut bool,
) -> bool {
    // SAFETY: the core passes a null-terminated name and the back end's output.
    let (target, input) = unsafe { (CStr::from_ptr(target), std::slice::from_raw_parts(input, length)) };
    let image = device_tools::make_image(&target.to_string_lossy(), input);
    let warning = image.as_ref().ok().and_then(|image| image.warning.as_ref());
    if let Some(warning) = warning {
        // rustc drops LLVM's warnings. `cargo offload` turns this text into a warning of its own.
        eprintln!("warning: {warning}");
    }
    // SAFETY: the core passes places for both.
    unsafe {
        warned.write(warning.is_some());
        give(image.map(|image| image.bytes), result)
    }
}

unsafe extern "C" fn device_library(target: *const c_char, result: *mut OffloadBytes) -> bool {
    // SAFETY: the core passes a null-terminated name.
    let target = unsafe { CStr::from_ptr(target) };
    // SAFETY: the core passes a place for the result.
    unsafe { give(device_tools::device_library(&target.to_string_lossy()), result) }
}

/// Passes the bytes or the message to the core. Returns true for bytes.
///
/// # Safety
///
/// `place` can be written.
unsafe fn give(result: Result<Vec<u8>, String>, place: *mut OffloadBytes) -> bool {
    let (succeeded, bytes) = match result {
        Ok(bytes) => (true, bytes),
        Err(message) => (false, message.into_bytes()),
    };
    // SAFETY: the caller's promise.
    unsafe { place.write(OffloadBytes::give(bytes)) };
    succeeded
}

unsafe extern "C" fn load_image(
    target: *const c_char,
    key: *const c_char,
    result: *mut OffloadBytes,
) -> bool {
    // SAFETY: the core passes a null-terminated name and key.
    let (target, key) = unsafe { (CStr::from_ptr(target), CStr::from_ptr(key)) };
    let Some(image) = image_cache::load(&target.to_string_lossy(), &key.to_string_lossy()) else {
        return false;
    };
    // SAFETY: the core passes a place for the result.
    unsafe { result.write(OffloadBytes::give(image)) };
    true
}

unsafe extern "C" fn store_image(target: *const c_char, key: *const c_char, image: *const u8, length: usize) {
    // SAFETY: the core passes a null-terminated name and key.
    let (target, key) = unsafe { (CStr::from_ptr(target), CStr::from_ptr(key)) };
    // SAFETY: the core passes the image.
    let image = unsafe { std::slice::from_raw_parts(image, length) };
    image_cache::store(&target.to_string_lossy(), &key.to_string_lossy(), image);
}

unsafe extern "C" fn work_apart(
    work: unsafe extern "C" fn(*mut c_void, c_int),
    data: *mut c_void,
    output: *mut OffloadBytes,
    end: *mut OffloadBytes,
) -> bool {
    // SAFETY: the core made `work` and `data` for each other, and `data` lives until this returns.
    let outcome = copy_of_process::run(|channel| unsafe { work(data, channel) });
    // SAFETY: the core passes places for both.
    unsafe {
        output.write(OffloadBytes::give(outcome.output));
        end.write(OffloadBytes::give(outcome.end.clone().unwrap_or_default().into_bytes()));
    }
    outcome.end.is_none()
}

unsafe extern "C" fn dump(name: *const c_char, content: *const u8, length: usize) {
    // SAFETY: the core passes a null-terminated name and the content.
    let (name, content) = unsafe { (CStr::from_ptr(name), std::slice::from_raw_parts(content, length)) };
    let name = name.to_string_lossy();
    // Listings show the PTX that is assembled.
    match str::from_utf8(content) {
        Ok(ptx) if name.ends_with(".ptx") => {
            dump::write(&name, device_tools::without_miscompiled(ptx).as_bytes());
        }
        _ => dump::write(&name, content),
    }
}

unsafe extern "C" fn release(bytes: OffloadBytes) {
    // SAFETY: the core returns each result once.
    drop(unsafe { bytes.take() });
}
