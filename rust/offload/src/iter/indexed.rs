//! What a user can do with an iterator that has an item for each index.

use super::chunks::{Chunks, Rows, Windows};
use super::elements::Elements;
use super::ending::{self, Ending};
use super::into::IntoOffload;
use super::iterator::OffloadIterator;
use super::map::Map;
use super::memory::Memory;
use super::plain::Plain;
use super::range::{Integer, Range};
use super::results::{collect, fill};
use super::zip::{Copied, Enumerate, On, Zip};
use crate::{DeviceData, Result};
use core::mem::MaybeUninit;
use core::panic::Location;

/// An iterator that has an item for each index: all but what comes of [`filter`](OffloadIterator::filter).
///
/// # Safety
///
/// `Source::item` is never `None`. The trait is implemented in this crate only.
pub unsafe trait IndexedOffloadIterator: OffloadIterator {
    /// Pairs of an item of this one and one of `other`: another iterator, a borrowed slice, or a range.
    ///
    /// Both must have the same number of items. Unlike in `std` and rayon, where the shorter one decides, a difference is an
    /// [`Error::Lengths`](crate::Error::Lengths) before anything moves: shorten the slice if that is meant.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let (x, y) = ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]);
    /// let dot: f64 = x.offload().zip(&y).map(|(x, y)| x * y).sum()?;
    /// assert_eq!(dot, 32.0);
    ///
    /// let error = x.offload().zip(&y[..2]).count().unwrap_err();
    /// assert_eq!(error.id(), "OFL105");
    /// # Ok::<(), offload::Error>(())
    /// ```
    fn zip<Z>(self, other: Z) -> Zip<Self, Z::Iter>
    where
        Z: IntoOffload<Data: DeviceData, Iter: IndexedOffloadIterator>,
    {
        Zip { first: self, second: other.offload() }
    }

    /// Pairs of an index, from 0 on, and the item.
    fn enumerate(self) -> Enumerate<Self> {
        Enumerate(self)
    }

    /// Writes each item to the place of its index in `out`. What was there is not sent to the device.
    ///
    /// The number of items must be the length of `out`; another one is an [`Error::Lengths`](crate::Error::Lengths).
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let mut squares = [0; 5];
    /// (0..5).offload().map(|i| i * i).map_into(&mut squares)?;
    /// assert_eq!(squares, [0, 1, 4, 9, 16]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [every launch](OffloadIterator#errors).
    #[track_caller]
    fn map_into(self, out: &mut [Self::Item]) -> Result<()>
    where
        Self::Item: Plain,
    {
        // SAFETY: same layout, and `fill` writes nothing but initialised elements.
        let out = unsafe { &mut *(core::ptr::from_mut(out) as *mut [MaybeUninit<Self::Item>]) };
        fill::<Ending<Self, ending::MapInto>, _, _, _>(
            self,
            |item| item,
            out,
            ending::BLOCK,
            Location::caller(),
        )
    }

    /// A new `Vec` of all items, in their order.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let names = (0..3u8).offload().map(|i| (b'a' + i) as char).collect()?;
    /// assert_eq!(names, ['a', 'b', 'c']);
    /// # Ok::<(), offload::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [every launch](OffloadIterator#errors).
    #[track_caller]
    fn collect(self) -> Result<Vec<Self::Item>>
    where
        Self::Item: Plain,
    {
        collect::<Ending<Self, ending::Collect>, _, _, _>(
            self,
            |item| item,
            ending::BLOCK,
            Location::caller(),
        )
    }
}

/// The types whose items are never `None`, as those of what they are made of.
macro_rules! indexed {
    ($([$($generics:tt)*] $type:ty;)*) => {
        // SAFETY: `item` of these is always `Some`.
        $(unsafe impl<$($generics)*> IndexedOffloadIterator for $type where Self: OffloadIterator {})*
    };
}

indexed! {
    [M: Memory] Elements<M>;
    [M: Memory] Chunks<M>;
    [M: Memory] Rows<M>;
    [T] Windows<'_, T>;
    [N: Integer] Range<N>;
    [S: IndexedOffloadIterator, F] Map<S, F>;
    [S: IndexedOffloadIterator] Copied<S>;
    [S: IndexedOffloadIterator] Enumerate<S>;
    [S: IndexedOffloadIterator] On<S>;
    [A: IndexedOffloadIterator, B: IndexedOffloadIterator] Zip<A, B>;
}
