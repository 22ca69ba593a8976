//! The methods of an iterator.

use super::ending::{self, Ending};
use super::map::{Filter, Map};
use super::parts::{Part, reduce};
use super::plain::{Plain, PlainClosure};
use super::results::{collect, fill};
use super::run::for_each;
use super::source::Source;
use super::with::With;
use super::zip::{Copied, Enumerate, On, Zip};
use crate::options::Launch;
use crate::sealed::Sealed;
use crate::{DeviceData, Result};
use core::cmp::Ordering;
use core::iter::{Product, Sum};
use core::mem::MaybeUninit;
use core::panic::Location;

/// An iterator whose items the threads of a device pass to closures.
///
/// Methods such as [`map`](Self::map) return another iterator; nothing runs yet. Methods that return a
/// [`Result`] are launches: they copy the slices to the device, run one thread per item, or a few thousand
/// for a reduction, and copy written slices back. Without items, nothing runs.
///
/// A closure is copied to every thread, so it captures plain values only, by `move` ([`PlainClosure`]).
///
/// # Errors
///
/// Every launch returns [`ErrorKind::Lengths`](crate::ErrorKind::Lengths) if zipped lengths differ,
/// [`ErrorKind::Shape`](crate::ErrorKind::Shape) for impossible chunks or rows,
/// [`ErrorKind::Panic`](crate::ErrorKind::Panic) if a closure panicked, and the errors of the device or its
/// runtime. A failed launch has copied nothing back. Without the plugin a panic unwinds through the launch.
///
/// The trait is implemented in this crate only.
pub trait OffloadIterator: Source {
    /// Passes each item to `f`, and makes an iterator of the results.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let (scale, x) = (0.5, [1.0, 2.0]);
    /// let halves = x.offload().map(move |x| scale * x).collect()?;
    /// assert_eq!(halves, [0.5, 1.0]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    fn map<R, F: Fn(Self::Item) -> R + PlainClosure>(self, f: F) -> Map<Self, F> {
        Map { source: self, closure: f }
    }

    /// Keeps the items for which `f` is true. The remaining items have no indices: they can be reduced,
    /// counted, or passed to [`for_each`](Self::for_each).
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let even = (0..11u32).offload().filter(|i| i % 2 == 0).count()?;
    /// assert_eq!(even, 6);
    /// # Ok::<(), offload::Error>(())
    /// ```
    fn filter<F: Fn(&Self::Item) -> bool + PlainClosure>(self, f: F) -> Filter<Self, F> {
        Filter { source: self, closure: f }
    }

    /// The elements themselves instead of references to them.
    fn copied<'a, T: Copy + 'a>(self) -> Copied<Self>
    where
        Self: Source<Item = &'a T>,
    {
        Copied(self)
    }

    /// Pairs of an item of this iterator and one of `other`: an iterator, a borrowed slice, or a range.
    ///
    /// Both must have the same number of items. Unlike in `std` and rayon, where the shorter one decides, a
    /// difference is an [`ErrorKind::Lengths`](crate::ErrorKind::Lengths) before anything moves.
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
        Self: IndexedOffloadIterator,
        Z: IntoOffload,
        Z::Data: DeviceData,
        Z::Iter: IndexedOffloadIterator,
    {
        Zip { first: self, second: other.offload() }
    }

    /// Pairs of an index, from 0 on, and the item.
    fn enumerate(self) -> Enumerate<Self>
    where
        Self: IndexedOffloadIterator,
    {
        Enumerate(self)
    }

    /// Pairs every item with the whole of `data`, to be read at any index.
    ///
    /// A closure cannot capture a slice, which has to be copied to the device. `data` is copied once.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let (table, indices) = ([0.5, 1.5, 2.5], [2u32, 0, 2, 1]);
    /// let elements = indices.offload().with(&table).map(|(i, table)| table[*i as usize]).collect()?;
    /// assert_eq!(elements, [2.5, 0.5, 2.5, 1.5]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    fn with<T: DeviceData>(self, data: &[T]) -> With<'_, Self, T> {
        With { source: self, data }
    }

    /// Chooses device and block size for the launch. Options that are unset here come from an inner `on`; of
    /// two zipped iterators, the options of the first take precedence.
    ///
    /// ```
    /// use offload::prelude::*;
    /// use offload::Launch;
    ///
    /// let mut y = [1.5; 1000];
    /// y.offload_mut().on(Launch::new().block(128)).for_each(|y| *y *= 2.0)?;
    /// assert_eq!(y, [3.0; 1000]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    fn on(self, options: Launch) -> On<Self> {
        On { source: self, options }
    }

    /// Passes each item to `f` in a thread of its own, and waits until all are done.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let mut y = [1, 2, 3];
    /// y.offload_mut().enumerate().for_each(|(i, y)| *y += 10 * i)?;
    /// assert_eq!(y, [1, 12, 23]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    #[track_caller]
    fn for_each<F: Fn(Self::Item) + PlainClosure>(self, f: F) -> Result<()> {
        for_each::<Ending<Self, ending::ForEach>, _, _>(self, f, ending::BLOCK, Location::caller())
    }

    /// Writes each item to the place of its index in `out`. The old elements are not sent to the device.
    ///
    /// The number of items must be the length of `out`; any other number is an
    /// [`ErrorKind::Lengths`](crate::ErrorKind::Lengths).
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let mut squares = [0; 5];
    /// (0..5).offload().map(|i| i * i).map_into(&mut squares)?;
    /// assert_eq!(squares, [0, 1, 4, 9, 16]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    #[track_caller]
    fn map_into(self, out: &mut [Self::Item]) -> Result<()>
    where
        Self: IndexedOffloadIterator,
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
    #[track_caller]
    fn collect(self) -> Result<Vec<Self::Item>>
    where
        Self: IndexedOffloadIterator,
        Self::Item: Plain,
    {
        collect::<Ending<Self, ending::Collect>, _, _, _>(
            self,
            |item| item,
            ending::BLOCK,
            Location::caller(),
        )
    }

    /// The sum of all items, 0 if there are none.
    ///
    /// Items are numbers or references to numbers, or other types that [`Sum`] adds up to plain data. The
    /// launch adds runs of neighbours, and then the runs in order. The bracketing depends on the number of
    /// items only: the same items give the same bits in every run on one device. An overflow is an error if
    /// it is a panic on the host.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let x = [1.0, 2.0, 3.0];
    /// let squares: f64 = x.offload().map(|x| x * x).sum()?;
    /// assert_eq!(squares, 14.0);
    /// # Ok::<(), offload::Error>(())
    /// ```
    #[track_caller]
    fn sum<S: Sum<Self::Item> + Sum<S> + Plain>(self) -> Result<S> {
        let combine = |parts: Vec<S>| parts.into_iter().sum();
        reduce::<Ending<Self, ending::Sums>, _, _, _>(self, |part| part.sum(), combine, Location::caller())
    }

    /// The product of all items, 1 if there are none. Otherwise like [`sum`](Self::sum).
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let factorial: u64 = (1..=20u64).offload().product()?;
    /// assert_eq!(factorial, 2_432_902_008_176_640_000);
    /// # Ok::<(), offload::Error>(())
    /// ```
    #[track_caller]
    fn product<P: Product<Self::Item> + Product<P> + Plain>(self) -> Result<P> {
        let combine = |parts: Vec<P>| parts.into_iter().product();
        reduce::<Ending<Self, ending::Products>, _, _, _>(
            self,
            |part| part.product(),
            combine,
            Location::caller(),
        )
    }

    /// Combines all items with `op`, beginning with `identity()`, which may be combined more than once.
    ///
    /// If `op` is associative, the result equals the result of a sequential loop. `op` need not be
    /// commutative: it gets its operands in the order of the items. As for [`sum`](Self::sum), the bracketing
    /// depends on the number of items only.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let x: [f32; 4] = [0.5, -3.0, 2.0, 1.0];
    /// let largest = x.offload().map(|x| x.abs()).reduce(|| 0.0, f32::max)?;
    /// assert_eq!(largest, 3.0);
    /// # Ok::<(), offload::Error>(())
    /// ```
    #[track_caller]
    fn reduce<ID, OP>(self, identity: ID, op: OP) -> Result<Self::Item>
    where
        Self::Item: Plain,
        ID: Fn() -> Self::Item + PlainClosure,
        OP: Fn(Self::Item, Self::Item) -> Self::Item + PlainClosure,
    {
        let combine = |parts: Vec<Self::Item>| parts.into_iter().fold(identity(), op);
        let part = move |part: Part<Self>| part.fold(identity(), op);
        reduce::<Ending<Self, ending::Reduce>, _, _, _>(self, part, combine, Location::caller())
    }

    /// Number of items; after a [`filter`](Self::filter), of the remaining ones.
    ///
    /// The launch makes every item, even if their number is known.
    #[track_caller]
    fn count(self) -> Result<usize> {
        let combine = |parts: Vec<usize>| parts.into_iter().sum();
        reduce::<Ending<Self, ending::Count>, _, _, _>(self, |part| part.count(), combine, Location::caller())
    }

    /// The least item, the first one of several; `None` if there are none.
    ///
    /// References cannot come back from a device: [`copied`](Self::copied) makes values of them. Floats have
    /// no total order: [`min_by`](Self::min_by) takes one, such as `f64::total_cmp`.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let x = [3, -7, 5];
    /// assert_eq!(x.offload().copied().min()?, Some(-7));
    /// # Ok::<(), offload::Error>(())
    /// ```
    #[track_caller]
    fn min(self) -> Result<Option<Self::Item>>
    where
        Self::Item: Ord + Plain,
    {
        let combine = |parts: Vec<Option<Self::Item>>| parts.into_iter().flatten().min();
        reduce::<Ending<Self, ending::Min>, _, _, _>(self, |part| part.min(), combine, Location::caller())
    }

    /// The greatest item, the last one of several; `None` without items. Otherwise like [`min`](Self::min).
    #[track_caller]
    fn max(self) -> Result<Option<Self::Item>>
    where
        Self::Item: Ord + Plain,
    {
        let combine = |parts: Vec<Option<Self::Item>>| parts.into_iter().flatten().max();
        reduce::<Ending<Self, ending::Max>, _, _, _>(self, |part| part.max(), combine, Location::caller())
    }

    /// Like [`min`](Self::min), in the order of `compare`.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let x = [3.0, -7.5, 5.0];
    /// assert_eq!(x.offload().copied().min_by(f64::total_cmp)?, Some(-7.5));
    /// # Ok::<(), offload::Error>(())
    /// ```
    #[track_caller]
    fn min_by<F>(self, compare: F) -> Result<Option<Self::Item>>
    where
        Self::Item: Plain,
        F: Fn(&Self::Item, &Self::Item) -> Ordering + PlainClosure,
    {
        let combine = |parts: Vec<Option<Self::Item>>| parts.into_iter().flatten().min_by(compare);
        let part = move |part: Part<Self>| part.min_by(compare);
        reduce::<Ending<Self, ending::MinBy>, _, _, _>(self, part, combine, Location::caller())
    }

    /// Like [`max`](Self::max), in the order of `compare`.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let x: [f64; 3] = [3.0, -7.5, 5.0];
    /// let furthest = x.offload().copied().enumerate().max_by(|(_, x), (_, y)| x.abs().total_cmp(&y.abs()))?;
    /// assert_eq!(furthest, Some((1, -7.5)));
    /// # Ok::<(), offload::Error>(())
    /// ```
    #[track_caller]
    fn max_by<F>(self, compare: F) -> Result<Option<Self::Item>>
    where
        Self::Item: Plain,
        F: Fn(&Self::Item, &Self::Item) -> Ordering + PlainClosure,
    {
        let combine = |parts: Vec<Option<Self::Item>>| parts.into_iter().flatten().max_by(compare);
        let part = move |part: Part<Self>| part.max_by(compare);
        reduce::<Ending<Self, ending::MaxBy>, _, _, _>(self, part, combine, Location::caller())
    }
}

/// An iterator with an item for each index: all but those after a [`filter`](OffloadIterator::filter).
///
/// The trait is implemented in this crate only.
///
/// # Safety
///
/// `Source::item` is never `None`.
#[diagnostic::on_unimplemented(
    message = "what a filter has left has no indices",
    label = "a filter drops some of its items",
    note = "it can be reduced, counted, or be given to `for_each`; zip, enumerate, and collect what is not filtered yet"
)]
pub unsafe trait IndexedOffloadIterator: OffloadIterator {}

/// Types with an iterator of items that a device makes or reads: slices, `Vec`s, arrays, integer ranges.
///
/// The trait is implemented in this crate only.
///
/// ```
/// use offload::prelude::*;
///
/// let x = vec![1.5, 2.5, 4.0];
/// let total: f64 = x.offload().sum()?;
/// assert_eq!(total, 8.0);
///
/// let squares = (0..4u32).offload().map(|i| i * i).collect()?;
/// assert_eq!(squares, [0, 1, 4, 9]);
/// # Ok::<(), offload::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no iterator for a device",
    label = "not a slice, a range of integers, or an iterator of `offload`",
    note = "borrow what is read (`&x`, or `x.offload()`), or call `.offload_mut()` for what is written"
)]
pub trait IntoOffload: Sized + Sealed {
    /// The type that has to be plain data: a slice's elements, or `()` if nothing is copied.
    type Data;
    /// The iterator.
    type Iter: OffloadIterator;

    /// The iterator over it. Nothing runs before a method such as [`for_each`](OffloadIterator::for_each) launches it.
    fn offload(self) -> Self::Iter
    where
        Self::Data: DeviceData;
}
