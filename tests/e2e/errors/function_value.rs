//! A launch of a function value. The safe interface cannot express it, so this file writes the launch by hand.

use std::ffi::c_void;

unsafe extern "C" {
    fn __offload_launch(entry: *const c_void, descriptor: *const u8, slots: *const u64, params: *const u8) -> i32;
}

extern "C" fn first(_: *mut u8) {}
extern "C" fn second(_: *mut u8) {}

fn main() -> offload::Result<()> {
    let chosen = if std::env::args().count() > 1 { first } else { second };
    let bytes = [0u8; 128];
    // SAFETY: it does not compile.
    let status = unsafe { __offload_launch(chosen as *const c_void, bytes.as_ptr(), [0; 8].as_ptr(), bytes.as_ptr()) }; //~ OFL010: a launch whose kernel is a function value
    assert_ne!(status, 0);
    Ok(())
}
