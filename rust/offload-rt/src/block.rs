//! The block of device memory that each launch needs for itself.

use crate::backend::Backend;
use crate::pool::{ALIGNMENT, Allocation, Pool};
use offload_abi::{PANIC_MESSAGE, REPORT_COMPLETE, REPORT_EMPTY, Report};
use std::mem::offset_of;
use std::sync::{Mutex, PoisonError};

/// Size of a launch block that suits nearly every launch.
const BLOCK_BYTES: u64 = 4096;

/// All of a [`Report`] that comes before its message, with the state `REPORT_EMPTY` and lengths of 0.
const EMPTY_HEAD: [u8; offset_of!(Report, message)] = [0; _];

const _: () = assert!(REPORT_EMPTY == 0);

/// Device memory of one launch: its [`Report`], then the aggregates that are passed by value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    device: u32,
    memory: Allocation,
    /// Bytes that it has room for.
    bytes: u64,
    /// The report's state is `REPORT_EMPTY`.
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

/// Blocks of launches that have ended well, to be used again.
#[derive(Default)]
pub(crate) struct Blocks {
    free: Mutex<Vec<Block>>,
}

impl Blocks {
    /// A block with room for `bytes` bytes of values, its report empty.
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

    /// Takes a block back whose report is still empty.
    pub(crate) fn give_back(&self, block: Block) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(block);
    }

    /// Frees a block that something was written to, or may have been.
    pub(crate) fn discard(&self, backend: &dyn Backend, pool: &Pool, block: Block) {
        pool.free(backend, block.device, block.memory);
    }
}

/// Why there is no block.
pub(crate) enum TakeError {
    /// So many bytes were wanted.
    OutOfMemory(u64),
    /// What the backend answered.
    Copy(String),
}

/// A panic's report with its texts, which lie in the image.
pub(crate) struct PanicReport {
    pub(crate) report: Box<Report>,
    pub(crate) file: String,
    /// Empty where the report has none and it has to be made of the operands.
    pub(crate) message: String,
}

/// Longer texts are cut: constants of a program hardly are.
const LONGEST_TEXT: u32 = 1 << 16;

/// Reads a text of the image. Bytes that are no UTF-8 are replaced.
fn read_text(backend: &dyn Backend, device: u32, text: *const u8, length: u32) -> Result<String, String> {
    let mut bytes = vec![0; length.min(LONGEST_TEXT) as usize];
    if text.is_null() || bytes.is_empty() {
        return Ok(String::new());
    }
    // SAFETY: a whole report points to constants of so many bytes in the device's image.
    unsafe { backend.copy_from(device, text as u64, bytes.as_mut_ptr(), bytes.len() as u64)? };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What a kernel that has ended says of panics.
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
    // Nearly always the state is all there is to read.
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
