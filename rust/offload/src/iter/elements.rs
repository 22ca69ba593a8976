//! The elements of a slice, one by one.

use super::chain::Chain;
use super::chunks::{Chunks, Rows, Windows};
use super::memory::Memory;
use super::source::{Slots, Source};
use super::tiles::Tiles;
use crate::launch::Wrong;
use crate::slots::{SlotList, SlotWriter};
use core::ptr::NonNull;

/// An iterator over the elements of a slice, made by [`offload`](super::IntoOffload::offload) and
/// [`offload_mut`](super::OffloadMut::offload_mut).
///
/// Items are `&T` over `&[T]`, and `&mut T` over `&mut [T]`.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct Elements<M>(pub(super) M);

impl<'a, T> Elements<&'a [T]> {
    /// Pieces of `size` consecutive elements, `&[T]` each. The last one may be shorter.
    ///
    /// A size of 0 is an [`ErrorKind::Shape`](crate::ErrorKind::Shape) at the launch.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let mut sums = [0; 3];
    /// [1, 2, 3, 4, 5].offload().chunks(2).map(|chunk| chunk.iter().sum()).map_into(&mut sums)?;
    /// assert_eq!(sums, [3, 7, 5]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    pub fn chunks(self, size: usize) -> Chunks<&'a [T]> {
        Chunks { memory: self.0, size }
    }

    /// All runs of `size` neighbours, `&[T]` each: elements 0, 1, 2, then 1, 2, 3, and so on. There are none
    /// if the slice is shorter.
    ///
    /// A size of 0 is an [`ErrorKind::Shape`](crate::ErrorKind::Shape) at the launch.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let heights = [1.0, 4.0, 2.0, 2.0];
    /// let steps = heights.offload().windows(2).map(|pair| pair[1] - pair[0]).collect()?;
    /// assert_eq!(steps, [3.0, -2.0, 0.0]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    pub fn windows(self, size: usize) -> Windows<'a, T> {
        Windows { memory: self.0, size }
    }
}

impl<'a, T> Elements<&'a mut [T]> {
    /// Pieces of `size` consecutive elements, `&mut [T]` each. The last one may be shorter.
    ///
    /// A size of 0 is an [`ErrorKind::Shape`](crate::ErrorKind::Shape) at the launch.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let mut y = [0; 5];
    /// y.offload_mut().chunks_mut(2).enumerate().for_each(|(i, chunk)| chunk.fill(i))?;
    /// assert_eq!(y, [0, 0, 1, 1, 2]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    pub fn chunks_mut(self, size: usize) -> Chunks<&'a mut [T]> {
        Chunks { memory: self.0, size }
    }
}

impl<M: Memory> Elements<M> {
    /// Whole rows of `width` elements: `&[T]` or `&mut [T]` each.
    ///
    /// A length that is no multiple of `width` is an [`ErrorKind::Shape`](crate::ErrorKind::Shape) at the launch.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let mut picture = [3, 1, 2, 9, 7, 8];
    /// picture.offload_mut().rows(3).for_each(|row| row.sort_unstable())?;
    /// assert_eq!(picture, [1, 2, 3, 7, 8, 9]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    pub fn rows(self, width: usize) -> Rows<M> {
        Rows { memory: self.0, width }
    }

    /// Rectangles, `tile.0` wide and `tile.1` high, of rows of `width` elements: from left to right, then down. Those at the
    /// right and lower edges may be smaller. Items are [`Tile`](super::Tile)s.
    ///
    /// A length that is no multiple of `width` is an [`ErrorKind::Shape`](crate::ErrorKind::Shape) at the launch, and so is a tile
    /// without elements.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let mut picture = [0; 12]; // 3 rows of 4
    /// picture.offload_mut().tiles(4, (2, 2)).enumerate().for_each(|(i, mut tile)| {
    ///     for y in 0..tile.height() {
    ///         tile.row_mut(y).fill(i);
    ///     }
    /// })?;
    /// assert_eq!(picture, [0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    pub fn tiles(self, width: usize, tile: (usize, usize)) -> Tiles<M> {
        Tiles { memory: self.0, width, tile }
    }
}

// SAFETY: address and length; item `i` is element `i`.
unsafe impl<M: Memory> Source for Elements<M> {
    type Item = M::Element;
    type Slots<Rest: SlotList> = (NonNull<M::Data>, (u64, Rest));
    type Loaded = NonNull<M::Data>;
    const SLOTS: Slots = Slots::EMPTY.with(M::SHAPE, M::NAME);
    const CHAIN: Chain = Chain::new(M::NAME);

    fn length(&self) -> Result<u64, Wrong> {
        Ok(self.0.length() as u64)
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        self.0.bind(slots);
    }

    #[inline]
    unsafe fn load<Rest: SlotList>((address, (_, rest)): Self::Slots<Rest>) -> (Self::Loaded, Rest) {
        (address, rest)
    }

    #[inline]
    unsafe fn item(address: &Self::Loaded, index: usize) -> Option<M::Element> {
        // SAFETY: the caller's promise: the index is below the length, and is used once.
        Some(unsafe { M::element(address.add(index)) })
    }
}
