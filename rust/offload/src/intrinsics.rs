//! The functions of the contract that the plugin replaces, with their behaviour without the plugin.
//!
//! This crate calls them through the `extern` block, and they are never inlined, so that the plugin finds the
//! calls at every optimisation level. The definitions below serve the fallback, which runs a kernel's threads
//! one after another on the calling thread.

use crate::fallback;
use core::ffi::c_void;
use offload_abi::{Descriptor, LaunchParams, Report};

unsafe extern "C" {
    /// One launch. `entry` and `descriptor` must be constants at the call.
    pub(crate) fn __offload_launch(
        entry: *const c_void,
        descriptor: *const Descriptor,
        slots: *const u64,
        params: *const LaunchParams,
    ) -> i32;
}

macro_rules! indices {
    ($($name:ident: $type:ty = |$thread:ident| $value:expr;)*) => {
        unsafe extern "C" {
            $(pub(crate) safe fn $name() -> $type;)*
        }

        mod ids {
            use super::fallback;
            $(
                #[unsafe(no_mangle)]
                #[inline(never)]
                extern "C" fn $name() -> $type {
                    let $thread = fallback::current();
                    $value
                }
            )*
        }
    };
}

indices! {
    __offload_thread_id_x: u32 = |place| place.thread[0];
    __offload_thread_id_y: u32 = |place| place.thread[1];
    __offload_thread_id_z: u32 = |place| place.thread[2];
    __offload_block_id_x: u32 = |place| place.block[0];
    __offload_block_id_y: u32 = |place| place.block[1];
    __offload_block_id_z: u32 = |place| place.block[2];
    __offload_block_size_x: u32 = |place| place.block_size[0];
    __offload_block_size_y: u32 = |place| place.block_size[1];
    __offload_block_size_z: u32 = |place| place.block_size[2];
    __offload_grid_size_x: u32 = |place| place.grid_size[0];
    __offload_grid_size_y: u32 = |place| place.grid_size[1];
    __offload_grid_size_z: u32 = |place| place.grid_size[2];
    __offload_global_id_x: u64 = |place| place.global(0);
    __offload_global_id_y: u64 = |place| place.global(1);
    __offload_global_id_z: u64 = |place| place.global(2);
}

unsafe extern "C" {
    /// The launch's report; null in the fallback.
    pub(crate) safe fn __offload_report() -> *mut Report;
    /// The block's dynamic shared memory.
    pub(crate) safe fn __offload_dynamic_shared() -> *mut u8;
    /// Ends the calling device thread.
    pub(crate) safe fn __offload_exit() -> !;
}

mod definitions {
    use super::{Descriptor, LaunchParams, Report, c_void, fallback};
    use offload_abi::STATUS_NO_PLUGIN;

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C" fn __offload_launch(
        _: *const c_void,
        _: *const Descriptor,
        _: *const u64,
        _: *const LaunchParams,
    ) -> i32 {
        STATUS_NO_PLUGIN
    }

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C" fn __offload_report() -> *mut Report {
        core::ptr::null_mut()
    }

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C" fn __offload_dynamic_shared() -> *mut u8 {
        fallback::dynamic_shared()
    }

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C" fn __offload_exit() -> ! {
        panic!("`__offload_exit` is for device code only")
    }
}
