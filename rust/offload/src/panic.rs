//! Panics in device code.
//!
//! Formatting a message takes registers, which the whole kernel pays for, even if nothing ever panics. So
//! panics that need no formatting have cheaper handlers: for a constant text, the address is enough; for
//! core's own messages with numbers, the numbers are.

use crate::device::{block_id, thread_id};
use crate::intrinsics::{__offload_exit, __offload_report};
use core::fmt::{self, Write};
use core::panic::{Location, PanicInfo};
use core::sync::atomic::{AtomicU32, Ordering};
use offload_abi::{PANIC_ABORT, PANIC_HEAP, REPORT_CLAIMED, REPORT_COMPLETE, REPORT_EMPTY, Report};

// Device code: no `std`, no allocation, no thread-locals, and nothing that panics.

/// The device pass sends every panic here, except those with their own handlers below.
///
/// The device pass inlines it into core's panic functions. If the message is constant, no formatting code
/// remains.
#[unsafe(no_mangle)]
extern "C" fn __offload_panic_handler(info: &PanicInfo<'_>) -> ! {
    match info.message().as_str() {
        Some(text) => report(info.location().map(Place::from), |message| {
            *message.constant = text.as_ptr();
            *message.length = text.len() as u32;
        }),
        None => format_message(info),
    }
}

/// The device pass makes core's panic functions that would only format a text call this instead. It copies
/// the text, which may be in any memory.
///
/// # Safety
///
/// `text` points to `length` bytes of UTF-8.
#[unsafe(no_mangle)]
unsafe extern "C" fn __offload_panic_text(text: *const u8, length: usize, location: &Location<'_>) -> ! {
    // SAFETY: the caller's promise.
    let text = unsafe { core::str::from_utf8_unchecked(core::slice::from_raw_parts(text, length)) };
    report(Some(location.into()), |message| *message.length = Cut::new(message.text).filled_with(text))
}

/// The device pass makes core's panic functions that would format numbers call this instead: the host formats them.
#[unsafe(no_mangle)]
extern "C" fn __offload_panic_operands(kind: u32, a: u64, b: u64, c: u64, location: &Location<'_>) -> ! {
    report(Some(location.into()), |message| {
        *message.kind = kind;
        *message.operands = [a, b, c];
    })
}

/// The device pass makes `core::intrinsics::abort` call this. `file` is null, or points to `length` bytes.
#[unsafe(no_mangle)]
extern "C" fn __offload_abort(file: *const u8, length: usize, line: u32, column: u32) -> ! {
    let place = Place { file, length: length as u32, line, column };
    report((!file.is_null()).then_some(place), |message| *message.kind = PANIC_ABORT)
}

/// Reports that the launch's heap has no room for an allocation.
#[cold]
pub(crate) fn heap_is_full(size: u64, align: u64) -> ! {
    report(None, |message| {
        *message.kind = PANIC_HEAP;
        *message.operands = [size, align, 0];
    })
}

/// Reports a panic whose message has to be formatted here.
#[cold]
fn format_message(info: &PanicInfo<'_>) -> ! {
    report(info.location().map(Place::from), |message| {
        let mut text = Cut::new(message.text);
        // If a `Display` fails, keep the text that it has written.
        let _ = write!(text, "{}", info.message());
        *message.length = text.length as u32;
    })
}

/// The place of a panic. The path is a constant of the image.
struct Place {
    file: *const u8,
    length: u32,
    line: u32,
    column: u32,
}

impl From<&Location<'_>> for Place {
    fn from(location: &Location<'_>) -> Self {
        let file = location.file();
        Self {
            file: file.as_ptr(),
            length: file.len() as u32,
            line: location.line(),
            column: location.column(),
        }
    }
}

/// The message of a claimed report.
struct Message<'r> {
    kind: &'r mut u32,
    operands: &'r mut [u64; 3],
    constant: &'r mut *const u8,
    text: &'r mut [u8],
    length: &'r mut u32,
}

/// Writes the launch's report if no thread has, and ends the thread. `write_message` writes the message.
#[inline(always)]
fn report(place: Option<Place>, write_message: impl FnOnce(Message<'_>)) -> ! {
    let report = __offload_report();
    if !report.is_null() {
        // SAFETY: a report that is not null belongs to the launch, and lives while the launch runs; threads
        // change it only here.
        unsafe { write_report(report, place, write_message) };
    }
    __offload_exit()
}

/// Writes `report` if no thread has.
///
/// # Safety
///
/// `report` points to a `Report` that threads change only through this function.
unsafe fn write_report(report: *mut Report, place: Option<Place>, write_message: impl FnOnce(Message<'_>)) {
    // SAFETY: the caller's promise; `state` is only used atomically while threads run.
    let state = unsafe { AtomicU32::from_ptr(&raw mut (*report).state) };
    if state.compare_exchange(REPORT_EMPTY, REPORT_CLAIMED, Ordering::Acquire, Ordering::Relaxed).is_err() {
        return;
    }
    let (block, thread) = (block_id(), thread_id());
    // SAFETY: this thread has claimed the report, so only it uses the fields other than `state`.
    unsafe {
        if let Some(place) = place {
            (*report).line = place.line;
            (*report).column = place.column;
            (*report).file = place.file;
            (*report).file_length = place.length;
        }
        (*report).block = block.into();
        (*report).thread = thread.into();
        write_message(Message {
            kind: &mut (*report).kind,
            operands: &mut (*report).operands,
            constant: &mut (*report).text,
            text: &mut (*report).message,
            length: &mut (*report).message_length,
        });
    }
    state.store(REPORT_COMPLETE, Ordering::Release);
}

/// Text in a buffer of fixed size, truncated at a character boundary when it is full.
struct Cut<'b> {
    buffer: &'b mut [u8],
    length: usize,
    full: bool,
}

impl<'b> Cut<'b> {
    fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, length: 0, full: false }
    }

    /// Writes `text`, and returns how many bytes of it fitted.
    fn filled_with(mut self, text: &str) -> u32 {
        self.push(text);
        self.length as u32
    }

    fn push(&mut self, text: &str) {
        if self.full {
            return;
        }
        let room = self.buffer.len() - self.length;
        let mut count = text.len();
        if count > room {
            self.full = true;
            count = room;
            while !text.is_char_boundary(count) {
                count -= 1;
            }
        }
        // Copy byte by byte: slicing would add its own panics to every device image.
        for (target, &byte) in
            self.buffer.iter_mut().skip(self.length).zip(text.as_bytes().iter().take(count))
        {
            *target = byte;
        }
        self.length += count;
    }
}

impl Write for Cut<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Cut;
    use core::fmt::Write;

    fn cut(capacity: usize, pieces: &[&str]) -> String {
        let mut buffer = vec![0xff; capacity];
        let mut text = Cut::new(&mut buffer);
        for piece in pieces {
            write!(text, "{piece}").unwrap();
        }
        let length = text.length;
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    }

    #[test]
    fn text_that_fits_is_whole() {
        assert_eq!(cut(11, &["index ", "is 12"]), "index is 12");
    }

    #[test]
    fn text_is_cut_between_characters() {
        assert_eq!(cut(4, &["aéé"]), "aé");
        assert_eq!(cut(3, &["ü", "ü", "a"]), "ü");
        assert_eq!(cut(0, &["a"]), "");
    }
}
