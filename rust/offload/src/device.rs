//! Functions for device code: they return the calling thread's place in its grid, and the memory that its
//! block shares.
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
//! Outside a kernel these functions return the values for a grid of one block with one thread.

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

/// The number of threads in a block.
///
/// ```
/// assert_eq!(offload::device::block_size().x, 1);
/// ```
#[inline]
pub fn block_size() -> Dim3 {
    Dim3 { x: __offload_block_size_x(), y: __offload_block_size_y(), z: __offload_block_size_z() }
}

/// The number of blocks in the grid.
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

/// The dynamic shared memory of the calling thread's block: memory as fast as a cache. Its size in bytes is
/// the argument of [`Launch::dyn_shared`](crate::Launch::dyn_shared). All threads of a block get the same
/// memory, and every block gets another memory.
///
/// The type only sets the pointer's type: there is no check that a `T` fits into the memory, or how many do.
/// The memory is aligned to 16 bytes. Its contents when a block begins are unspecified: zeros, or data that
/// another block left. It exists until the launch ends. Without `dyn_shared` it has no bytes.
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
/// There is no barrier yet, so a thread cannot wait for data that another thread writes. Use the memory as a
/// thread's own scratch memory, which a kernel can index at run time without a cost in registers, or with
/// atomics for all threads of a block.
///
/// A `T` with an alignment over 16 bytes does not compile.
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
