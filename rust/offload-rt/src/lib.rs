//! The runtime layer of offload: the functions that a lowered launch calls, in front of LLVM's offload
//! runtime.
//!
//! The plugin turns each launch of a program into calls of the five functions below ([`__offload_rt_prepare`]
//! and so on; `docs/ir-contract.md` §2 is their specification), which pass on an object in the caller's
//! frame. Before the first call, nothing is loaded and no device is touched. [`__offload_rt_finish`] keeps
//! the [`Error`] of a failed launch for the calling thread; [`take_error`] fetches it.
//!
//! # Guarantees of a launch
//!
//! - A launch that fails before its kernel has ended copies nothing back: the host's data is as it was before. All
//!   memory of a launch is allocated before the first byte is sent.
//! - Ranges of one launch that overlap are mapped once, as their union.
//! - The first launch that uses a resident range ([`Residency`]) sends it. The range stays until it is ended.
//! - Two threads may launch over the same memory. Launches that only read it run side by side; if one of them
//!   writes, the later one waits until the ranges of the earlier one have ended.
//! - Up to 512 MiB of device memory are kept for later launches, and given back if a launch finds too little.
//! - On the CPU device, the threads of the launching thread's rayon pool run a kernel's blocks, and copy
//!   large ranges.
//!
//! # Environment
//!
//! | variable | value | |
//! |---|---|---|
//! | `OFFLOAD_FALLBACK` | `never` | a launch that cannot be offloaded is an error (the default) |
//! | | `no-artifact` | it runs on the calling thread if the program has no device code for the kernel |
//! | | `always` | also if the runtime or a device is missing |
//! | `OFFLOAD_DEVICE` | `auto` | launches that name no device run on the first GPU that can be used, or else on the CPU |
//! | | `cpu` | on the CPU |
//! | | `gpu`, `gpu:N` | on the first GPU, or on GPU N counted from 0; if there is none, the launch is an error |
//! | `OFFLOAD_INFO` | `1` | prints each transfer and each launch |
//! | `OFFLOAD_LIBOMPTARGET` | path | the runtime library to load, and no other |
//! | `OMP_TARGET_OFFLOAD` | `disabled` | there are no devices |
//!
//! # The lines of `OFFLOAD_INFO=1`
//!
//! Each transfer of a mapped range and each launch prints one line to standard error, when it happens.
//! Strings are quoted as in Rust; `+` joins the names of joined ranges; times are in microseconds.
//!
//! ```text
//! offload: transfer to argument="x" bytes=4096 device=0 place="src/main.rs:12:7"
//! offload: launch kernel="app::saxpy" grid=4,1,1 block=256,1,1 device=0 device_name="cpu (AMD EPYC, 2 threads)" place="src/main.rs:12:7" time_us=10.2
//! offload: transfer from argument="y" bytes=4096 device=0 place="src/main.rs:12:7"
//! ```

mod active;
mod artifact;
mod atomics;
mod backend;
mod block;
mod contract;
mod copies;
mod cuda;
mod device;
mod device_arguments;
mod device_range;
mod error;
mod error_kind;
mod execution;
mod exit;
mod features;
mod heap;
mod host_range;
mod launch;
mod launch_error;
mod left_files;
mod libomptarget;
mod linked;
mod mapping;
mod output;
mod packs;
mod parallel;
mod plan;
mod pool;
mod query;
mod record;
mod resident;
mod runtime;
mod settings;
mod side_memory;
mod span;
mod staging;
mod table;

pub use device::DeviceKind;
pub use error::{Error, errors, take_error};
pub use error_kind::ErrorKind;
pub use query::{DeviceInfo, default_device, devices, nvidia_targets, runtime_library};
pub use record::{LaunchRecord, last_launch};
pub use resident::{Residency, check_fallback};

use active::State;
use launch::{Arguments, Launch};
use offload_abi::{Descriptor, KernelHandle, LaunchParams, LaunchState};
use runtime::Runtime;

/// Finds the kernel's device code, registers it on first use, chooses the device, plans the ranges of the launch, and gives them device memory.
///
/// # Safety
///
/// `state` is unused memory of the caller. It does not move, and the caller passes it to the other calls,
/// until [`__offload_rt_finish`] has returned. `kernel` is null or a handle of the linked artifact; the other
/// pointers are valid for as long, as `docs/ir-contract.md` specifies.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __offload_rt_prepare(
    state: *mut LaunchState,
    kernel: *const KernelHandle,
    descriptor: *const Descriptor,
    slots: *const u64,
    params: *const LaunchParams,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let arguments = Arguments::new(Launch::new(descriptor, params), slots);
        active::put(state, State::begin(Runtime::global, kernel, arguments));
    }
}

/// Sends the ranges that belong to `slot`: it is the first slot that leads to them.
///
/// # Safety
///
/// `state` was prepared and not finished; each mapped slot points to its elements.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __offload_rt_map_begin(state: *mut LaunchState, slot: u32) {
    // SAFETY: the caller's promise.
    unsafe { active::get(state) }.map_begin(slot);
}

/// Runs the kernel and waits for it.
///
/// # Safety
///
/// `state` was prepared and not finished, and all mapped slots of its launch have begun.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __offload_rt_kernel(state: *mut LaunchState) {
    // SAFETY: the caller's promise.
    unsafe { active::get(state).run_kernel() }
}

/// If the kernel ran, copies back the ranges of `slot` that it has written.
///
/// # Safety
///
/// As for [`__offload_rt_map_begin`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __offload_rt_map_end(state: *mut LaunchState, slot: u32) {
    // SAFETY: the caller's promise.
    unsafe { active::get(state) }.map_end(slot);
}

/// Ends the launch: gives its remaining resources back, and returns its status.
///
/// # Safety
///
/// `state` was prepared and not finished. It is unused memory afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __offload_rt_finish(state: *mut LaunchState) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { active::take(state) }
}
