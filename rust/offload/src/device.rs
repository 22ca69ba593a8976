//! What device code can ask: where the calling thread is in its grid, and what memory its block shares.
//!
//! ```
//! use offload::{Launch, device};
//!
//! /// Reverses a slice: not one element per thread, so an `unsafe` kernel.
//! #[offload::kernel]
//! unsafe fn reverse(source: &[i32], target: &mut [i32]) {
//!     let i = device::global_id().x;
//!     if i < source.len() {
//!         target[i] = source[source.len() - 1 - i];
//!     }
//! }
//!
//! let source = [1, 2, 3, 4, 5];
//! let mut target = [0; 5];
//! // SAFETY: each thread writes an element of its own.
//! unsafe { reverse::launch_on(Launch::new().cover(5), &source, &mut target)? };
//! assert_eq!(target, [5, 4, 3, 2, 1]);
//! # Ok::<(), offload::Error>(())
//! ```
//!
//! Outside of a kernel these functions answer as for the one thread of a grid of one block.

pub use crate::dim3::Dim3;

use crate::intrinsics::*;

/// Index of the calling thread in its block.
///
/// ```
/// assert_eq!(offload::device::thread_id().x, 0);
/// ```
#[inline]
pub fn thread_id() -> Dim3 {
    Dim3 { x: __offload_thread_id_x(), y: __offload_thread_id_y(), z: __offload_thread_id_z() }
}

/// Index of the calling thread's block in the grid.
///
/// ```
/// assert_eq!(offload::device::block_id().x, 0);
/// ```
#[inline]
pub fn block_id() -> Dim3 {
    Dim3 { x: __offload_block_id_x(), y: __offload_block_id_y(), z: __offload_block_id_z() }
}

/// Threads of a block.
///
/// ```
/// assert_eq!(offload::device::block_size().x, 1);
/// ```
#[inline]
pub fn block_size() -> Dim3 {
    Dim3 { x: __offload_block_size_x(), y: __offload_block_size_y(), z: __offload_block_size_z() }
}

/// Blocks of the grid.
///
/// ```
/// assert_eq!(offload::device::grid_size().x, 1);
/// ```
#[inline]
pub fn grid_size() -> Dim3 {
    Dim3 { x: __offload_grid_size_x(), y: __offload_grid_size_y(), z: __offload_grid_size_z() }
}

/// Index of the calling thread in the whole grid: `block_id * block_size + thread_id` along each axis.
///
/// ```
/// assert_eq!(offload::device::global_id().x, 0);
/// ```
#[inline]
pub fn global_id() -> Dim3<usize> {
    Dim3 {
        x: __offload_global_id_x() as usize,
        y: __offload_global_id_y() as usize,
        z: __offload_global_id_z() as usize,
    }
}

/// The dynamic shared memory of the calling thread's block: as many bytes as [`Launch::dyn_shared`](crate::Launch::dyn_shared) asked for at the launch, of
/// memory as fast as a cache. All threads of a block get the same address, and those of other blocks another memory.
///
/// The type says only what the pointer is to; nobody checks that a `T`, or how many, fit into it. It is aligned to 16 bytes. What it holds when a
/// block begins is unspecified: zeros, or what another block left. After the launch it is gone. Without a launch that asked for some, it has no bytes.
///
/// ```
/// use offload::{Launch, device};
///
/// /// Each thread sorts four numbers in a scratch row of its own.
/// #[offload::kernel]
/// unsafe fn sort_rows(rows: &mut [[u32; 4]]) {
///     let (row, thread) = (device::global_id().x, device::thread_id().x as usize);
///     if row < rows.len() {
///         // SAFETY: the launch asks for one row per thread of a block, and this one is the thread's own.
///         let scratch = unsafe {
///             let scratch = device::dynamic_shared::<[u32; 4]>().add(thread);
///             scratch.write(rows[row]);
///             &mut *scratch
///         };
///         scratch.sort_unstable();
///         rows[row] = *scratch;
///     }
/// }
///
/// let mut rows = [[3, 1, 2, 0], [7, 5, 6, 4]];
/// let options = Launch::new().cover(2).block(32).dyn_shared(32 * size_of::<[u32; 4]>() as u32);
/// // SAFETY: each thread writes a row of its own.
/// unsafe { sort_rows::launch_on(options, &mut rows)? };
/// assert_eq!(rows, [[0, 1, 2, 3], [4, 5, 6, 7]]);
/// # Ok::<(), offload::Error>(())
/// ```
///
/// There is no barrier yet. So it is for scratch memory of a thread's own, which may be indexed at run time at no cost in registers, and for
/// what a block's threads do with atomics; a thread cannot wait for what another writes.
///
/// A `T` that wants more than 16 bytes of alignment does not compile.
#[inline]
pub fn dynamic_shared<T>() -> *mut T {
    const {
        assert!(
            align_of::<T>() <= offload_abi::DYNAMIC_SHARED_ALIGN,
            "dynamic shared memory is aligned to 16 bytes, and this type wants more"
        );
    }
    __offload_dynamic_shared().cast()
}
