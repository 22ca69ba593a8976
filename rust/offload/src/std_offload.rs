//! Launches in the syntax of std::offload. A program for std::offload builds if its `use` lines name this
//! module and its launches stand in `unsafe` blocks.
//!
//! ```
//! use offload::std_offload::arch::amdgpu::{workgroup_id_x, workitem_id_x};
//! use offload::std_offload::{offload, offload_kernel};
//!
//! #[offload_kernel]
//! fn fill(x: *mut [f64; 256]) {
//!     let i = (workgroup_id_x() * 64 + workitem_id_x()) as usize;
//!     unsafe { (*x)[i] = i as f64 };
//! }
//!
//! let mut x = [0.0; 256];
//! // SAFETY: each thread writes an element of its own.
//! unsafe {
//!     offload! {
//!         kernel = fill,
//!         workgroup_dim = [4, 1, 1],
//!         thread_dim = [64, 1, 1],
//!         args = (&mut x as *mut [f64; 256],),
//!     }
//! }
//! assert_eq!(x[255], 255.0);
//! ```
//!
//! New programs should use [`kernel`](macro@crate::kernel), whose launches state what their safety depends
//! on.
//!
//! # Kernels
//!
//! A function with `#[offload_kernel]` is launched like an `unsafe` kernel, with or without the word
//! `unsafe`; its body is as safe as it is written. It takes the arguments of an `unsafe` kernel, with two
//! differences:
//!
//! - A raw pointer is *mapped*, not passed as an address: its target, a whole `T`, is sent to the device, and
//!   for `*mut T` back.
//! - Types by value need `Copy + Send + 'static` only.
//!
//! The targets of references and pointers are [`DeviceData`]; the macro adds that bound to generic
//! parameters.
//!
//! # Safety
//!
//! [`offload!`] and [`try_offload!`] stand in an `unsafe` block: the author of a launch answers for its
//! threads. No two threads write the same element, and no thread writes an element that another one reads,
//! except by atomics. A raw pointer of a launch points to a live `T`, which for `*mut T` nothing else uses
//! until the launch is over. Null and misaligned pointers are errors; dangling ones cannot be detected.
//!
//! # Differences from std::offload
//!
//! | | std::offload | here |
//! |---|---|---|
//! | a launch | safe to write | `unsafe`, as it answers for grid and pointers |
//! | no device, or a launch that fails | nothing happens, or the process ends | [`offload!`] panics with the [`Error`](crate::Error), [`try_offload!`] returns it |
//! | `device` | a constant | any `i32` expression |
//! | a panic in a kernel | hangs | an error with file, line and thread |
//! | kernels' host side | `unimplemented!()` | the same function, on the CPU device or the calling thread |
//! | `cfg(target_arch)` in kernels | of the device | of the host, for which everything is compiled: [`arch`] has both vendors' names everywhere |

use crate::argument::{Argument, Whole};
use crate::slots::{Shape, SlotWriter, slot};
use crate::{Device, DeviceData, Launch, Result};
use core::marker::PhantomData;
use core::panic::Location;
use offload_abi::{SLOT_TO, SLOT_TOFROM};
use offload_rt::errors;

/// Makes a function a kernel, as std::offload's attribute does: see [the module](self). It has the options of
/// [`kernel`](macro@crate::kernel).
pub use offload_macros::offload_kernel;

/// Launches a kernel and waits for it. A failed launch panics, at its place, with the text of the
/// [`Error`](crate::Error).
///
/// Fields are `kernel` and `args`, a tuple; `workgroup_dim` and `thread_dim`, of type `[u32; 3]` and by
/// default `[1, 1, 1]`; `dyn_cache`, the bytes of dynamic shared memory of a block, by default 0; and
/// `device`, an `i32`, the number of a [`Device`], by default the default device's. A generic kernel may have
/// its arguments: `kernel = fill::<f32>`.
///
/// # Safety
///
/// As [the module](self#safety) says: a launch stands in an `unsafe` block.
pub use offload_macros::offload;

/// As [`offload!`], but an expression of type [`offload::Result<()>`](crate::Result).
///
/// # Safety
///
/// As for [`offload!`].
///
/// ```
/// use offload::std_offload::{offload_kernel, try_offload};
///
/// #[offload_kernel]
/// fn touch(x: &mut [u8; 4]) {
///     x[0] = 1;
/// }
///
/// let mut x = [0; 4];
/// // SAFETY: there is one thread.
/// unsafe { try_offload! { kernel = touch, args = (&mut x,) } }?;
/// assert_eq!(x, [1, 0, 0, 0]);
/// // SAFETY: the same.
/// let error = unsafe { try_offload! { kernel = touch, device = -2, args = (&mut x,) } }.unwrap_err();
/// assert_eq!(error.id(), "OFL103");
/// # Ok::<(), offload::Error>(())
/// ```
pub use offload_macros::try_offload;

/// The number of devices: `core::intrinsics::offload_get_num_devices`. A `device` is one of
/// `0..offload_get_num_devices()`. Zero if the number cannot be determined; [`Device::count`] says why.
pub fn offload_get_num_devices() -> i32 {
    Device::count().map_or(0, |count| i32::try_from(count).unwrap_or(i32::MAX))
}

/// [`device::dynamic_shared`](crate::device::dynamic_shared) under the name that it has in `core::gpu`.
#[inline]
pub fn gpu_launch_sized_workgroup_mem<T>() -> *mut T {
    crate::device::dynamic_shared()
}

/// The names of `core::arch` for a thread's place.
pub mod arch {
    macro_rules! ids {
        ($($(#[$doc:meta])* [$($safety:ident)?] $name:ident = $function:ident . $axis:ident;)*) => {
            $($(#[$doc])* #[inline] pub $($safety)? fn $name() -> u32 {
                crate::device::$function().$axis
            })*
        };
    }

    /// As `core::arch::nvptx`.
    ///
    /// # Safety
    ///
    /// These functions have no preconditions; they are `unsafe` because they are in `core::arch`.
    pub mod nvptx {
        #![expect(clippy::missing_safety_doc, reason = "the module says it once")]
        ids! {
            /// Index of the thread in its block along x.
            [unsafe] _thread_idx_x = thread_id.x;
            /// Index of the thread in its block along y.
            [unsafe] _thread_idx_y = thread_id.y;
            /// Index of the thread in its block along z.
            [unsafe] _thread_idx_z = thread_id.z;
            /// Threads of a block along x.
            [unsafe] _block_dim_x = block_size.x;
            /// Threads of a block along y.
            [unsafe] _block_dim_y = block_size.y;
            /// Threads of a block along z.
            [unsafe] _block_dim_z = block_size.z;
            /// Index of the block in the grid along x.
            [unsafe] _block_idx_x = block_id.x;
            /// Index of the block in the grid along y.
            [unsafe] _block_idx_y = block_id.y;
            /// Index of the block in the grid along z.
            [unsafe] _block_idx_z = block_id.z;
            /// Blocks of the grid along x.
            [unsafe] _grid_dim_x = grid_size.x;
            /// Blocks of the grid along y.
            [unsafe] _grid_dim_y = grid_size.y;
            /// Blocks of the grid along z.
            [unsafe] _grid_dim_z = grid_size.z;
        }
    }

    /// As `core::arch::amdgpu`.
    pub mod amdgpu {
        ids! {
            /// Index of the thread in its block along x.
            [] workitem_id_x = thread_id.x;
            /// Index of the thread in its block along y.
            [] workitem_id_y = thread_id.y;
            /// Index of the thread in its block along z.
            [] workitem_id_z = thread_id.z;
            /// Index of the block in the grid along x.
            [] workgroup_id_x = block_id.x;
            /// Index of the block in the grid along y.
            [] workgroup_id_y = block_id.y;
            /// Index of the block in the grid along z.
            [] workgroup_id_z = block_id.z;
        }
    }
}

/// The fields of `offload!` besides kernel and arguments.
pub struct StdDims {
    /// Blocks of the grid.
    pub workgroups: [u32; 3],
    /// Threads of a block.
    pub threads: [u32; 3],
    /// Bytes of dynamic shared memory of a block.
    pub shared_bytes: u32,
    /// Number of the device; `None` for the default device.
    pub device: Option<i32>,
}

impl StdDims {
    /// The options of a launch of `kernel`.
    ///
    /// # Errors
    ///
    /// The device's number is negative (OFL103).
    #[track_caller]
    pub fn options(self, kernel: &str) -> Result<Launch> {
        let options = Launch::new().grid(self.workgroups).block(self.threads).dyn_shared(self.shared_bytes);
        let Some(number) = self.device else { return Ok(options) };
        match u32::try_from(number) {
            Ok(number) => Ok(options.device(number)),
            Err(_) => {
                let reason = format!(
                    "device {number} was asked for, and numbers begin at 0; without `device`, the default device runs it"
                );
                Err(errors::no_device(kernel, Location::caller().to_string(), reason))
            }
        }
    }
}

/// The end of `offload!`.
#[track_caller]
pub fn launched(result: Result<()>) {
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// A raw pointer as a parameter of an `#[offload_kernel]`: its target is mapped.
pub struct Mapped<P>(PhantomData<P>);

fn check_pointer<T>(pointer: *const T) -> core::result::Result<[u64; 3], String> {
    if pointer.is_null() || !pointer.is_aligned() {
        return Err(format!("{pointer:p} cannot be the address of a `{}`", core::any::type_name::<T>()));
    }
    Ok([1; 3])
}

macro_rules! mapped {
    ($($pointer:ident, $kind:expr, $flags:expr;)*) => {
        $(
            // SAFETY: one slot that points to one element; the piece is its address on the device.
            unsafe impl<T: DeviceData> Argument for Mapped<*$pointer T> {
                type Host = *$pointer T;
                type Piece = *$pointer T;
                type Access = Whole;
                type Slot0 = *$pointer T;
                type Slot1 = ();
                type Slot2 = ();
                const SHAPE: Shape = &[slot::<T>($kind, $flags, 1)];

                fn extent(host: &Self::Host) -> core::result::Result<[u64; 3], String> {
                    check_pointer(*host as *const T)
                }

                #[inline]
                fn bind(host: &mut Self::Host, slots: &mut SlotWriter<'_>) {
                    slots.pointer(*host as *const T);
                }

                #[inline]
                unsafe fn piece(address: Self::Slot0, (): (), (): ()) -> Option<Self::Piece> {
                    Some(address)
                }
            }
        )*
    };
}

// Two pointers of a launch may have the same target: nothing here promises `noalias`.
mapped! {
    const, SLOT_TO, 0;
    mut, SLOT_TOFROM, 0;
}
