//! `print!`, `println!`, `eprintln!` and `dbg!` in device code: they write to memory from which the host
//! prints afterwards.

use crate::device::{block_id, thread_id};
use crate::intrinsics::__offload_report;
use core::fmt::{self, Write};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU64, Ordering};
use offload_abi::{Output, OutputRecord, STREAM_ERROR, STREAM_OUT};

// Device code: no `std`, no allocation, no thread-locals, and nothing that panics.

/// The device pass makes `std::io::_print` call this.
#[unsafe(no_mangle)]
fn __offload_print(arguments: fmt::Arguments<'_>) {
    print(STREAM_OUT, arguments);
}

/// The device pass makes `std::io::_eprint` call this.
#[unsafe(no_mangle)]
fn __offload_print_error(arguments: fmt::Arguments<'_>) {
    print(STREAM_ERROR, arguments);
}

fn print(stream: u32, arguments: fmt::Arguments<'_>) {
    let report = __offload_report();
    if report.is_null() {
        return;
    }
    // SAFETY: a report that is not null belongs to the launch; nothing writes this field while the launch
    // runs.
    let Some(output) = NonNull::new(unsafe { (*report).output }) else { return };
    // Format twice: the length must be known before a record can be reserved.
    let mut length = Length(0);
    // If a `Display` fails, keep the text that it has written.
    let _ = length.write_fmt(arguments);
    // SAFETY: the output lives while the launch runs, and only `reserve` uses it then.
    let Some(record) = (unsafe { reserve(output, length.0) }) else { return };
    // SAFETY: only this thread uses the record and the bytes behind it.
    unsafe {
        let text = record.add(1).cast::<u8>();
        (&raw mut (*record).length).write(0);
        (&raw mut (*record).stream).write(stream);
        (&raw mut (*record).block).write(block_id().into());
        (&raw mut (*record).thread).write(thread_id().into());
        let mut filled = Fill { text, room: length.0, length: 0 };
        let _ = filled.write_fmt(arguments);
        (&raw mut (*record).length).write(filled.length as u32);
    }
}

/// Reserves a record with room for `length` bytes of text, and fills in its size. If it doesn't fit, counts
/// it as lost and returns `None`.
///
/// # Safety
///
/// `output` is alive, and threads use its counters only atomically.
unsafe fn reserve(output: NonNull<Output>, length: u64) -> Option<*mut OutputRecord> {
    let output = output.as_ptr();
    // SAFETY: the caller's promise; `size` is not written.
    let (size, used, lost) = unsafe {
        (
            (*output).size,
            AtomicU64::from_ptr(&raw mut (*output).used),
            AtomicU64::from_ptr(&raw mut (*output).lost),
        )
    };
    let bytes = (size_of::<OutputRecord>() as u64 + length).next_multiple_of(8);
    // Check first, so that a text that is too long leaves the rest of the memory to other threads.
    let fits = |before: u64| before + bytes <= size && bytes <= u64::from(u32::MAX);
    if fits(used.load(Ordering::Relaxed)) {
        let before = used.fetch_add(bytes, Ordering::Relaxed);
        if fits(before) {
            // SAFETY: `bytes` bytes behind the head were just taken.
            unsafe {
                let record = output.add(1).cast::<u8>().add(before as usize).cast::<OutputRecord>();
                (&raw mut (*record).size).write(bytes as u32);
                return Some(record);
            }
        }
        used.fetch_sub(bytes, Ordering::Relaxed);
    }
    lost.fetch_add(1, Ordering::Relaxed);
    None
}

/// Counts bytes of text.
struct Length(u64);

impl Write for Length {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len() as u64;
        Ok(())
    }
}

/// Text in a record. If a `Display` writes more the second time than the first, the excess is dropped.
struct Fill {
    text: *mut u8,
    room: u64,
    length: u64,
}

impl Write for Fill {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let new = self.length + text.len() as u64;
        if new > self.room {
            return Err(fmt::Error);
        }
        // SAFETY: the record has room for it.
        unsafe { self.text.add(self.length as usize).copy_from_nonoverlapping(text.as_ptr(), text.len()) };
        self.length = new;
        Ok(())
    }
}
