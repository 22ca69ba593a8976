//! What device code can ask: where the calling thread is in its grid.
//!
//! ```
//! use offload::{Dims, device};
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
//! unsafe { reverse.launch(Dims::cover(5, 256), (&source, &mut target))? };
//! assert_eq!(target, [5, 4, 3, 2, 1]);
//! # Ok::<(), offload::Error>(())
//! ```
//!
//! Outside of a kernel these functions answer as for the one thread of a grid of one block.

use crate::intrinsics::*;

/// Three numbers, along x, y and z.
///
/// ```
/// # use offload::device::Dim3;
/// assert_eq!(Dim3::from((4, 2)), Dim3 { x: 4, y: 2, z: 1 });
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Dim3<N = u32> {
    /// Along x, the axis whose neighbours run together.
    pub x: N,
    /// Along y.
    pub y: N,
    /// Along z.
    pub z: N,
}

impl From<u32> for Dim3 {
    fn from(x: u32) -> Self {
        Self { x, y: 1, z: 1 }
    }
}

impl From<(u32, u32)> for Dim3 {
    fn from((x, y): (u32, u32)) -> Self {
        Self { x, y, z: 1 }
    }
}

impl From<(u32, u32, u32)> for Dim3 {
    fn from((x, y, z): (u32, u32, u32)) -> Self {
        Self { x, y, z }
    }
}

impl From<[u32; 3]> for Dim3 {
    fn from([x, y, z]: [u32; 3]) -> Self {
        Self { x, y, z }
    }
}

impl From<Dim3> for [u32; 3] {
    fn from(dim: Dim3) -> Self {
        [dim.x, dim.y, dim.z]
    }
}

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
