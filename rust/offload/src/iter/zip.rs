//! Iterators that combine or wrap others without a closure.

use super::chain::Chain;
use super::source::{Slots, Source};
use crate::launch::Wrong;
use crate::options::Launch;
use crate::slots::{SlotList, SlotWriter};

/// The iterator that [`zip`](super::OffloadIterator::zip) returns.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct Zip<A, B> {
    pub(super) first: A,
    pub(super) second: B,
}

/// The iterator that [`enumerate`](super::OffloadIterator::enumerate) returns.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct Enumerate<S>(pub(super) S);

/// The iterator that [`copied`](super::OffloadIterator::copied) returns.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct Copied<S>(pub(super) S);

/// The iterator that [`on`](super::OffloadIterator::on) returns.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct On<S> {
    pub(super) source: S,
    pub(super) options: Launch,
}

// SAFETY: the slots of both; the lengths are equal, so each index is valid in both.
unsafe impl<A: Source, B: Source> Source for Zip<A, B> {
    type Item = (A::Item, B::Item);
    type Slots<Rest: SlotList> = A::Slots<B::Slots<Rest>>;
    type Loaded = (A::Loaded, B::Loaded);
    const SLOTS: Slots = A::SLOTS.then(&B::SLOTS);
    const CHAIN: Chain = A::CHAIN.then(".zip(").then(B::CHAIN.as_str()).then(")");

    fn length(&self) -> Result<u64, Wrong> {
        let (first, second) = (self.first.length()?, self.second.length()?);
        if first == second {
            return Ok(first);
        }
        let (first_chain, second_chain) = (A::CHAIN, B::CHAIN);
        Err(Wrong::Lengths(format!(
            "`{}` has {first} items, `{}` has {second}",
            first_chain.as_str(),
            second_chain.as_str()
        )))
    }

    fn options(&self) -> Launch {
        self.first.options().or(self.second.options())
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        self.first.bind(slots);
        self.second.bind(slots);
    }

    #[inline]
    unsafe fn load<Rest: SlotList>(slots: Self::Slots<Rest>) -> (Self::Loaded, Rest) {
        // SAFETY: the caller's promise, in the order of `bind`.
        unsafe {
            let (first, slots) = A::load(slots);
            let (second, rest) = B::load(slots);
            ((first, second), rest)
        }
    }

    #[inline]
    unsafe fn item((first, second): &Self::Loaded, index: usize) -> Option<Self::Item> {
        // SAFETY: the caller's promise, for both.
        unsafe { Some((A::item(first, index)?, B::item(second, index)?)) }
    }
}

/// The members that an iterator without its own slots takes from the source in field `$source`.
macro_rules! same_slots {
    ($source:tt) => {
        type Slots<Rest: SlotList> = S::Slots<Rest>;
        type Loaded = S::Loaded;
        const SLOTS: Slots = S::SLOTS;

        fn length(&self) -> Result<u64, Wrong> {
            self.$source.length()
        }

        fn bind(&mut self, slots: &mut SlotWriter<'_>) {
            self.$source.bind(slots);
        }

        #[inline]
        unsafe fn load<Rest: SlotList>(slots: Self::Slots<Rest>) -> (Self::Loaded, Rest) {
            // SAFETY: the caller's promise.
            unsafe { S::load(slots) }
        }
    };
}

// SAFETY: the source's slots; each item is one of the source.
unsafe impl<S: Source> Source for Enumerate<S> {
    type Item = (usize, S::Item);
    const CHAIN: Chain = S::CHAIN.then(".enumerate()");
    same_slots!(0);

    fn options(&self) -> Launch {
        self.0.options()
    }

    #[inline]
    unsafe fn item(source: &S::Loaded, index: usize) -> Option<Self::Item> {
        // SAFETY: the caller's promise.
        Some((index, unsafe { S::item(source, index) }?))
    }
}

// SAFETY: the source's slots; each item is a copy of one of the source.
unsafe impl<'a, T: Copy + 'a, S: Source<Item = &'a T>> Source for Copied<S> {
    type Item = T;
    const CHAIN: Chain = S::CHAIN.then(".copied()");
    same_slots!(0);

    fn options(&self) -> Launch {
        self.0.options()
    }

    #[inline]
    unsafe fn item(source: &S::Loaded, index: usize) -> Option<T> {
        // SAFETY: the caller's promise.
        unsafe { S::item(source, index) }.copied()
    }
}

// SAFETY: the source itself.
unsafe impl<S: Source> Source for On<S> {
    type Item = S::Item;
    const CHAIN: Chain = S::CHAIN;
    same_slots!(source);

    fn options(&self) -> Launch {
        self.options.or(self.source.options())
    }

    #[inline]
    unsafe fn item(source: &S::Loaded, index: usize) -> Option<S::Item> {
        // SAFETY: the caller's promise.
        unsafe { S::item(source, index) }
    }
}
