//! Device memory, kept for the next launch when a range ends.
//!
//! Fresh memory is dear everywhere: the CPU's must be faulted in page by page, which takes longer than the copy, and a
//! GPU's driver waits for the device.

use crate::backend::Backend;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Every range starts at such a boundary, as vector code on the CPU wants it; the backend promises less.
pub(crate) const ALIGNMENT: u64 = 64;

/// Distance by which the beginnings of ranges are moved apart within [`PAGE`]. Large ranges would otherwise all begin at the same
/// place in a page, and processors take a load for dependent on a store before it whose address has the same low 12 bits:
/// stencils ran at half their speed. A multiple of [`ALIGNMENT`] that comes back to the same place late.
const STAGGER: u64 = 21 * ALIGNMENT;

/// See [`STAGGER`].
const PAGE: u64 = 4096;

/// Bytes that are kept per process, on all devices together.
pub(crate) const SPARE_BYTES: u64 = 512 << 20;

/// Device memory of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Allocation {
    /// Where the range's first byte is.
    pub(crate) address: u64,
    /// What the backend gave, to be given back.
    pub(crate) base: u64,
    /// Bytes from `base` on.
    pub(crate) bytes: u64,
}

struct Spare {
    device: u32,
    base: u64,
    bytes: u64,
}

/// Memory of ranges that have ended.
pub(crate) struct Pool {
    limit: u64,
    spare: Mutex<Vec<Spare>>,
    allocations: AtomicU64,
}

impl Pool {
    /// A pool that keeps at most `limit` bytes.
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, spare: Mutex::default(), allocations: AtomicU64::new(0) }
    }

    /// Allocates `bytes` so that the first byte lies like `like` with respect to `align`.
    pub(crate) fn allocate(
        &self,
        backend: &dyn Backend,
        device: u32,
        bytes: u64,
        align: u64,
        like: u64,
    ) -> Option<Allocation> {
        let boundary = align.max(ALIGNMENT);
        // A union may start inside an element of one of its parts.
        let offset = like % align;
        let stagger = self.allocations.fetch_add(1, Ordering::Relaxed).wrapping_mul(STAGGER) % PAGE;
        // The same for all ranges of a size, so that spare memory fits any of them.
        let needed = bytes.checked_add(boundary - 1)?.checked_add(offset)?.checked_add(PAGE)?;
        let Spare { base, bytes, .. } =
            self.reuse(device, needed).or_else(|| self.fresh(backend, device, needed))?;
        Some(Allocation { address: (base + stagger).next_multiple_of(boundary) + offset, base, bytes })
    }

    /// The smallest spare memory that is large enough, and not far too large.
    fn reuse(&self, device: u32, needed: u64) -> Option<Spare> {
        let mut spare = self.lock();
        let fits =
            |spare: &Spare| spare.device == device && spare.bytes >= needed && spare.bytes / 2 <= needed;
        let (index, _) =
            spare.iter().enumerate().filter(|(_, spare)| fits(spare)).min_by_key(|(_, spare)| spare.bytes)?;
        Some(spare.swap_remove(index))
    }

    /// Asks the backend, after giving all spare memory of the device back if need be.
    fn fresh(&self, backend: &dyn Backend, device: u32, bytes: u64) -> Option<Spare> {
        let base = backend.allocate(device, bytes).or_else(|| {
            let unused: Vec<Spare> = self.lock().extract_if(.., |spare| spare.device == device).collect();
            if unused.is_empty() {
                return None;
            }
            for spare in unused {
                // SAFETY: spare memory was allocated on this device, and nothing is in it.
                unsafe { backend.free(device, spare.base) };
            }
            backend.allocate(device, bytes)
        })?;
        Some(Spare { device, base, bytes })
    }

    /// Takes memory back that nothing uses any more.
    pub(crate) fn free(&self, backend: &dyn Backend, device: u32, memory: Allocation) {
        let Allocation { base, bytes, .. } = memory;
        let mut spare = self.lock();
        let kept: u64 = spare.iter().map(|spare| spare.bytes).sum();
        if kept.saturating_add(bytes) <= self.limit {
            spare.push(Spare { device, base, bytes });
            return;
        }
        drop(spare);
        // SAFETY: the memory was allocated on this device; the caller's range has ended.
        unsafe { backend.free(device, base) }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Spare>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
