//! Copies to and from a GPU through pinned host memory.
//!
//! A program's memory is pageable: the driver first copies it into its own pinned memory, with one thread, at
//! a fraction of the bus's bandwidth. Several threads that do the same, each through its own buffer, reach
//! most of it.

use crate::backend::Backend;
use std::ops::Range;
use std::ptr::NonNull;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Size of a buffer in bytes. Smaller ones wait more often, larger ones leave the processor's cache before the device reads them.
pub(crate) const BUFFER_BYTES: u64 = 1 << 20;

/// Buffers that no copy uses. There are at most as many buffers as threads have ever copied at once.
#[derive(Default)]
pub(crate) struct Staging {
    free: Mutex<Vec<Buffer>>,
}

/// [`BUFFER_BYTES`] bytes that only its owner uses.
struct Buffer {
    device: u32,
    memory: NonNull<u8>,
}

// SAFETY: nothing else uses the memory, and it is not bound to a thread.
unsafe impl Send for Buffer {}

impl Staging {
    /// Copies the bytes `part` of a range from the host to the device; `host` and `address` are the range's
    /// starts.
    ///
    /// # Safety
    ///
    /// As for [`Backend::copy_to`], for these bytes.
    pub(crate) unsafe fn copy_to(
        &self,
        backend: &dyn Backend,
        device: u32,
        address: u64,
        host: *const u8,
        part: Range<u64>,
    ) -> Result<(), String> {
        self.through_buffer(backend, device, part, &|buffer, Range { start, end }| {
            let (address, bytes) = (address + start, end - start);
            // SAFETY: the caller's promise; a piece fits into the buffer.
            unsafe {
                let source = host.add(start as usize);
                let Some(buffer) = buffer else { return backend.copy_to(device, address, source, bytes) };
                std::ptr::copy_nonoverlapping(source, buffer.as_ptr(), bytes as usize);
                backend.copy_to(device, address, buffer.as_ptr(), bytes)
            }
        })
    }

    /// Copies the bytes `part` of a range from the device to the host; `host` and `address` are the range's
    /// starts.
    ///
    /// # Safety
    ///
    /// As for [`Backend::copy_from`], for these bytes.
    pub(crate) unsafe fn copy_from(
        &self,
        backend: &dyn Backend,
        device: u32,
        address: u64,
        host: *mut u8,
        part: Range<u64>,
    ) -> Result<(), String> {
        self.through_buffer(backend, device, part, &|buffer, Range { start, end }| {
            let (address, bytes) = (address + start, end - start);
            // SAFETY: the caller's promise; a piece fits into the buffer.
            unsafe {
                let target = host.add(start as usize);
                let Some(buffer) = buffer else { return backend.copy_from(device, address, target, bytes) };
                backend.copy_from(device, address, buffer.as_ptr(), bytes)?;
                std::ptr::copy_nonoverlapping(buffer.as_ptr(), target, bytes as usize);
                Ok(())
            }
        })
    }

    /// Calls `copy` with a buffer and pieces of `part` that fit into it; if there is no pinned memory, calls
    /// it once and without a buffer.
    fn through_buffer(
        &self,
        backend: &dyn Backend,
        device: u32,
        part: Range<u64>,
        copy: &dyn Fn(Option<NonNull<u8>>, Range<u64>) -> Result<(), String>,
    ) -> Result<(), String> {
        let Some(buffer) = self.take(backend, device) else { return copy(None, part) };
        let mut pieces = part.clone().step_by(BUFFER_BYTES as usize);
        let copied =
            pieces.try_for_each(|start| copy(Some(buffer.memory), start..part.end.min(start + BUFFER_BYTES)));
        self.free().push(buffer);
        copied
    }

    fn take(&self, backend: &dyn Backend, device: u32) -> Option<Buffer> {
        let mut free = self.free();
        if let Some(index) = free.iter().position(|buffer| buffer.device == device) {
            return Some(free.swap_remove(index));
        }
        drop(free);
        let memory = backend.allocate_pinned(device, BUFFER_BYTES)?;
        Some(Buffer { device, memory })
    }

    fn free(&self) -> MutexGuard<'_, Vec<Buffer>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::KernelLaunch;
    use offload_abi::BinaryDescriptor;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A device that uses host memory.
    struct Memory {
        pinned: AtomicUsize,
        has_pinned: bool,
        /// The maximum length of a copy.
        longest: u64,
    }

    impl Memory {
        fn new(has_pinned: bool) -> Self {
            let longest = if has_pinned { BUFFER_BYTES } else { u64::MAX };
            Self { pinned: AtomicUsize::new(0), has_pinned, longest }
        }
    }

    impl Backend for Memory {
        unsafe fn register(&self, _: *const BinaryDescriptor) {
            unreachable!();
        }

        fn device_count(&self) -> u32 {
            unreachable!();
        }

        fn allocate(&self, _: u32, _: u64) -> Option<u64> {
            unreachable!();
        }

        unsafe fn free(&self, _: u32, _: u64) {
            unreachable!();
        }

        unsafe fn copy_to(&self, _: u32, address: u64, host: *const u8, bytes: u64) -> Result<(), String> {
            assert!(bytes <= self.longest);
            // SAFETY: the caller's promise.
            unsafe { host.copy_to_nonoverlapping(address as *mut u8, bytes as usize) };
            Ok(())
        }

        unsafe fn copy_from(&self, _: u32, address: u64, host: *mut u8, bytes: u64) -> Result<(), String> {
            assert!(bytes <= self.longest);
            // SAFETY: the caller's promise.
            unsafe { host.copy_from_nonoverlapping(address as *const u8, bytes as usize) };
            Ok(())
        }

        fn allocate_pinned(&self, _: u32, bytes: u64) -> Option<NonNull<u8>> {
            self.pinned.fetch_add(1, Ordering::Relaxed);
            let memory = || NonNull::from(vec![0u8; bytes as usize].leak()).cast();
            self.has_pinned.then(memory)
        }

        unsafe fn launch(&self, _: &KernelLaunch<'_>) -> Result<(), String> {
            unreachable!();
        }
    }

    #[test]
    fn every_byte_arrives_and_buffers_are_used_again() {
        for has_pinned in [true, false] {
            let (staging, memory) = (Staging::default(), Memory::new(has_pinned));
            let bytes = 3 * BUFFER_BYTES + 5;
            let host: Vec<u8> = (0..bytes).map(|i| (i % 251) as u8).collect();
            let (mut device, mut back) = (vec![0u8; bytes as usize], vec![0u8; bytes as usize]);
            let address = device.as_mut_ptr() as u64;
            for part in [0..BUFFER_BYTES + 1, BUFFER_BYTES + 1..bytes] {
                // SAFETY: the parts are inside all three.
                unsafe {
                    staging.copy_to(&memory, 0, address, host.as_ptr(), part.clone()).unwrap();
                    staging.copy_from(&memory, 0, address, back.as_mut_ptr(), part).unwrap();
                }
            }
            assert!(device == host && back == host);
            // Without pinned memory, each copy asks again: there may be some later.
            assert_eq!(memory.pinned.into_inner(), if has_pinned { 1 } else { 4 });
        }
    }

    #[test]
    fn devices_have_buffers_of_their_own() {
        let (staging, memory) = (Staging::default(), Memory::new(true));
        let mut device = [0u8; 8];
        for number in [0, 1, 0, 1] {
            // SAFETY: both have this many bytes.
            unsafe { staging.copy_to(&memory, number, device.as_mut_ptr() as u64, [7; 8].as_ptr(), 0..8) }
                .unwrap();
        }
        assert_eq!((device, memory.pinned.into_inner()), ([7; 8], 2));
    }
}
