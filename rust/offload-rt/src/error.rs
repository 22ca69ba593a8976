//! The error type of a launch, and the last error of each host thread.

use crate::ErrorKind;
use std::cell::RefCell;
use std::fmt;
use std::mem::ManuallyDrop;

/// The reason why a launch failed: one word in size, with all details in its [`ErrorKind`].
///
/// A failed launch copies nothing back: the host's data is as it was before. But if the copy of one argument
/// back to the host failed, the other arguments have been copied.
///
/// Its text starts with its [id](Error::id), which has a page in `docs/errors`, and says what to do. `main`
/// may return the error: Rust then prints its `Debug` form, which is the text in lines. The last line says
/// what to do.
///
/// ```text
/// Error: OFL105: the lengths of the arguments of kernel `app::add` don't fit at src/main.rs:12:5: `x` has 4 elements, `y` has 3
///   = help: Pass slices of the same length, or shorten them at the launch
/// ```
#[derive(Clone, PartialEq)]
pub struct Error(Box<ErrorKind>);

impl Error {
    /// The kind of the error, with its details.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// Id of the error in the error index, such as `OFL100`.
    pub fn id(&self) -> &'static str {
        self.0.id()
    }

    /// Path of the launched kernel, if there is one.
    pub fn kernel(&self) -> Option<&str> {
        self.0.launch().0
    }

    /// Place of the launch, or of the request for a device or for resident data: `file:line:column`.
    pub fn place(&self) -> Option<&str> {
        self.0.launch().1
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            // The text ends with foreign words, or already says what to do.
            kind @ (ErrorKind::Panic { .. } | ErrorKind::NoDevice { .. } | ErrorKind::Setting { .. }) => {
                write!(f, "{kind}")
            }
            kind => write!(f, "{kind}. {}", kind.mend()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  = help: {}", self.0, self.0.mend())
    }
}

impl std::error::Error for Error {}

/// The errors that the user crate itself finds.
#[doc(hidden)]
pub mod errors {
    use crate::{Error, ErrorKind};

    /// See [`ErrorKind::Lengths`].
    #[cold]
    pub fn lengths(kernel: &str, place: String, detail: String) -> Error {
        ErrorKind::Lengths { kernel: kernel.into(), place, detail }.into()
    }

    /// See [`ErrorKind::Shape`].
    #[cold]
    pub fn shape(kernel: &str, place: String, detail: String) -> Error {
        ErrorKind::Shape { kernel: kernel.into(), place, detail }.into()
    }

    /// See [`ErrorKind::NoDevice`].
    #[cold]
    pub fn no_device(kernel: &str, place: String, reason: String) -> Error {
        ErrorKind::NoDevice { kernel: kernel.into(), place, reason }.into()
    }

    /// See [`ErrorKind::Backend`].
    #[cold]
    pub fn backend(operation: &str, kernel: &str, place: String, detail: String) -> Error {
        ErrorKind::Backend { operation: operation.into(), kernel: kernel.into(), place, detail }.into()
    }

    /// See [`ErrorKind::Panic`]: of the host's part of a launch at this place, which counts as its first thread.
    #[cold]
    pub fn host_panic(kernel: &str, place: &std::panic::Location<'_>, message: String) -> Error {
        ErrorKind::Panic {
            message,
            file: place.file().into(),
            line: place.line(),
            column: place.column(),
            block: [0; 3],
            thread: [0; 3],
            kernel: kernel.into(),
            place: place.to_string(),
        }
        .into()
    }
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

    /// One of each kind.
    fn all() -> Vec<Error> {
        let text = String::new;
        let (kernel, place, detail, reason) = (text, text, text, text);
        let kinds = vec![
            ErrorKind::NotOffloaded { kernel: kernel(), place: place(), reason: reason() },
            ErrorKind::ArtifactMismatch { kernel: kernel(), place: place(), detail: detail() },
            ErrorKind::RuntimeMissing { tried: vec![], reason: reason() },
            ErrorKind::NoDevice { kernel: kernel(), place: place(), reason: reason() },
            ErrorKind::OutOfMemory {
                kernel: kernel(),
                argument: text(),
                bytes: 0,
                free: None,
                device: text(),
                place: place(),
            },
            ErrorKind::Lengths { kernel: kernel(), place: place(), detail: detail() },
            ErrorKind::Panic {
                message: text(),
                file: text(),
                line: 0,
                column: 0,
                block: [0; 3],
                thread: [0; 3],
                kernel: kernel(),
                place: place(),
            },
            ErrorKind::Overlap { kernel: kernel(), argument: text(), place: place(), detail: detail() },
            ErrorKind::Shape { kernel: kernel(), place: place(), detail: detail() },
            ErrorKind::Backend { operation: text(), kernel: kernel(), place: place(), detail: detail() },
            ErrorKind::CpuFeatures { kernel: kernel(), missing: vec![], place: place() },
            ErrorKind::Setting { variable: text(), value: text(), allowed: text() },
            ErrorKind::HeapFull {
                kernel: kernel(),
                bytes: 0,
                heap: 0,
                block: [0; 3],
                thread: [0; 3],
                place: place(),
            },
            ErrorKind::Exiting { kernel: kernel(), place: place() },
        ];
        kinds.into_iter().map(Error::from).collect()
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
        let text = |kernel: &str| errors::no_device(kernel, "a.rs:1:2".into(), "x".into()).to_string();
        assert_eq!(text("k"), "OFL103: no device for kernel `k` at a.rs:1:2: x");
        assert_eq!(text(""), "OFL103: no device at a.rs:1:2: x");
        let text = |free| {
            let (kernel, argument) = ("k".into(), "y".into());
            let (device, place) = ("0".into(), "a.rs:1:2".into());
            Error::from(ErrorKind::OutOfMemory { kernel, argument, bytes: 8, free, device, place })
                .to_string()
        };
        assert!(text(Some(4)).contains("needs 8 bytes and 4 are free, at a.rs:1:2."), "{}", text(Some(4)));
        assert!(text(None).contains("needs 8 bytes, at a.rs:1:2."), "{}", text(None));
    }

    #[test]
    fn the_error_is_taken_once_and_by_its_thread() {
        set_error(errors::backend("a", "k", "a.rs:1:2".into(), "b".into()));
        std::thread::spawn(|| assert_eq!(take_error(), None)).join().unwrap();
        assert_eq!(take_error().unwrap().id(), "OFL109");
        assert_eq!(take_error(), None);
    }

    #[test]
    fn a_result_is_one_word() {
        assert_eq!(size_of::<Result<(), Error>>(), 8);
    }

    #[test]
    fn kernel_and_place_are_there_where_they_are_known() {
        let error = errors::shape("app::k", "a.rs:1:2".into(), "x".into());
        assert_eq!((error.kernel(), error.place()), (Some("app::k"), Some("a.rs:1:2")));
        let error = errors::no_device("", "a.rs:1:2".into(), "x".into());
        assert_eq!((error.kernel(), error.place()), (None, Some("a.rs:1:2")));
        let setting = ErrorKind::Setting { variable: "A".into(), value: "b".into(), allowed: "c".into() };
        assert_eq!((Error::from(setting.clone()).kernel(), Error::from(setting).place()), (None, None));
    }

    #[test]
    fn both_texts_say_what_to_do() {
        let error = errors::shape("app::k", "a.rs:1:2".into(), "x".into());
        let text = "OFL108: kernel `app::k` cannot be launched with this grid and block, at a.rs:1:2: x";
        assert_eq!(error.to_string(), format!("{text}. Change the launch's dimensions"));
        assert_eq!(format!("{error:?}"), format!("{text}\n  = help: Change the launch's dimensions"));
        for error in all() {
            assert!(format!("{error:?}").contains("\n  = help: "), "{error}");
        }
    }
}
