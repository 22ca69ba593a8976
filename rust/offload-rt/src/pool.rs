//! Device memory that is kept for later launches when a range ends.
//!
//! Fresh memory is expensive on every device: on the CPU it causes page faults, which take longer than the
//! copy, and a GPU's driver waits for the device.

use crate::backend::Backend;
use libloading::os::unix::Library;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// Alignment of every range, for vector code on the CPU; the backend promises less.
pub(crate) const ALIGNMENT: u64 = 64;

/// Distance by which the starts of ranges are shifted within [`PAGE`]. Otherwise all large ranges would start
/// at the same offset in a page, and processors assume that a load depends on an earlier store whose address
/// has the same low 12 bits: stencils ran at half their speed. It is a multiple of [`ALIGNMENT`] whose
/// multiples take long to repeat within a page.
const STAGGER: u64 = 21 * ALIGNMENT;

/// See [`STAGGER`].
const PAGE: u64 = 4096;

/// Sizes between one power of two and the next: memory of a class fits all requests that are at most an
/// eighth smaller.
const CLASSES: u64 = 8;

/// The size that is allocated for `bytes` bytes, so that spare memory fits later requests of similar size.
fn class(bytes: u64) -> Option<u64> {
    let power = 1 << bytes.max(2).wrapping_sub(1).ilog2();
    bytes.checked_next_multiple_of((power / CLASSES).max(1))
}

/// Whether the program was built with `-Zsanitizer=address`: then its runtime is in the executable.
static UNDER_ADDRESS_SANITIZER: LazyLock<bool> = LazyLock::new(|| {
    // SAFETY: the address is not used.
    unsafe { Library::this().get::<*const ()>(b"__asan_init\0").is_ok() }
});

/// Bytes that are kept per process, on all devices together.
pub(crate) const SPARE_BYTES: u64 = 512 << 20;

/// Device memory of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Allocation {
    /// Address of the range's first byte.
    pub(crate) address: u64,
    /// The address from the backend, for `free`.
    pub(crate) base: u64,
    /// Number of bytes from `base` on.
    pub(crate) bytes: u64,
}

/// Keeps the memory of ranges that have ended.
pub(crate) struct Pool {
    limit: u64,
    spares: Mutex<Spares>,
    allocations: AtomicU64,
}

/// Memory that nothing uses.
#[derive(Default)]
struct Spares {
    /// Start addresses, by device and size in bytes. There are few sizes, so each has its list.
    bases: BTreeMap<(u32, u64), Vec<u64>>,
    /// Total size in bytes.
    bytes: u64,
}

impl Spares {
    fn add(&mut self, device: u32, bytes: u64, base: u64) {
        self.bases.entry((device, bytes)).or_default().push(base);
        self.bytes += bytes;
    }

    /// Takes the smallest memory with at least `needed` bytes, unless it is more than twice as large. Returns
    /// base and size.
    fn take(&mut self, device: u32, needed: u64) -> Option<(u64, u64)> {
        let most = needed.saturating_mul(2).saturating_add(1);
        let (&(_, bytes), bases) = self.bases.range_mut((device, needed)..=(device, most)).next()?;
        let base = bases.pop();
        if bases.is_empty() {
            self.bases.remove(&(device, bytes));
        }
        self.bytes -= bytes;
        base.map(|base| (base, bytes))
    }

    /// Takes all memory of a device.
    fn take_all(&mut self, device: u32) -> Vec<u64> {
        let of_device = self.bases.extract_if((device, 0)..=(device, u64::MAX), |_, _| true);
        let taken_spares: Vec<((u32, u64), Vec<u64>)> = of_device.collect();
        self.bytes -= taken_spares.iter().map(|((_, bytes), bases)| bytes * bases.len() as u64).sum::<u64>();
        taken_spares.into_iter().flat_map(|(_, bases)| bases).collect()
    }
}

impl Pool {
    /// A pool that keeps at most `limit` bytes.
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, spares: Mutex::default(), allocations: AtomicU64::new(0) }
    }

    /// Allocates `bytes` bytes. The first byte has the same offset from a multiple of `align` as `like`.
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
        // Equal for all ranges of one size, so that spare memory fits any of them.
        let needed = bytes.checked_add(boundary - 1)?.checked_add(offset)?.checked_add(PAGE)?;
        // AddressSanitizer finds accesses behind a range only where nothing is allocated.
        let size = if *UNDER_ADDRESS_SANITIZER { needed } else { class(needed)? };
        let reused = self.lock().take(device, size);
        let (base, bytes) = match reused {
            Some(spare) => spare,
            None => match self.fresh(backend, device, size) {
                Some(base) => (base, size),
                // There may be no memory for the rounding.
                None if size > needed => (backend.allocate(device, needed)?, needed),
                None => return None,
            },
        };
        Some(Allocation { address: (base + stagger).next_multiple_of(boundary) + offset, base, bytes })
    }

    /// Asks the backend for memory. If it has none, frees all spare memory of the device and asks again.
    fn fresh(&self, backend: &dyn Backend, device: u32, bytes: u64) -> Option<u64> {
        backend.allocate(device, bytes).or_else(|| {
            let unused = self.lock().take_all(device);
            if unused.is_empty() {
                return None;
            }
            for base in unused {
                // SAFETY: spare memory was allocated on this device, and nothing uses it.
                unsafe { backend.free(device, base) };
            }
            backend.allocate(device, bytes)
        })
    }

    /// Takes back memory that nothing uses any more.
    pub(crate) fn free(&self, backend: &dyn Backend, device: u32, memory: Allocation) {
        let Allocation { base, bytes, .. } = memory;
        let mut spares = self.lock();
        if spares.bytes.saturating_add(bytes) <= self.limit {
            spares.add(device, bytes, base);
            return;
        }
        drop(spares);
        // SAFETY: the memory was allocated on this device; the caller's range has ended.
        unsafe { backend.free(device, base) }
    }

    fn lock(&self) -> MutexGuard<'_, Spares> {
        self.spares.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_rounded_up_by_an_eighth_at_most() {
        let sizes = [1, 2, 3, 15, 16, 17, 18, 1000, 4096, 4097, 1 << 40];
        let classes = [1, 2, 3, 15, 16, 18, 18, 1024, 4096, 4608, 1 << 40];
        assert_eq!(sizes.map(|size| class(size).unwrap()), classes);
        for size in 1..100_000 {
            let class_of_size = class(size).unwrap();
            assert!(size <= class_of_size && class_of_size - size <= size / 8, "{size}: {class_of_size}");
            assert_eq!(class(class_of_size), Some(class_of_size));
        }
        assert_eq!(class(u64::MAX), None);
    }

    #[test]
    fn the_smallest_that_fits_is_taken_and_its_bytes_are_counted() {
        let mut spares = Spares::default();
        for (device, bytes, base) in [(0, 100, 1), (0, 200, 2), (0, 120, 3), (1, 130, 4), (0, 120, 5)] {
            spares.add(device, bytes, base);
        }
        assert_eq!(spares.bytes, 670);
        assert_eq!(spares.take(0, 110), Some((5, 120)));
        assert_eq!((spares.take(0, 121), spares.take(0, 121)), (Some((2, 200)), None));
        assert_eq!(spares.take(0, 49), None, "the rest is more than twice as large");
        let mut all = spares.take_all(0);
        all.sort_unstable();
        assert_eq!((all, spares.bytes), (vec![1, 3], 130));
        assert_eq!(spares.take(1, 130), Some((4, 130)));
        assert_eq!((spares.bytes, spares.bases.len()), (0, 0));
    }
}
