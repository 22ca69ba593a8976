//! The heap of a launch whose kernel may allocate: memory with an empty head, and its address in the launch's report.

use crate::backend::Backend;
use crate::block::Block;
use crate::pool::{ALIGNMENT, Allocation, Pool};
use offload_abi::{Heap, Report};
use std::mem::offset_of;

/// The largest part of a heap's head that is zero at its beginning.
const EMPTY_LISTS: [u8; size_of::<Heap>() - offset_of!(Heap, used)] = [0; _];

/// Why a launch has no heap.
pub(crate) enum HeapError {
    /// So many bytes were wanted.
    OutOfMemory(u64),
    /// What the backend answered.
    Copy(String),
}

/// Gives the launch with this `block` a heap of `bytes` bytes, to be freed after it.
pub(crate) fn attach(
    backend: &dyn Backend,
    pool: &Pool,
    block: &Block,
    bytes: u64,
) -> Result<Allocation, HeapError> {
    let device = block.device();
    let memory = pool.allocate(backend, device, bytes, ALIGNMENT, 0).ok_or(HeapError::OutOfMemory(bytes))?;
    let lists = memory.address + offset_of!(Heap, used) as u64;
    let link = block.report() + offset_of!(Report, heap) as u64;
    let (size, address) = (bytes.to_ne_bytes(), memory.address.to_ne_bytes());
    // SAFETY: the head lies in the memory, which has at least 64 KiB, and the link in the block's report.
    let sent = unsafe {
        backend
            .copy_to(device, memory.address + offset_of!(Heap, size) as u64, size.as_ptr(), 8)
            .and_then(|()| backend.copy_to(device, lists, EMPTY_LISTS.as_ptr(), EMPTY_LISTS.len() as u64))
            .and_then(|()| backend.copy_to(device, link, address.as_ptr(), 8))
    };
    sent.map(|()| memory).map_err(|detail| {
        pool.free(backend, device, memory);
        HeapError::Copy(detail)
    })
}
