//! The CPU: a C compiler driver, and the linker that it calls.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::{on_path, setting};

/// The compiler driver that links CPU images.
pub fn compiler_driver() -> OsString {
    setting("OFFLOAD_CC").unwrap_or_else(|| "cc".into())
}

/// The driver's file, if it is found.
pub(crate) fn compiler_driver_file() -> Option<PathBuf> {
    let driver = compiler_driver();
    if Path::new(&driver).components().count() > 1 { Some(driver.into()) } else { on_path(driver.to_str()?) }
}

/// The linker that compiler drivers call by default.
pub(crate) fn linker_file() -> Option<PathBuf> {
    on_path("ld")
}
