//! Items together with a whole slice, in which a closure can look up values.

use super::chain::Chain;
use super::memory::Memory;
use super::source::{Slots, Source};
use crate::launch::Wrong;
use crate::options::Launch;
use crate::slots::{SlotList, SlotWriter};
use core::ptr::NonNull;

/// The iterator that [`with`](super::OffloadIterator::with) returns.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct With<'a, S, T> {
    pub(super) source: S,
    pub(super) data: &'a [T],
}

// SAFETY: the source's slots, then address and length; each item is one of the source, and shared references are free
// to copy.
unsafe impl<'a, S: Source, T> Source for With<'a, S, T> {
    type Item = (S::Item, &'a [T]);
    type Slots<Rest: SlotList> = S::Slots<(NonNull<T>, (u64, Rest))>;
    type Loaded = (S::Loaded, &'a [T]);
    const SLOTS: Slots = S::SLOTS.with(<&'a [T] as Memory>::SHAPE, "with()");
    const CHAIN: Chain = S::CHAIN.then(".with()");

    fn length(&self) -> Result<u64, Wrong> {
        self.source.length()
    }

    fn options(&self) -> Launch {
        self.source.options()
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        self.source.bind(slots);
        self.data.bind(slots);
    }

    #[inline]
    unsafe fn load<Rest: SlotList>(slots: Self::Slots<Rest>) -> (Self::Loaded, Rest) {
        // SAFETY: the caller's promise, in the order of `bind`.
        unsafe {
            let (source, (address, (length, rest))) = S::load(slots);
            ((source, <&'a [T] as Memory>::slice(address, length as usize)), rest)
        }
    }

    #[inline]
    unsafe fn item((source, data): &Self::Loaded, index: usize) -> Option<Self::Item> {
        // SAFETY: the caller's promise.
        Some((unsafe { S::item(source, index) }?, data))
    }
}
