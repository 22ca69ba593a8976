//! LLVM's host plugin writes each CPU image to `/tmp/tmpfile_XXXXXX`, loads it from there, and leaves the
//! file (LLVM 19, `offload/plugins-nextgen/host/src/rtl.cpp`). A file per run adds up, so the runtime layer
//! removes files that are loaded.
//!
//! When the program exits, LLVM unloads the images, but threads may still run in them. So the runtime layer
//! keeps them loaded.

use libloading::os::unix::{Library, RTLD_LAZY, RTLD_LOCAL};
use offload_abi::BinaryDescriptor;
use std::collections::BTreeSet;
use std::ffi::c_int;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The pattern that LLVM passes to `mkstemp`, without its end.
const PREFIX: &str = "/tmp/tmpfile_";

/// Images whose files may exist.
#[derive(Default)]
pub(crate) struct LeftFiles {
    /// One bit per device that has been swept; the last bit is for all devices from 63 on.
    swept: AtomicU64,
    images: Mutex<Vec<&'static [u8]>>,
}

impl LeftFiles {
    /// Records registered images, which LLVM writes to files when a device first needs them.
    ///
    /// # Safety
    ///
    /// The descriptor's images are valid until the process ends.
    pub(crate) unsafe fn expect(&self, binary: &BinaryDescriptor) {
        let mut images = self.images.lock().unwrap_or_else(PoisonError::into_inner);
        for index in 0..binary.image_count.max(0) as usize {
            // SAFETY: the caller's promise; an image consists of the bytes between its two pointers.
            images.push(unsafe {
                let image = &*binary.images.add(index);
                let length = (image.end as usize).saturating_sub(image.start as usize);
                std::slice::from_raw_parts(image.start.cast(), length)
            });
        }
        self.swept.store(0, Ordering::Release);
    }

    /// Whether a device has been swept.
    pub(crate) fn are_swept(&self, device: u32) -> bool {
        self.swept.load(Ordering::Acquire) & bit(device) != 0
    }

    /// Removes the files of registered images that this process has loaded, and keeps the images loaded.
    /// Called once per device, when it has loaded its images.
    pub(crate) fn sweep(&self, device: u32) {
        let images = self.images.lock().unwrap_or_else(PoisonError::into_inner);
        for path in loaded_files() {
            // Only a file that equals one of our images byte for byte is LLVM's copy of it.
            let Ok(content) = std::fs::read(&path) else { continue };
            if images.iter().any(|image| *image == content) {
                keep_loaded(&path);
                let _ = std::fs::remove_file(Path::new(&path));
            }
        }
        self.swept.fetch_or(bit(device), Ordering::AcqRel);
    }
}

fn bit(device: u32) -> u64 {
    1 << device.min(63)
}

/// Keeps a loaded file loaded, even if somebody closes it.
fn keep_loaded(path: &str) {
    // The values of glibc and musl on Linux (dlfcn.h).
    const RTLD_NOLOAD: c_int = 4;
    const RTLD_NODELETE: c_int = 0x1000;
    // SAFETY: this loads nothing, so it runs no code.
    let library = unsafe { Library::open(Some(path), RTLD_LAZY | RTLD_LOCAL | RTLD_NOLOAD | RTLD_NODELETE) };
    // Do not close it either.
    std::mem::forget(library);
}

/// Files of LLVM's pattern that are mapped into this process.
fn loaded_files() -> BTreeSet<String> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let paths = maps.lines().filter_map(|line| line.find(PREFIX).map(|start| &line[start..]));
    paths.filter(|path| !path.contains(' ')).map(str::to_owned).collect()
}
