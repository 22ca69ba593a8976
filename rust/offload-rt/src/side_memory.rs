//! Device memory that a launch needs beside its block; its address is in the launch's report.

use crate::Error;
use crate::backend::Backend;
use crate::block::Block;
use crate::device::Device;
use crate::launch::Launch;
use crate::launch_error::{failed, out_of_memory};
use crate::pool::{Allocation, Pool};

/// The reason why a launch has no such memory.
pub(crate) enum SideError {
    /// There was no memory for this many bytes.
    OutOfMemory(u64),
    /// The backend reported this failure.
    Copy(String),
}

impl SideError {
    /// The error of the launch; `purpose` names the use of the memory.
    pub(crate) fn of(self, launch: Launch<'_>, device: Device, purpose: &str) -> Error {
        match self {
            Self::OutOfMemory(bytes) => out_of_memory(launch, device, format!("({purpose})"), bytes),
            Self::Copy(detail) => failed(launch, &format!("preparing the {purpose}"), detail),
        }
    }
}

/// Allocates `bytes` bytes, lets `fill` write their head, and writes their address to the report's field at
/// the offset that `fill` returns.
pub(crate) fn attach(
    backend: &dyn Backend,
    pool: &Pool,
    block: &Block,
    bytes: u64,
    align: u64,
    fill: impl FnOnce(u64) -> Result<u64, String>,
) -> Result<Allocation, SideError> {
    let device = block.device();
    let memory = pool.allocate(backend, device, bytes, align, 0).ok_or(SideError::OutOfMemory(bytes))?;
    let sent = fill(memory.address).and_then(|field| {
        let address = memory.address.to_ne_bytes();
        // SAFETY: the field is a pointer in the block's report.
        unsafe { backend.copy_to(device, block.report() + field, address.as_ptr(), 8) }
    });
    sent.map(|()| memory).map_err(|detail| {
        pool.free(backend, device, memory);
        SideError::Copy(detail)
    })
}
