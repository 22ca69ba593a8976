//! The block of device memory that each launch needs.

use crate::backend::Backend;
use crate::pool::{ALIGNMENT, Allocation, Pool};
use offload_abi::{PANIC_MESSAGE, REPORT_COMPLETE, REPORT_EMPTY, Report};
use std::mem::offset_of;
use std::sync::{Mutex, PoisonError};

/// Size of a block, enough for nearly every launch.
const BLOCK_BYTES: u64 = 4096;

/// The bytes of a [`Report`] before its message, with the state `REPORT_EMPTY` and lengths of 0.
const EMPTY_HEAD: [u8; offset_of!(Report, message)] = [0; _];

const _: () = assert!(REPORT_EMPTY == 0);

/// Device memory of one launch: its [`Report`], then the aggregates that are passed by value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    device: u32,
    memory: Allocation,
    /// Its capacity in bytes.
    bytes: u64,
    /// Whether the report's state is `REPORT_EMPTY`.
    clean: bool,
}

impl Block {
    /// Number of the device.
    pub(crate) fn device(&self) -> u32 {
        self.device
    }

    /// Device address of the report.
    pub(crate) fn report(&self) -> u64 {
        self.memory.address
    }

    /// Device address of the byte after the report; a multiple of 64.
    pub(crate) fn values(&self) -> u64 {
        self.memory.address + (size_of::<Report>() as u64).next_multiple_of(ALIGNMENT)
    }
}

/// Blocks of successful launches, for reuse.
#[derive(Default)]
pub(crate) struct Blocks {
    free: Mutex<Vec<Block>>,
}

impl Blocks {
    /// Returns a block with room for `bytes` bytes of values and an empty report.
    pub(crate) fn take(
        &self,
        backend: &dyn Backend,
        pool: &Pool,
        device: u32,
        bytes: u64,
    ) -> Result<Block, TakeError> {
        let needed = bytes.saturating_add((size_of::<Report>() as u64).next_multiple_of(ALIGNMENT));
        let mut block = match self.reuse(device, needed) {
            Some(block) => block,
            None => {
                let bytes = needed.max(BLOCK_BYTES);
                let memory = pool
                    .allocate(backend, device, bytes, ALIGNMENT, 0)
                    .ok_or(TakeError::OutOfMemory(bytes))?;
                Block { device, memory, bytes, clean: false }
            }
        };
        if !block.clean {
            // SAFETY: the report lies in the block.
            let sent = unsafe {
                backend.copy_to(device, block.report(), EMPTY_HEAD.as_ptr(), EMPTY_HEAD.len() as u64)
            };
            if let Err(detail) = sent {
                self.discard(backend, pool, block);
                return Err(TakeError::Copy(detail));
            }
            block.clean = true;
        }
        Ok(block)
    }

    fn reuse(&self, device: u32, needed: u64) -> Option<Block> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let index = free.iter().position(|block| block.device == device && block.bytes >= needed)?;
        Some(free.swap_remove(index))
    }

    /// Takes back a block whose report is still empty.
    pub(crate) fn give_back(&self, block: Block) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(block);
    }

    /// Frees a block whose report may have been written.
    pub(crate) fn discard(&self, backend: &dyn Backend, pool: &Pool, block: Block) {
        pool.free(backend, block.device, block.memory);
    }
}

/// The reason why there is no block.
pub(crate) enum TakeError {
    /// There was no memory for this many bytes.
    OutOfMemory(u64),
    /// The backend reported this failure.
    Copy(String),
}

/// A panic's report, with its texts from the image.
pub(crate) struct PanicReport {
    pub(crate) report: Box<Report>,
    pub(crate) file: String,
    /// Empty if the host has to format the message from the operands.
    pub(crate) message: String,
}

/// Longer texts are truncated; a program's constants are hardly longer.
const LONGEST_TEXT: u32 = 1 << 16;

/// Reads a text of the image. Replaces bytes that are not UTF-8.
fn read_text(backend: &dyn Backend, device: u32, text: *const u8, length: u32) -> Result<String, String> {
    let mut bytes = vec![0; length.min(LONGEST_TEXT) as usize];
    if text.is_null() || bytes.is_empty() {
        return Ok(String::new());
    }
    // SAFETY: a complete report points to constants of these lengths in the device's image.
    unsafe { backend.copy_from(device, text as u64, bytes.as_mut_ptr(), bytes.len() as u64)? };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads the panic report after a kernel has ended.
pub(crate) fn read_report(backend: &dyn Backend, block: &Block) -> Result<Option<PanicReport>, String> {
    let mut report = Box::new(Report {
        state: REPORT_EMPTY,
        line: 0,
        column: 0,
        file_length: 0,
        message_length: 0,
        block: [0; 3],
        thread: [0; 3],
        kind: PANIC_MESSAGE,
        operands: [0; 3],
        heap: std::ptr::null_mut(),
        output: std::ptr::null_mut(),
        file: std::ptr::null(),
        text: std::ptr::null(),
        message: [0; _],
    });
    // Read the state first: nearly always there is nothing else.
    let state_address = block.report() + offset_of!(Report, state) as u64;
    // SAFETY: the report lies in the block; any bytes are a `Report`.
    unsafe {
        backend.copy_from(block.device, state_address, (&raw mut report.state).cast(), 4)?;
        if report.state == REPORT_EMPTY {
            return Ok(None);
        }
        backend.copy_from(
            block.device,
            block.report(),
            (&raw mut *report).cast(),
            size_of::<Report>() as u64,
        )?;
    }
    if report.state != REPORT_COMPLETE {
        return Ok(Some(PanicReport { report, file: String::new(), message: String::new() }));
    }
    let length = report.message_length;
    let file = read_text(backend, block.device, report.file, report.file_length)?;
    let message = if report.text.is_null() {
        let used = (length as usize).min(report.message.len());
        String::from_utf8_lossy(&report.message[..used]).into_owned()
    } else {
        read_text(backend, block.device, report.text, length)?
    };
    Ok(Some(PanicReport { report, file, message }))
}
