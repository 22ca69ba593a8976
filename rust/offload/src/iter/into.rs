//! From slices and ranges to iterators.

use super::elements::Elements;
use super::iterator::OffloadIterator;
use super::range::{Integer, Range};
use crate::DeviceData;

/// What has an iterator whose items are made or read on a device: slices, `Vec`s, arrays, and ranges of integers.
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
pub trait IntoOffload: Sized {
    /// What has to be plain data: the elements of a slice; `()` where nothing is copied.
    type Data;
    /// The iterator.
    type Iter: OffloadIterator;

    /// The iterator over it. Nothing runs before a method such as [`for_each`](OffloadIterator::for_each) launches it.
    fn offload(self) -> Self::Iter
    where
        Self::Data: DeviceData;
}

impl<'a, T> IntoOffload for &'a [T] {
    type Data = T;
    type Iter = Elements<&'a [T]>;

    fn offload(self) -> Self::Iter
    where
        T: DeviceData,
    {
        Elements(self)
    }
}

impl<'a, T> IntoOffload for &'a Vec<T> {
    type Data = T;
    type Iter = Elements<&'a [T]>;

    fn offload(self) -> Self::Iter
    where
        T: DeviceData,
    {
        Elements(self)
    }
}

impl<'a, T, const N: usize> IntoOffload for &'a [T; N] {
    type Data = T;
    type Iter = Elements<&'a [T]>;

    fn offload(self) -> Self::Iter
    where
        T: DeviceData,
    {
        Elements(self)
    }
}

impl<N: Integer> IntoOffload for core::ops::Range<N> {
    type Data = ();
    type Iter = Range<N>;

    fn offload(self) -> Range<N> {
        Range::new(self.start, self.start.distance(self.end))
    }
}

impl<N: Integer> IntoOffload for core::ops::RangeInclusive<N> {
    type Data = ();
    type Iter = Range<N>;

    fn offload(self) -> Range<N> {
        let (first, last) = self.into_inner();
        Range::new(first, first.distance_to_last(last))
    }
}

/// What has an iterator whose items a device may write: mutable slices, and by them `Vec`s and arrays.
pub trait OffloadMut {
    /// Type of the elements.
    type Data;

    /// The iterator of `&mut` to each element. The elements are copied to the device and back.
    ///
    /// ```
    /// use offload::prelude::*;
    ///
    /// let x = [1.0, 2.0, 3.0];
    /// let mut y = vec![10.0; 3];
    /// y.offload_mut().zip(&x).for_each(|(y, x)| *y += 2.0 * x)?;
    /// assert_eq!(y, [12.0, 14.0, 16.0]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    fn offload_mut(&mut self) -> Elements<&mut [Self::Data]>
    where
        Self::Data: DeviceData;
}

impl<T> OffloadMut for [T] {
    type Data = T;

    fn offload_mut(&mut self) -> Elements<&mut [T]>
    where
        T: DeviceData,
    {
        Elements(self)
    }
}
