//! Marks the types that are iterators, and the iterators that have an item for each index.

use super::chunks::{Chunks, Rows, Windows};
use super::elements::Elements;
use super::iterator::{IndexedOffloadIterator, IntoOffload, OffloadIterator};
use super::map::{Filter, Map};
use super::memory::Memory;
use super::range::{Integer, Range};
use super::source::Source;
use super::tiles::Tiles;
use super::with::With;
use super::zip::{Copied, Enumerate, On, Zip};
use crate::sealed::Sealed;

macro_rules! iterators {
    ($([$($generics:tt)*] $type:ty;)*) => {
        $(
            impl<$($generics)*> OffloadIterator for $type where Self: Source {}

            impl<$($generics)*> Sealed for $type {}

            /// An iterator returns itself.
            impl<$($generics)*> IntoOffload for $type where Self: OffloadIterator {
                type Data = ();
                type Iter = Self;

                fn offload(self) -> Self {
                    self
                }
            }
        )*
    };
}

/// The iterators whose `item` is `None` only if an item of their sources is.
macro_rules! indexed {
    ($([$($generics:tt)*] $type:ty $(, of $($source:ident)+)?;)*) => {
        iterators! { $([$($generics)*] $type;)* }
        // SAFETY: as the macro says.
        $(unsafe impl<$($generics)*> IndexedOffloadIterator for $type
        where
            Self: OffloadIterator,
            $($($source: IndexedOffloadIterator,)+)?
        {})*
    };
}

indexed! {
    [M: Memory] Elements<M>;
    [M: Memory] Chunks<M>;
    [M: Memory] Rows<M>;
    [M: Memory] Tiles<M>;
    [T] Windows<'_, T>;
    [N: Integer] Range<N>;
    [S, F] Map<S, F>, of S;
    [S] Copied<S>, of S;
    [S] Enumerate<S>, of S;
    [S] On<S>, of S;
    [S, T] With<'_, S, T>, of S;
    [A, B] Zip<A, B>, of A B;
}

iterators! {
    [S, F] Filter<S, F>;
}
