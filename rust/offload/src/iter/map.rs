//! Iterators that pass the items of another iterator to a closure.

use super::chain::Chain;
use super::plain::PlainClosure;
use super::run::{ClosureSlots, load_closure};
use super::source::{Slots, Source};
use crate::launch::Wrong;
use crate::options::Launch;
use crate::slots::{SlotList, SlotWriter};
use crate::value;

/// The iterator that [`map`](super::OffloadIterator::map) returns.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct Map<S, F> {
    pub(super) source: S,
    pub(super) closure: F,
}

/// The iterator that [`filter`](super::OffloadIterator::filter) returns.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct Filter<S, F> {
    pub(super) source: S,
    pub(super) closure: F,
}

/// The members that an iterator with a closure `F` takes from its source: the source's slots, and then the
/// closure's.
macro_rules! source_and_closure {
    ($name:literal) => {
        type Slots<Rest: SlotList> = S::Slots<ClosureSlots<F, Rest>>;
        type Loaded = (S::Loaded, F);
        const SLOTS: Slots = S::SLOTS.with(value::shape::<F>(), concat!("closure of ", $name));
        const CHAIN: Chain = S::CHAIN.then(concat!(".", $name, "()"));

        fn length(&self) -> Result<u64, Wrong> {
            self.source.length()
        }

        fn options(&self) -> Launch {
            self.source.options()
        }

        fn bind(&mut self, slots: &mut SlotWriter<'_>) {
            self.source.bind(slots);
            value::bind(&mut self.closure, slots);
        }

        #[inline]
        unsafe fn load<Rest: SlotList>(slots: Self::Slots<Rest>) -> (Self::Loaded, Rest) {
            // SAFETY: the caller's promise, in the order of `bind`.
            unsafe {
                let (source, slots) = S::load(slots);
                let (closure, rest) = load_closure(slots);
                ((source, closure), rest)
            }
        }
    };
}

// SAFETY: the source's slots and the closure's; each item is one of the source.
unsafe impl<S: Source, R, F: Fn(S::Item) -> R + PlainClosure> Source for Map<S, F> {
    type Item = R;
    source_and_closure!("map");

    #[inline]
    unsafe fn item((source, closure): &Self::Loaded, index: usize) -> Option<R> {
        // SAFETY: the caller's promise.
        unsafe { S::item(source, index) }.map(closure)
    }
}

// SAFETY: the source's slots and the closure's; each item is one of the source.
unsafe impl<S: Source, F: Fn(&S::Item) -> bool + PlainClosure> Source for Filter<S, F> {
    type Item = S::Item;
    source_and_closure!("filter");

    #[inline]
    unsafe fn item((source, closure): &Self::Loaded, index: usize) -> Option<S::Item> {
        // SAFETY: the caller's promise.
        unsafe { S::item(source, index) }.filter(closure)
    }
}
