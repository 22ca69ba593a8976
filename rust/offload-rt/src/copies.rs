//! Copies between host and device memory, by several threads if that is faster.
//!
//! If the device is the processor, one thread does not use all of the memory's bandwidth. If it is a GPU, one
//! thread uses only a small part of the bus; these copies go through [pinned memory](crate::staging).

use crate::backend::Backend;
use crate::device::{Device, DeviceKind};
use crate::runtime::Runtime;
use crate::{parallel, staging};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// From this size in bytes on, all threads share a copy; for smaller copies, waking them takes longer.
const SHARED_BYTES: u64 = 1 << 20;

/// The same for GPUs, for which the driver copies small ranges directly.
const STAGED_BYTES: u64 = 4 << 20;

/// Parts begin at multiples of this number of bytes.
const GRAIN: u64 = 64 << 10;

impl Runtime {
    /// [`Backend::copy_to`], by several threads if that is faster.
    ///
    /// # Safety
    ///
    /// As for [`Backend::copy_to`].
    pub(crate) unsafe fn copy_to(
        &self,
        backend: &dyn Backend,
        device: Device,
        address: u64,
        host: *const u8,
        bytes: u64,
    ) -> Result<(), String> {
        let way = way(device.kind, bytes);
        let device = device.number;
        let host = host as u64;
        copy(bytes, way, &|part| {
            let first = host as *const u8;
            // SAFETY: the caller's promise, and the part is inside.
            unsafe {
                if way == Way::Staged {
                    return self.staging.copy_to(backend, device, address, first, part);
                }
                let source = first.add(part.start as usize);
                backend.copy_to(device, address + part.start, source, part.end - part.start)
            }
        })
    }

    /// [`Backend::copy_from`], by several threads if that is faster.
    ///
    /// # Safety
    ///
    /// As for [`Backend::copy_from`].
    pub(crate) unsafe fn copy_from(
        &self,
        backend: &dyn Backend,
        device: Device,
        address: u64,
        host: *mut u8,
        bytes: u64,
    ) -> Result<(), String> {
        let way = way(device.kind, bytes);
        let device = device.number;
        let host = host as u64;
        copy(bytes, way, &|part| {
            let first = host as *mut u8;
            // SAFETY: the caller's promise, and the part is inside.
            unsafe {
                if way == Way::Staged {
                    return self.staging.copy_from(backend, device, address, first, part);
                }
                let target = first.add(part.start as usize);
                backend.copy_from(device, address + part.start, target, part.end - part.start)
            }
        })
    }
}

/// Chooses the way to copy `bytes` bytes.
fn way(kind: DeviceKind, bytes: u64) -> Way {
    match kind {
        DeviceKind::Cpu if bytes >= SHARED_BYTES => Way::Shared,
        // A single thread would be no faster than the driver.
        DeviceKind::Gpu if bytes >= STAGED_BYTES && parallel::threads() > 1 => Way::Staged,
        _ => Way::AtOnce,
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// In one call.
    AtOnce,
    /// In parts, by all threads.
    Shared,
    /// In parts, by all threads, through pinned memory.
    Staged,
}

/// Copies all parts of `0..bytes`; returns the error of one of them.
fn copy(
    bytes: u64,
    way: Way,
    part: &(dyn Fn(Range<u64>) -> Result<(), String> + Sync),
) -> Result<(), String> {
    let grain = match way {
        Way::AtOnce => return part(0..bytes),
        Way::Shared => GRAIN,
        Way::Staged => staging::BUFFER_BYTES,
    };
    let failure = Mutex::new(None);
    parallel::in_parts(bytes, grain, &|range| {
        if let Err(error) = part(range) {
            *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: u64, way: Way) -> Vec<Range<u64>> {
        let parts = Mutex::new(Vec::new());
        let copied = copy(bytes, way, &|part| {
            parts.lock().unwrap().push(part);
            Ok(())
        });
        assert_eq!(copied, Ok(()));
        let mut parts = parts.into_inner().unwrap();
        parts.sort_by_key(|part| part.start);
        parts
    }

    #[test]
    fn parts_cover_everything_once() {
        for way in [Way::AtOnce, Way::Shared, Way::Staged] {
            for bytes in [SHARED_BYTES, SHARED_BYTES + 1, 10 * SHARED_BYTES - 3] {
                let parts = parts(bytes, way);
                assert_eq!((parts[0].start, parts[parts.len() - 1].end), (0, bytes));
                assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start), "{parts:?}");
            }
        }
        assert_eq!(parts(0, Way::AtOnce).len(), 1);
    }

    #[test]
    fn a_part_that_fails_is_the_copys_error() {
        let fails = |part: Range<u64>| if part.end == SHARED_BYTES { Err("no".into()) } else { Ok(()) };
        assert_eq!(copy(SHARED_BYTES, Way::Shared, &fails), Err("no".into()));
    }
}
