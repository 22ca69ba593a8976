//! Copies between host and device memory.

use crate::backend::Backend;
use crate::device::DeviceKind;
use crate::parallel;
use crate::runtime::Runtime;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Where the device is the processor, all of its threads copy what is at least as long: one does not use up the memory's
/// bandwidth. Below that, waking them takes longer.
const SHARED_BYTES: u64 = 1 << 20;

/// Parts begin at multiples of it, in bytes.
const GRAIN: u64 = 64 << 10;

impl Runtime {
    /// [`Backend::copy_to`], by as many threads as help.
    ///
    /// # Safety
    ///
    /// As for that.
    pub(crate) unsafe fn copy_to(
        &self,
        backend: &dyn Backend,
        device: u32,
        address: u64,
        host: *const u8,
        bytes: u64,
    ) -> Result<(), String> {
        let host = host as u64;
        copy(bytes, self.is_cpu(device), &|part| {
            let source = (host + part.start) as *const u8;
            // SAFETY: the caller's, and the part is inside.
            unsafe { backend.copy_to(device, address + part.start, source, part.end - part.start) }
        })
    }

    /// [`Backend::copy_from`], by as many threads as help.
    ///
    /// # Safety
    ///
    /// As for that.
    pub(crate) unsafe fn copy_from(
        &self,
        backend: &dyn Backend,
        device: u32,
        address: u64,
        host: *mut u8,
        bytes: u64,
    ) -> Result<(), String> {
        let host = host as u64;
        copy(bytes, self.is_cpu(device), &|part| {
            let target = (host + part.start) as *mut u8;
            // SAFETY: the caller's, and the part is inside.
            unsafe { backend.copy_from(device, address + part.start, target, part.end - part.start) }
        })
    }

    fn is_cpu(&self, device: u32) -> bool {
        self.kind_of(device) == Some(DeviceKind::Cpu)
    }
}

/// Copies all parts of `0..bytes`; the error is that of one of them.
fn copy(
    bytes: u64,
    by_all_threads: bool,
    part: &(dyn Fn(Range<u64>) -> Result<(), String> + Sync),
) -> Result<(), String> {
    if !by_all_threads || bytes < SHARED_BYTES {
        return part(0..bytes);
    }
    let failure = Mutex::new(None);
    parallel::in_parts(bytes, GRAIN, &|range| {
        if let Err(error) = part(range) {
            *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: u64, by_all_threads: bool) -> Vec<Range<u64>> {
        let parts = Mutex::new(Vec::new());
        let copied = copy(bytes, by_all_threads, &|part| {
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
        for bytes in [SHARED_BYTES, SHARED_BYTES + 1, 10 * SHARED_BYTES - 3] {
            let parts = parts(bytes, true);
            assert_eq!((parts[0].start, parts[parts.len() - 1].end), (0, bytes));
            assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start), "{parts:?}");
        }
    }

    #[test]
    fn short_copies_and_those_of_gpus_are_one() {
        for (bytes, by_all_threads) in [(0, true), (SHARED_BYTES - 1, true), (10 * SHARED_BYTES, false)] {
            let parts = parts(bytes, by_all_threads);
            assert_eq!((parts.len(), parts[0].clone()), (1, 0..bytes));
        }
    }

    #[test]
    fn a_part_that_fails_is_the_copys_error() {
        let fails = |part: Range<u64>| if part.end == SHARED_BYTES { Err("no".into()) } else { Ok(()) };
        assert_eq!(copy(SHARED_BYTES, true, &fails), Err("no".into()));
    }
}
