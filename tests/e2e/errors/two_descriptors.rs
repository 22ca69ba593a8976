//! Two descriptors for one kernel. The user crate never writes them, so this file writes the launches by hand.

use offload::__private::{ABI_VERSION, Descriptor, Place, Text};
use std::ffi::c_void;

unsafe extern "C" {
    fn __offload_launch(entry: *const c_void, descriptor: &Descriptor, slots: *const u64, params: *const u8) -> i32;
}

extern "C" fn step() {}

const fn at_line(line: u32) -> Descriptor {
    Descriptor {
        abi_version: ABI_VERSION,
        rank: 1,
        max_block: 256,
        slot_count: 0,
        flags: 0,
        fingerprint: line as u64,
        name: Text::new("two_descriptors::step"),
        place: Place { file: Text::new("two_descriptors.rs"), line, column: 1 },
        slots: std::ptr::null(),
    }
}

const ONE: Descriptor = at_line(10);
const OTHER: Descriptor = at_line(99);

fn main() -> offload::Result<()> {
    let params = [0u8; 128];
    // SAFETY: it does not compile.
    let statuses = unsafe {
        [
            __offload_launch(step as *const c_void, &ONE, std::ptr::null(), params.as_ptr()),
            __offload_launch(step as *const c_void, &OTHER, std::ptr::null(), params.as_ptr()),
        ]
    };
    assert_ne!(statuses, [0, 0]);
    Ok(())
}
//~ ANYWHERE OFL012: two kernels are named `two_descriptors::step`: at two_descriptors.rs:
