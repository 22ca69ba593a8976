//! Turns slices and ranges into iterators.

use super::elements::Elements;
use super::iterator::IntoOffload;
use super::range::{Integer, Range};
use crate::DeviceData;
use crate::sealed::Sealed;

impl<T> Sealed for [T] {}
impl<T> Sealed for &[T] {}
impl<T> Sealed for &Vec<T> {}
impl<T, const N: usize> Sealed for &[T; N] {}
impl<N: Integer> Sealed for core::ops::Range<N> {}
impl<N: Integer> Sealed for core::ops::RangeInclusive<N> {}

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

/// Types with an iterator whose items a device may write: mutable slices, and so `Vec`s and arrays.
///
/// The trait is implemented in this crate only.
pub trait OffloadMut: Sealed {
    /// Type of the elements.
    type Data;

    /// Returns an iterator over a `&mut` to each element. The elements are copied to the device and back.
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
