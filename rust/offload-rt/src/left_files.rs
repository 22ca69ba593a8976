//! LLVM's host plugin writes each CPU image to `/tmp/tmpfile_XXXXXX`, loads it from there, and leaves the file.
//! (LLVM 19, `offload/plugins-nextgen/host/src/rtl.cpp`.) A file per run adds up: what is loaded can be removed.

use offload_abi::BinaryDescriptor;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The pattern that LLVM gives `mkstemp`, without its end.
const PREFIX: &str = "/tmp/tmpfile_";

/// Images whose files may be there.
#[derive(Default)]
pub(crate) struct LeftFiles {
    /// One bit per device that has been looked after, the last one for all from 63 on.
    swept: AtomicU64,
    images: Mutex<Vec<&'static [u8]>>,
}

impl LeftFiles {
    /// Images were registered, and will be written when a device first needs them.
    ///
    /// # Safety
    ///
    /// The descriptor's images are valid until the process ends.
    pub(crate) unsafe fn expect(&self, binary: &BinaryDescriptor) {
        let mut images = self.images.lock().unwrap_or_else(PoisonError::into_inner);
        for index in 0..binary.image_count.max(0) as usize {
            // SAFETY: the caller's; an image is the bytes between its two pointers.
            images.push(unsafe {
                let image = &*binary.images.add(index);
                let length = (image.end as usize).saturating_sub(image.start as usize);
                std::slice::from_raw_parts(image.start.cast(), length)
            });
        }
        self.swept.store(0, Ordering::Release);
    }

    /// Removes the files of registered images that this process has loaded. Done once per device, after a launch:
    /// until then the device may not have loaded them.
    pub(crate) fn sweep(&self, device: u32) {
        let bit = 1 << device.min(63);
        if self.swept.load(Ordering::Acquire) & bit != 0 {
            return;
        }
        let images = self.images.lock().unwrap_or_else(PoisonError::into_inner);
        self.swept.fetch_or(bit, Ordering::AcqRel);
        for path in loaded_files() {
            // Only what is byte for byte an image of ours is LLVM's copy of it.
            let Ok(content) = std::fs::read(&path) else { continue };
            if images.iter().any(|image| *image == content) {
                let _ = std::fs::remove_file(Path::new(&path));
            }
        }
    }
}

/// Files of LLVM's pattern that are mapped into this process.
fn loaded_files() -> BTreeSet<String> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let paths = maps.lines().filter_map(|line| line.find(PREFIX).map(|start| &line[start..]));
    paths.filter(|path| !path.contains(' ')).map(str::to_owned).collect()
}
