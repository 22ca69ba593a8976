//! The heap of a launch whose kernel may allocate: memory with an empty head.

use crate::backend::Backend;
use crate::block::Block;
use crate::pool::{ALIGNMENT, Allocation, Pool};
use crate::side_memory::{self, SideError};
use offload_abi::{Heap, Report};
use std::mem::offset_of;

/// A heap's head after its size.
const EMPTY_LISTS: [u8; size_of::<Heap>() - offset_of!(Heap, used)] = [0; _];

/// Gives the launch with this `block` a heap of `bytes` bytes, at least 64 KiB.
pub(crate) fn attach(
    backend: &dyn Backend,
    pool: &Pool,
    block: &Block,
    bytes: u64,
) -> Result<Allocation, SideError> {
    side_memory::attach(backend, pool, block, bytes, ALIGNMENT, |memory| {
        let (device, size) = (block.device(), bytes.to_ne_bytes());
        let lists = memory + offset_of!(Heap, used) as u64;
        // SAFETY: the head lies in the memory.
        unsafe {
            backend.copy_to(device, memory + offset_of!(Heap, size) as u64, size.as_ptr(), 8)?;
            backend.copy_to(device, lists, EMPTY_LISTS.as_ptr(), EMPTY_LISTS.len() as u64)?;
        }
        Ok(offset_of!(Report, heap) as u64)
    })
}
