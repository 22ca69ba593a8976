//! The parameters of a kernel's shim as a list of types.
//!
//! Which slots a kernel has follows from its arguments, or from what an iterator is made of, so the parameters are computed by traits:
//! each argument or source puts its own in front of a list, and takes them off again on the device. Every slice keeps a pointer
//! parameter of its own that way, with what the descriptor promises of it.

use crate::slots::{SlotReader, SlotValue};

/// `()`, the empty list, or `(First, Rest)`.
///
/// # Safety
///
/// The types are those of the slots in the order of the list.
pub unsafe trait SlotList: Sized {
    /// First parameter; `()`, which takes none, of the empty list.
    type First: SlotValue;
    /// The others.
    type Rest: SlotList;

    /// Puts a parameter in front.
    fn new(first: Self::First, rest: Self::Rest) -> Self;

    /// The empty list. For any other it does not compile: the shim has no parameters left.
    fn end() -> Self;

    /// Reads the parameters from the slots of a launch.
    ///
    /// # Safety
    ///
    /// The next slots were written for these types.
    unsafe fn take(reader: &mut SlotReader<'_>) -> Self;
}

// SAFETY: no slots.
unsafe impl SlotList for () {
    type First = ();
    type Rest = ();

    #[inline]
    fn new((): (), (): ()) {}

    #[inline]
    fn end() {}

    unsafe fn take(_: &mut SlotReader<'_>) {}
}

// SAFETY: the first slot, then those of the rest.
unsafe impl<First: SlotValue, Rest: SlotList> SlotList for (First, Rest) {
    type First = First;
    type Rest = Rest;

    #[inline]
    fn new(first: First, rest: Rest) -> Self {
        (first, rest)
    }

    #[inline]
    fn end() -> Self {
        const { panic!("a kernel has too many arguments: put some of them into a struct") }
    }

    unsafe fn take(reader: &mut SlotReader<'_>) -> Self {
        // SAFETY: the caller's, in the order of the list.
        unsafe { (First::take(reader), Rest::take(reader)) }
    }
}
