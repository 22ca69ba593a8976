//! The runtime layer of offload: what a lowered launch calls, in front of LLVM's offload runtime.
//!
//! The plugin turns each launch of a program into calls of the four functions below ([`__offload_rt_prepare`] and so
//! on; `docs/ir-contract.md` §2 is their specification). Nothing is loaded and no device is touched before
//! the first of them is called. A failed call keeps its [`Error`] for the calling thread; [`take_error`] fetches it.
//!
//! # What a launch promises
//!
//! - A launch that fails before its kernel has ended copies nothing back: the host's data is as it was before. All
//!   memory of a launch is allocated before the first byte is sent.
//! - Ranges of one launch that overlap are mapped once, as their union.
//! - A range that is resident ([`Residency`]) is sent by the first launch that uses it, and stays until it is ended.
//! - Two threads may launch over the same memory. Launches that only read it run side by side; where one of them
//!   writes, the later one waits until the earlier one's ranges have ended.
//! - Device memory of up to 512 MiB is kept for later launches, and given back where a launch would find too little.
//! - On the CPU device a kernel's blocks run on the threads of the rayon pool of the launching thread, and large ranges are
//!   copied by them.
//!
//! # Environment
//!
//! | variable | value | |
//! |---|---|---|
//! | `OFFLOAD_FALLBACK` | `never` | a launch that cannot be offloaded is an error (the default) |
//! | | `no-artifact` | it runs on the calling thread where the program has no device code for the kernel |
//! | | `always` | also where the runtime or a device is missing |
//! | `OFFLOAD_DEVICE` | `auto` | launches that name no device run on the first GPU that can be used, or else on the CPU |
//! | | `cpu` | on the CPU |
//! | | `gpu`, `gpu:N` | on the first GPU, or on GPU N counted from 0; where there is none, the launch is an error |
//! | `OFFLOAD_INFO` | `1` | prints each transfer and each launch |
//! | `OFFLOAD_LIBOMPTARGET` | path | the runtime library to load, and no other |
//! | `OMP_TARGET_OFFLOAD` | `disabled` | there are no devices |
//!
//! # The lines of `OFFLOAD_INFO=1`
//!
//! They go to standard error, one per transfer of a mapped range and one per launch, as they happen. Strings are
//! quoted as Rust quotes them; ranges that were joined have their names joined with `+`; times are in microseconds.
//!
//! ```text
//! offload: transfer to argument="x" bytes=4096 device=0 place="src/main.rs:12:7"
//! offload: launch kernel="app::saxpy" grid=4,1,1 block=256,1,1 device=0 device_name="cpu (AMD EPYC, 2 threads)" place="src/main.rs:12:7" time_us=10.2
//! offload: transfer from argument="y" bytes=4096 device=0 place="src/main.rs:12:7"
//! ```

mod artifact;
mod atomics;
mod backend;
mod block;
mod copies;
mod cuda;
mod device;
mod device_arguments;
mod disjoint;
mod error;
mod error_kind;
mod execution;
mod exit;
mod features;
mod heap;
mod launch;
mod left_files;
mod libomptarget;
mod linked;
mod mapped;
mod mapping;
mod output;
mod packs;
mod parallel;
mod plan;
mod plans;
mod pool;
mod query;
mod ranges;
mod record;
mod resident;
mod runtime;
mod settings;
mod side_memory;
mod staging;

pub use device::DeviceKind;
pub use error::{Error, errors, take_error};
pub use error_kind::ErrorKind;
pub use query::{DeviceInfo, default_device, devices, nvidia_targets, runtime_library};
pub use record::{LaunchRecord, last_launch};
pub use resident::{Residency, check_fallback};

use launch::{Arguments, Launch};
use offload_abi::{Descriptor, KernelHandle, LaunchParams, STATUS_FAILED, STATUS_OK};
use runtime::Runtime;

/// Runs a step of a launch while the program is not exiting.
fn step<R>(launch: Launch<'_>, step: impl FnOnce(&'static Runtime) -> Result<R, Error>) -> Result<R, Error> {
    let Some(_pass) = exit::GATE.enter() else {
        return Err(exit::too_late(launch.kernel().into(), launch.place()));
    };
    step(Runtime::global()?)
}

/// Keeps the error of a failed call and turns the result into a status.
fn status(result: Result<i32, Error>) -> i32 {
    result.unwrap_or_else(|error| {
        error::set_error(error);
        STATUS_FAILED
    })
}

/// Finds the kernel's device code, registers it on first use, and chooses the device.
///
/// # Safety
///
/// `kernel` is null or a handle of the linked artifact; the other two are as `docs/ir-contract.md` has them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __offload_rt_prepare(
    kernel: *const KernelHandle,
    descriptor: *const Descriptor,
    params: *const LaunchParams,
) -> i32 {
    // SAFETY: the caller's.
    let launch = unsafe { Launch::new(descriptor, params) };
    // SAFETY: the caller's.
    status(step(launch, |runtime| unsafe { runtime.prepare(kernel, launch) }))
}

/// Makes the range of slot `slot` available on the device.
///
/// # Safety
///
/// The pointers are those of a launch that was prepared; each mapped slot points to its elements.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __offload_rt_map_begin(
    prior: i32,
    descriptor: *const Descriptor,
    slots: *const u64,
    params: *const LaunchParams,
    slot: u32,
) -> i32 {
    if prior != STATUS_OK {
        return prior;
    }
    // SAFETY: the caller's.
    let arguments = unsafe { Arguments::new(Launch::new(descriptor, params), slots) };
    status(step(arguments.launch, |runtime| runtime.map_begin(arguments, slot)).map(|()| STATUS_OK))
}

/// Runs the kernel and waits for it.
///
/// # Safety
///
/// The pointers are those of a launch that was prepared, and all its mapped slots have begun.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __offload_rt_kernel(
    prior: i32,
    kernel: *const KernelHandle,
    descriptor: *const Descriptor,
    slots: *const u64,
    params: *const LaunchParams,
) -> i32 {
    if prior != STATUS_OK {
        return prior;
    }
    // SAFETY: the caller's.
    let arguments = unsafe { Arguments::new(Launch::new(descriptor, params), slots) };
    // SAFETY: the caller's.
    let result = step(arguments.launch, |runtime| unsafe { runtime.kernel(kernel, arguments) });
    status(result.map(|()| STATUS_OK))
}

/// Ends the range of slot `slot`; copies it back where the slot's kind says so and the kernel `ran`.
///
/// # Safety
///
/// As for [`__offload_rt_map_begin`], whose status for this slot is `begun`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __offload_rt_map_end(
    begun: i32,
    ran: i32,
    descriptor: *const Descriptor,
    slots: *const u64,
    params: *const LaunchParams,
    slot: u32,
) -> i32 {
    if begun != STATUS_OK {
        return begun;
    }
    // SAFETY: the caller's.
    let arguments = unsafe { Arguments::new(Launch::new(descriptor, params), slots) };
    let ended = step(arguments.launch, |runtime| runtime.map_end(arguments, slot, ran == STATUS_OK));
    let ended = status(ended.map(|()| STATUS_OK));
    if ran == STATUS_OK { ended } else { ran }
}
