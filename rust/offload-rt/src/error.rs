//! The one error type of a launch, and the slot that keeps it for the host thread that launched.

use std::cell::RefCell;
use std::mem::ManuallyDrop;

/// Why a launch did not do its work.
///
/// Nothing of a failed launch is copied back: the host's data is as it was before; but where copying one argument back is what failed,
/// the others have been copied. The text starts with the
/// error's id ([`Error::id`]), under which `docs/errors` has a page. A `place` is `file:line:column` of the launch.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The program carries no device code for this kernel.
    #[error(
        "OFL100: kernel `{kernel}` was not offloaded at {place}: {reason}. Build the program with `cargo offload \
         build` (or `run`, `test`), or set OFFLOAD_FALLBACK=no-artifact to run it on the calling thread"
    )]
    NotOffloaded {
        /// The kernel's path.
        kernel: String,
        /// Where the launch is written.
        place: String,
        /// What is missing.
        reason: String,
    },

    /// The device code that is linked in comes from another build than the program.
    #[error(
        "OFL101: the device code{} is of another build, at {place}: {detail}. Build again with \
         `cargo offload build`; by hand, run the device pass and then the host pass over the same sources with the same flags",
        of_kernel(kernel)
    )]
    ArtifactMismatch {
        /// The kernel's path; empty where the program asked for its devices.
        kernel: String,
        /// Where the launch is written.
        place: String,
        /// What differs, with both values.
        detail: String,
    },

    /// LLVM's offload runtime cannot be loaded.
    #[error(
        "OFL102: LLVM's offload runtime (libomptarget) cannot be loaded: {reason}. Tried: {}. Install it \
         (`apt install libomp5-19`), or set OFFLOAD_LIBOMPTARGET to the path of the library",
        tried.join(", ")
    )]
    RuntimeMissing {
        /// Names and paths in the order in which they were tried.
        tried: Vec<String>,
        /// What the dynamic loader said.
        reason: String,
    },

    /// There is no device, or not the one that was asked for.
    #[error("OFL103: no device{} at {place}: {reason}", for_kernel(kernel))]
    NoDevice {
        /// The kernel's path; empty where the program asked for a device without a launch.
        kernel: String,
        /// Where the launch or the question is written.
        place: String,
        /// Which device was wanted, what there is, and what to change.
        reason: String,
    },

    /// The device has no memory left for an argument.
    #[error(
        "OFL104: out of memory on device {device}: argument `{argument}` of kernel `{kernel}` needs {bytes} bytes{}, at \
         {place}. Launch over smaller pieces, or on a device with more memory",
        free.map_or_else(String::new, |free| format!(" and {free} are free"))
    )]
    OutOfMemory {
        /// The kernel's path.
        kernel: String,
        /// Name of the argument.
        argument: String,
        /// Bytes that were asked for.
        bytes: u64,
        /// Bytes that were free then, where that is known.
        free: Option<u64>,
        /// Number and name of the device.
        device: String,
        /// Where the launch is written.
        place: String,
    },

    /// Lengths of arguments don't fit each other or the grid.
    #[error(
        "OFL105: the lengths of the arguments of kernel `{kernel}` don't fit at {place}: {detail}. Pass slices of \
         the same length, or shorten them at the launch"
    )]
    Lengths {
        /// The kernel's path.
        kernel: String,
        /// Where the launch is written.
        place: String,
        /// Which arguments, with their lengths.
        detail: String,
    },

    /// A device thread panicked. The other threads may or may not have run; nothing was copied back.
    #[error(
        "OFL106: thread ({},{},{}) of block ({},{},{}) of kernel `{kernel}` panicked at {file}:{line}:{column}:\n{message}",
        thread[0], thread[1], thread[2], block[0], block[1], block[2]
    )]
    Panic {
        /// The panic's message.
        message: String,
        /// Source file of the panic.
        file: String,
        /// Line, counted from 1.
        line: u32,
        /// Column, counted from 1.
        column: u32,
        /// Block of the thread.
        block: [u32; 3],
        /// The thread in its block.
        thread: [u32; 3],
        /// The kernel's path.
        kernel: String,
    },

    /// A range of this launch overlaps another one in a way that no order of copies makes right.
    #[error(
        "OFL107: {} overlaps memory that is mapped already, at {place}: {detail}. Pass ranges that don't overlap, or wait \
         until the other use has ended",
        argument_of(argument, kernel)
    )]
    Overlap {
        /// The kernel's path; empty where the program makes a range resident.
        kernel: String,
        /// Name of the argument.
        argument: String,
        /// Where the launch is written.
        place: String,
        /// Both ranges and their directions.
        detail: String,
    },

    /// Grid or block is not one that the kernel or the device can run.
    #[error(
        "OFL108: kernel `{kernel}` cannot be launched with this grid and block, at {place}: {detail}. Change the \
         launch's dimensions"
    )]
    Shape {
        /// The kernel's path.
        kernel: String,
        /// Where the launch is written.
        place: String,
        /// Which number is wrong, and what it may be.
        detail: String,
    },

    /// The device's runtime reported a failure.
    #[error(
        "OFL109: {operation} failed: {detail}. LIBOMPTARGET_INFO=-1 and OFFLOAD_INFO=1 print what LLVM's runtime and this \
         program did until then"
    )]
    Backend {
        /// What was attempted, with kernel and place where there is one.
        operation: String,
        /// What the runtime answered.
        detail: String,
    },

    /// The CPU image uses instructions that this machine doesn't have.
    #[error(
        "OFL110: the device code of kernel `{kernel}` was compiled for a CPU with {}, which this machine lacks. Build \
         the program on this machine, or on one of its generation or older",
        missing.join(", ")
    )]
    CpuFeatures {
        /// The kernel's path.
        kernel: String,
        /// Rust's names of the missing target features.
        missing: Vec<String>,
    },

    /// A device thread's allocation did not fit into the launch's heap. Nothing was copied back.
    #[error(
        "OFL112: the device heap of kernel `{kernel}` is full: thread ({},{},{}) of block ({},{},{}) asked for {bytes} bytes, the \
         heap has {heap} for all threads, at {place}. Set OFFLOAD_HEAP to more (such as 1G), or allocate less in each thread",
        thread[0], thread[1], thread[2], block[0], block[1], block[2]
    )]
    HeapFull {
        /// The kernel's path.
        kernel: String,
        /// Bytes that were asked for.
        bytes: u64,
        /// Bytes of the whole heap.
        heap: u64,
        /// Block of the thread.
        block: [u32; 3],
        /// The thread in its block.
        thread: [u32; 3],
        /// Where the launch is written.
        place: String,
    },

    /// The program is ending: `main` has returned, or something has called `std::process::exit`.
    #[error(
        "OFL113: the program is exiting, so {} at {place}. Wait for the threads that launch before `main` returns, and launch nothing \
         in a handler of `atexit`",
        not_done(kernel)
    )]
    Exiting {
        /// The kernel's path; empty where it is about resident data or about devices.
        kernel: String,
        /// Where the launch is written.
        place: String,
    },

    /// An environment variable has a value that means nothing.
    #[error("OFL111: {variable}={value} is not understood. Allowed: {allowed}")]
    Setting {
        /// Name of the variable.
        variable: String,
        /// Its value.
        value: String,
        /// What it may be.
        allowed: String,
    },
}

impl Error {
    /// Id of the error in the error index, such as `OFL100`.
    pub fn id(&self) -> &'static str {
        match self {
            Self::NotOffloaded { .. } => "OFL100",
            Self::ArtifactMismatch { .. } => "OFL101",
            Self::RuntimeMissing { .. } => "OFL102",
            Self::NoDevice { .. } => "OFL103",
            Self::OutOfMemory { .. } => "OFL104",
            Self::Lengths { .. } => "OFL105",
            Self::Panic { .. } => "OFL106",
            Self::Overlap { .. } => "OFL107",
            Self::Shape { .. } => "OFL108",
            Self::Backend { .. } => "OFL109",
            Self::CpuFeatures { .. } => "OFL110",
            Self::Setting { .. } => "OFL111",
            Self::HeapFull { .. } => "OFL112",
            Self::Exiting { .. } => "OFL113",
        }
    }
}

fn of_kernel(kernel: &str) -> String {
    if kernel.is_empty() { String::new() } else { format!(" of kernel `{kernel}`") }
}

fn argument_of(argument: &str, kernel: &str) -> String {
    if kernel.is_empty() {
        argument.to_owned()
    } else {
        format!("argument `{argument}`{}", of_kernel(kernel))
    }
}

fn for_kernel(kernel: &str) -> String {
    if kernel.is_empty() { String::new() } else { format!(" for kernel `{kernel}`") }
}

fn not_done(kernel: &str) -> String {
    if kernel.is_empty() { "nothing is done".into() } else { format!("kernel `{kernel}` was not launched") }
}

thread_local! {
    // Without a destructor it is there for launches that a thread makes while it ends.
    static LAST: ManuallyDrop<RefCell<Option<Error>>> = const { ManuallyDrop::new(RefCell::new(None)) };
}

/// Takes the error of the calling thread's last failed launch, one that ended with
/// [`STATUS_FAILED`](offload_abi::STATUS_FAILED).
pub fn take_error() -> Option<Error> {
    LAST.with(|last| last.borrow_mut().take())
}

/// Keeps `error` for [`take_error`] on this thread.
pub(crate) fn set_error(error: Error) {
    LAST.with(|last| *last.borrow_mut() = Some(error));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// One of each variant.
    fn all() -> Vec<Error> {
        let text = String::new;
        let (kernel, place, detail, reason) = (text, text, text, text);
        vec![
            Error::NotOffloaded { kernel: kernel(), place: place(), reason: reason() },
            Error::ArtifactMismatch { kernel: kernel(), place: place(), detail: detail() },
            Error::RuntimeMissing { tried: vec![], reason: reason() },
            Error::NoDevice { kernel: kernel(), place: place(), reason: reason() },
            Error::OutOfMemory {
                kernel: kernel(),
                argument: text(),
                bytes: 0,
                free: None,
                device: text(),
                place: place(),
            },
            Error::Lengths { kernel: kernel(), place: place(), detail: detail() },
            Error::Panic {
                message: text(),
                file: text(),
                line: 0,
                column: 0,
                block: [0; 3],
                thread: [0; 3],
                kernel: kernel(),
            },
            Error::Overlap { kernel: kernel(), argument: text(), place: place(), detail: detail() },
            Error::Shape { kernel: kernel(), place: place(), detail: detail() },
            Error::Backend { operation: text(), detail: detail() },
            Error::CpuFeatures { kernel: kernel(), missing: vec![] },
            Error::Setting { variable: text(), value: text(), allowed: text() },
            Error::HeapFull {
                kernel: kernel(),
                bytes: 0,
                heap: 0,
                block: [0; 3],
                thread: [0; 3],
                place: place(),
            },
            Error::Exiting { kernel: kernel(), place: place() },
        ]
    }

    #[test]
    fn every_error_has_its_id_and_its_page() {
        let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors");
        for (index, error) in all().into_iter().enumerate() {
            let id = format!("OFL{}", 100 + index);
            assert_eq!(error.id(), id);
            assert!(error.to_string().starts_with(&format!("{id}: ")), "{error}");
            let page = std::fs::read_to_string(pages.join(format!("{id}.md"))).unwrap();
            assert!(page.starts_with(&format!("# {id}: ")) && page.contains("**Mend.**"), "{id}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_mentioned() {
        let text = |kernel: &str| {
            Error::NoDevice { kernel: kernel.into(), place: "a.rs:1:2".into(), reason: "x".into() }
                .to_string()
        };
        assert_eq!(text("k"), "OFL103: no device for kernel `k` at a.rs:1:2: x");
        assert_eq!(text(""), "OFL103: no device at a.rs:1:2: x");
        let text = |free| {
            let (kernel, argument) = ("k".into(), "y".into());
            let (device, place) = ("0".into(), "a.rs:1:2".into());
            Error::OutOfMemory { kernel, argument, bytes: 8, free, device, place }.to_string()
        };
        assert!(text(Some(4)).contains("needs 8 bytes and 4 are free, at a.rs:1:2."), "{}", text(Some(4)));
        assert!(text(None).contains("needs 8 bytes, at a.rs:1:2."), "{}", text(None));
    }

    #[test]
    fn the_error_is_taken_once_and_by_its_thread() {
        set_error(Error::Backend { operation: "a".into(), detail: "b".into() });
        std::thread::spawn(|| assert_eq!(take_error(), None)).join().unwrap();
        assert_eq!(take_error().unwrap().id(), "OFL109");
        assert_eq!(take_error(), None);
    }
}
