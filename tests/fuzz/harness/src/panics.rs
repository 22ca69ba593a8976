//! Panics of the host, and their comparison with a device's error.

use offload::{Error, ErrorKind};
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};

/// A panic's message and place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Panic {
    pub(crate) message: String,
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

thread_local! {
    static LAST: RefCell<Option<Panic>> = const { RefCell::new(None) };
}

/// Silences panics; keeps the last one of each thread.
pub(crate) fn keep() {
    panic::set_hook(Box::new(|info| {
        let (file, line, column) = info
            .location()
            .map_or((String::new(), 0, 0), |place| (place.file().to_owned(), place.line(), place.column()));
        let message = info.payload_as_str().unwrap_or("a payload that is no text").to_owned();
        LAST.set(Some(Panic { message, file, line, column }));
    }));
}

/// Returns the result of `run`, or the panic that ended it.
pub(crate) fn caught<R>(run: impl FnOnce() -> R) -> Result<R, Panic> {
    panic::catch_unwind(AssertUnwindSafe(run)).map_err(|_| LAST.take().expect("the hook keeps every panic"))
}

impl Panic {
    /// The panic in an error of a launch, with the thread's block and its index there.
    pub(crate) fn of_error(error: &Error) -> Option<(Self, [u32; 3], [u32; 3])> {
        let ErrorKind::Panic { message, file, line, column, block, thread, .. } = error.kind() else {
            return None;
        };
        let panic = Self { message: message.clone(), file: file.clone(), line: *line, column: *column };
        Some((panic, *block, *thread))
    }

    /// Whether the panic `device` of a device corresponds to this panic of the host: a device truncates long
    /// messages, and its copy of the body begins in another line.
    pub(crate) fn corresponds_to(&self, device: &Self, lines: &Lines) -> bool {
        let message = if self.message.len() > offload_abi::REPORT_MESSAGE_CAPACITY {
            self.message.starts_with(&device.message)
                && device.message.len() + 4 > offload_abi::REPORT_MESSAGE_CAPACITY
        } else {
            self.message == device.message
        };
        let line = match lines.of_host(&self.file, self.line) {
            Some(line) => line + lines.device,
            None => self.line,
        };
        message && self.file == device.file && line == device.line && self.column == device.column
    }
}

/// The places of the two copies of a kernel's body in the source.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lines {
    /// The file of both.
    pub(crate) file: &'static str,
    /// First line of the device's copy.
    pub(crate) device: u32,
    /// First line of the host's copy.
    pub(crate) host: u32,
    /// The number of lines of each.
    pub(crate) count: u32,
}

impl Lines {
    /// The line in the host's copy, counted from its first line.
    fn of_host(&self, file: &str, line: u32) -> Option<u32> {
        line.checked_sub(self.host).filter(|line| file == self.file && *line < self.count)
    }
}
