//! What a panic in device code does.

use crate::device::{block_id, thread_id};
use crate::intrinsics::{__offload_exit, __offload_report};
use core::fmt::{self, Write};
use core::panic::PanicInfo;
use core::sync::atomic::{AtomicU32, Ordering};
use offload_abi::{REPORT_CLAIMED, REPORT_COMPLETE, REPORT_EMPTY, Report};

/// The device pass sends every panic here. The first thread that comes writes the launch's report, all end.
///
/// Device code: no `std`, no allocation, no thread-locals, and nothing that panics.
#[unsafe(no_mangle)]
extern "C" fn __offload_panic_handler(info: &PanicInfo<'_>) -> ! {
    let report = __offload_report();
    if !report.is_null() {
        // SAFETY: a report that is not null is the launch's own, and lives while it runs.
        unsafe { write_report(report, info) };
    }
    __offload_exit()
}

/// Writes `report` if no thread has.
///
/// # Safety
///
/// `report` points to a `Report` that threads change only through this function.
unsafe fn write_report(report: *mut Report, info: &PanicInfo<'_>) {
    // SAFETY: the caller's; `state` is only used atomically while threads run.
    let state = unsafe { AtomicU32::from_ptr(&raw mut (*report).state) };
    if state.compare_exchange(REPORT_EMPTY, REPORT_CLAIMED, Ordering::Acquire, Ordering::Relaxed).is_err() {
        return;
    }
    let (block, thread) = (block_id(), thread_id());
    // SAFETY: this thread has claimed the report, so all fields but `state` are its own.
    unsafe {
        if let Some(location) = info.location() {
            (*report).line = location.line();
            (*report).column = location.column();
            let mut file = Cut::new(&mut (*report).file);
            file.push(location.file());
            (*report).file_length = file.length as u32;
        }
        (*report).block = block.into();
        (*report).thread = thread.into();
        let mut message = Cut::new(&mut (*report).message);
        // A `Display` that fails leaves what it wrote until then.
        let _ = write!(message, "{}", info.message());
        (*report).message_length = message.length as u32;
    }
    state.store(REPORT_COMPLETE, Ordering::Release);
}

/// Text in a buffer of fixed size, cut at a character's boundary once it is full.
struct Cut<'b> {
    buffer: &'b mut [u8],
    length: usize,
    full: bool,
}

impl<'b> Cut<'b> {
    fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, length: 0, full: false }
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
        // Byte by byte: slicing would bring its own panics into every device image.
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
