//! The numbers of a range.

use super::chain::Chain;
use super::source::{Slots, Source};
use crate::launch::Wrong;
use crate::sealed::Sealed;
use crate::slots::{SlotList, SlotWriter, literal};

/// The integers of a range. `offload` of `a..b` and `a..=b` returns it.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct Range<N> {
    pub(super) first: N,
    /// One more than the maximum of `u64` if the range has all numbers of its type.
    pub(super) length: u128,
}

/// An integer type whose ranges are iterators: `u8` to `u64`, `i8` to `i64`, `usize` and `isize`.
///
/// The trait is implemented in this crate only.
#[diagnostic::on_unimplemented(
    message = "a range of `{Self}` is no iterator for a device",
    label = "not an integer of at most 64 bits",
    note = "make the numbers of indices: `(0..n).offload().map(move |i| start + step * i as f64)`"
)]
pub trait Integer: Copy + Sealed {
    #[doc(hidden)]
    fn to_slot(self) -> u64;
    #[doc(hidden)]
    fn from_slot(first: u64, index: usize) -> Self;
    #[doc(hidden)]
    fn distance(self, end: Self) -> u128;
    #[doc(hidden)]
    fn distance_to_last(self, last: Self) -> u128;
}

macro_rules! integers {
    ($($type:ty)*) => {
        $(
            impl Sealed for $type {}

            impl Integer for $type {
                #[inline]
                fn to_slot(self) -> u64 {
                    self as u64
                }

                #[inline]
                fn from_slot(first: u64, index: usize) -> Self {
                    first.wrapping_add(index as u64) as Self
                }

                fn distance(self, end: Self) -> u128 {
                    // An empty range may end below its start.
                    (end as i128 - self as i128).max(0) as u128
                }

                fn distance_to_last(self, last: Self) -> u128 {
                    (last as i128 - self as i128 + 1).max(0) as u128
                }
            }
        )*
    };
}

integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl<N: Integer> Range<N> {
    pub(super) fn new(first: N, length: u128) -> Self {
        Self { first, length }
    }
}

// SAFETY: one slot; the items are numbers.
unsafe impl<N: Integer> Source for Range<N> {
    type Item = N;
    type Slots<Rest: SlotList> = (u64, Rest);
    type Loaded = u64;
    const SLOTS: Slots = Slots::EMPTY.with(&[literal::<u64>()], "start of range");
    const CHAIN: Chain = Chain::new("range");

    fn length(&self) -> Result<u64, Wrong> {
        u64::try_from(self.length).map_err(|_| Wrong::Shape(format!("a range of {} numbers", self.length)))
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        slots.number(self.first.to_slot());
    }

    #[inline]
    unsafe fn load<Rest: SlotList>((first, rest): Self::Slots<Rest>) -> (u64, Rest) {
        (first, rest)
    }

    #[inline]
    unsafe fn item(&first: &u64, index: usize) -> Option<N> {
        Some(N::from_slot(first, index))
    }
}
