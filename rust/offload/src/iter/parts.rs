//! Reductions: each thread combines a part of the items, the host combines the results of the threads.
//!
//! A part is a run of neighbours, and the parts are combined in their order. So the brackets of the result
//! are around the runs: an operation need not be commutative, and every device adds the same numbers in the
//! same order, whatever its number of cores. A GPU would be faster if neighbouring threads read neighbouring
//! elements; its caches make up for most of that.

use super::chain::Chain;
use super::results::collect;
use super::run::Title;
use super::source::{Slots, Source};
use crate::launch::Wrong;
use crate::options::Launch;
use crate::slots::{SlotList, SlotWriter, literal};
use crate::{DeviceData, Result, record};
use core::panic::{AssertUnwindSafe, Location};
use offload_rt::errors;
use std::panic::catch_unwind;

/// Maximum number of parts: enough threads for a large GPU, and few enough results for the host to combine in
/// microseconds.
const MOST_PARTS: u64 = 1 << 14;

/// Threads of a block of a reduction: with few parts, small blocks still spread over a GPU's processors.
const BLOCK: u32 = 64;

/// Number of items of each part but the last one. Up to `MOST_PARTS` items each have a thread of their own,
/// which suits heavy closures.
fn part_size(length: u64) -> u64 {
    length.div_ceil(MOST_PARTS).max(1)
}

/// The items of `source` in runs of neighbours.
struct Parts<S> {
    source: S,
    length: u64,
    size: u64,
}

/// One run of neighbours: an iterator of `core`, for one device thread.
pub struct Part<S: Source> {
    source: S::Loaded,
    next: usize,
    end: usize,
}

// SAFETY: the source's slots, length and size; part `i` begins at item `i * size`, so that no two overlap.
unsafe impl<S: Source> Source for Parts<S> {
    type Item = Part<S>;
    type Slots<Rest: SlotList> = S::Slots<(u64, (u64, Rest))>;
    type Loaded = (S::Loaded, usize, usize);
    const SLOTS: Slots = S::SLOTS
        .with(&[literal::<usize>()], "number of items")
        .with(&[literal::<usize>()], "items of a part");
    const CHAIN: Chain = S::CHAIN;

    fn length(&self) -> core::result::Result<u64, Wrong> {
        Ok(self.source.length()?.div_ceil(self.size))
    }

    fn options(&self) -> Launch {
        self.source.options()
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        self.source.bind(slots);
        slots.number(self.length);
        slots.number(self.size);
    }

    #[inline]
    unsafe fn load<Rest: SlotList>(slots: Self::Slots<Rest>) -> (Self::Loaded, Rest) {
        // SAFETY: the caller's promise.
        let (source, (length, (size, rest))) = unsafe { S::load(slots) };
        ((source, length as usize, size as usize), rest)
    }

    #[inline]
    unsafe fn item(&(source, length, size): &Self::Loaded, index: usize) -> Option<Part<S>> {
        let next = index * size;
        Some(Part { source, next, end: next + size.min(length - next) })
    }
}

impl<S: Source> Iterator for Part<S> {
    type Item = S::Item;

    #[inline]
    fn next(&mut self) -> Option<S::Item> {
        while self.next < self.end {
            let index = self.next;
            self.next += 1;
            // SAFETY: parts do not overlap and this one only advances, so each index is used once; it is
            // below the length.
            if let Some(item) = unsafe { S::item(&self.source, index) } {
                return Some(item);
            }
        }
        None
    }

    /// A plain counted loop, which vectorises.
    #[inline]
    fn fold<A, F: FnMut(A, S::Item) -> A>(self, mut accumulated: A, mut combine: F) -> A {
        for index in self.next..self.end {
            // SAFETY: as in `next`; `self` is consumed.
            if let Some(item) = unsafe { S::item(&self.source, index) } {
                accumulated = combine(accumulated, item);
            }
        }
        accumulated
    }
}

/// Reduces the parts of `source` with `part` on a device, and their results with `combine` on the host, in
/// order.
pub(super) fn reduce<N, S, T, R>(
    source: S,
    part: impl Fn(Part<S>) -> T + Copy + Send + 'static,
    combine: impl FnOnce(Vec<T>) -> R,
    location: &'static Location<'static>,
) -> Result<R>
where
    N: Title,
    S: Source,
    T: DeviceData,
{
    // The launch reports a fault of the source.
    let length = source.length().unwrap_or(1);
    let parts = Parts { source, length, size: part_size(length) };
    let results = collect::<N, _, _, _>(parts, part, BLOCK, location)?;
    if record::was_fallback() {
        // In the fallback, a panic of a kernel's thread has been a panic of this thread.
        return Ok(combine(results));
    }
    catch_unwind(AssertUnwindSafe(|| combine(results))).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let message = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        errors::host_panic(N::TITLE.as_str(), location, message)
    })
}

#[cfg(test)]
mod tests {
    use super::{MOST_PARTS, part_size};

    #[test]
    fn parts_cover_every_length() {
        for length in [0, 1, 2, MOST_PARTS - 1, MOST_PARTS, MOST_PARTS + 1, 3 * MOST_PARTS + 1, u64::MAX] {
            let parts = length.div_ceil(part_size(length));
            assert!(parts <= MOST_PARTS && (parts > 0) == (length > 0), "{length}");
        }
    }
}
