//! Pieces of a slice with several elements each.

use super::chain::Chain;
use super::memory::Memory;
use super::source::{Slots, Source};
use crate::launch::Wrong;
use crate::slots::{SlotList, SlotWriter, literal};
use core::ptr::NonNull;

/// Pieces of equal size, except for a shorter last one. `chunks` and `chunks_mut` return it.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct Chunks<M> {
    pub(super) memory: M,
    pub(super) size: usize,
}

/// Whole rows of equal width. [`rows`](super::Elements::rows) returns it.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct Rows<M> {
    pub(super) memory: M,
    pub(super) width: usize,
}

/// Runs of neighbours. [`windows`](super::Elements::windows) returns it.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct Windows<'a, T> {
    pub(super) memory: &'a [T],
    pub(super) size: usize,
}

/// Refuses a size of 0.
pub(super) fn not_empty(size: usize, pieces: &str) -> Result<(), Wrong> {
    if size == 0 { Err(Wrong::Shape(format!("{pieces} of 0 elements"))) } else { Ok(()) }
}

/// The number of rows of `width` in `length` elements. All rows must be complete.
pub(super) fn whole_rows(length: usize, width: usize) -> Result<usize, Wrong> {
    let height = length.checked_div(width).unwrap_or(0);
    if width * height == length {
        Ok(height)
    } else {
        Err(Wrong::Shape(format!("{length} elements are not a whole number of rows of {width}")))
    }
}

// SAFETY: address, length and size; item `i` begins at element `i * size`, so that no two overlap.
unsafe impl<M: Memory> Source for Chunks<M> {
    type Item = M::Slice;
    type Slots<Rest: SlotList> = (NonNull<M::Data>, (u64, (u64, Rest)));
    type Loaded = (NonNull<M::Data>, usize, usize);
    const SLOTS: Slots = Slots::EMPTY.with(M::SHAPE, M::NAME).with(&[literal::<usize>()], "size of chunks");
    const CHAIN: Chain = Chain::new(M::NAME).then(M::CHUNKS);

    fn length(&self) -> Result<u64, Wrong> {
        not_empty(self.size, "chunks")?;
        Ok(self.memory.length().div_ceil(self.size) as u64)
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        self.memory.bind(slots);
        slots.number(self.size as u64);
    }

    #[inline]
    unsafe fn load<Rest: SlotList>(
        (address, (length, (size, rest))): Self::Slots<Rest>,
    ) -> (Self::Loaded, Rest) {
        ((address, length as usize, size as usize), rest)
    }

    #[inline]
    unsafe fn item(&(address, length, size): &Self::Loaded, index: usize) -> Option<M::Slice> {
        let start = index * size;
        // SAFETY: the caller's promise: the chunk begins inside the slice, ends at its end at the latest, and each
        // chunk is requested once.
        Some(unsafe { M::slice(address.add(start), size.min(length - start)) })
    }
}

// SAFETY: address, length and width; `length` has checked that the rows fill the slice, and no two overlap.
unsafe impl<M: Memory> Source for Rows<M> {
    type Item = M::Slice;
    type Slots<Rest: SlotList> = (NonNull<M::Data>, (u64, (u64, Rest)));
    type Loaded = (NonNull<M::Data>, usize);
    const SLOTS: Slots = Slots::EMPTY.with(M::SHAPE, M::NAME).with(&[literal::<usize>()], "width of rows");
    const CHAIN: Chain = Chain::new(M::NAME).then(".rows()");

    fn length(&self) -> Result<u64, Wrong> {
        Ok(whole_rows(self.memory.length(), self.width)? as u64)
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        self.memory.bind(slots);
        slots.number(self.width as u64);
    }

    #[inline]
    unsafe fn load<Rest: SlotList>((address, (_, (width, rest))): Self::Slots<Rest>) -> (Self::Loaded, Rest) {
        ((address, width as usize), rest)
    }

    #[inline]
    unsafe fn item(&(address, width): &Self::Loaded, index: usize) -> Option<M::Slice> {
        // SAFETY: the caller's promise: the row is inside the slice, and each row is requested once.
        Some(unsafe { M::slice(address.add(index * width), width) })
    }
}

// SAFETY: address, length and size. Items overlap, and are shared references.
unsafe impl<'a, T> Source for Windows<'a, T> {
    type Item = &'a [T];
    type Slots<Rest: SlotList> = (NonNull<T>, (u64, (u64, Rest)));
    type Loaded = (NonNull<T>, usize);
    const SLOTS: Slots = Slots::EMPTY
        .with(<&'a [T] as Memory>::SHAPE, <&'a [T] as Memory>::NAME)
        .with(&[literal::<usize>()], "size of windows");
    const CHAIN: Chain = Chain::new(<&'a [T] as Memory>::NAME).then(".windows()");

    fn length(&self) -> Result<u64, Wrong> {
        not_empty(self.size, "windows")?;
        // A slice of values without bytes may have `usize::MAX` of them.
        Ok(self.memory.len().saturating_sub(self.size - 1) as u64)
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        self.memory.bind(slots);
        slots.number(self.size as u64);
    }

    #[inline]
    unsafe fn load<Rest: SlotList>((address, (_, (size, rest))): Self::Slots<Rest>) -> (Self::Loaded, Rest) {
        ((address, size as usize), rest)
    }

    #[inline]
    unsafe fn item(&(address, size): &Self::Loaded, index: usize) -> Option<&'a [T]> {
        // SAFETY: the caller's promise: the last window ends where the slice ends.
        Some(unsafe { <&'a [T] as Memory>::slice(address.add(index), size) })
    }
}
