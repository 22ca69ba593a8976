//! A descriptor of another version of the contract. The user crate never writes one, so this file writes the launch by hand.

use offload::__private::{ABI_VERSION, Descriptor, Place, Text};
use std::ffi::c_void;

unsafe extern "C" {
    fn __offload_launch(entry: *const c_void, descriptor: &Descriptor, slots: *const u64, params: *const u8) -> i32;
}

extern "C" fn step() {}

const NEWER: Descriptor = Descriptor {
    abi_version: ABI_VERSION + 1,
    rank: 1,
    max_block: 256,
    slot_count: 0,
    flags: 0,
    fingerprint: 7,
    name: Text::new("descriptor_version::step"),
    place: Place { file: Text::new("descriptor_version.rs"), line: 10, column: 1 },
    slots: std::ptr::null(),
};

fn main() -> offload::Result<()> {
    let params = [0u8; 128];
    // SAFETY: it does not compile.
    let status = unsafe { __offload_launch(step as *const c_void, &NEWER, std::ptr::null(), params.as_ptr()) }; //~ OFL011: the descriptor of kernel `descriptor_version::step` cannot be read
    assert_ne!(status, 0);
    Ok(())
}
