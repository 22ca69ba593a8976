//! The 8-byte slots that carry a kernel's arguments.
//!
//! The parameters of a kernel's shim are a list of types. They follow from its arguments, or from an
//! iterator's parts: each argument or source puts its parameters in front of a list, and removes them again
//! on the device. So every slice has its own pointer parameter, with the attributes that the descriptor
//! gives.

use core::ffi::c_void;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use offload_abi::{SLOT_BY_VALUE, SLOT_COUNT_IN_NEXT, SLOT_LITERAL, SLOT_NOALIAS, SLOT_READONLY, Slot, Text};

/// One slot. Not a `u64`, so that a pointer in it keeps its provenance and a small aggregate its padding.
pub type SlotWord = MaybeUninit<u64>;

/// The description of one argument's slots. The kernel's macro adds the name.
pub type Shape = &'static [Slot];

/// A slot of `kind` for `count` elements of `T`, without a name.
pub(crate) const fn slot<T>(kind: u32, flags: u32, count: u64) -> Slot {
    Slot {
        kind,
        flags,
        element_size: size_of::<T>() as u64,
        element_align: align_of::<T>() as u64,
        count,
        name: Text::new(""),
        fields: core::ptr::null(),
        field_count: 0,
        witness: core::ptr::null(),
    }
}

/// The flags of a range that every thread reads and none writes.
pub(crate) const READ: u32 = SLOT_READONLY | SLOT_NOALIAS;

/// The address and the number of elements, in one slot each.
pub(crate) const fn counted<T>(kind: u32, flags: u32) -> [Slot; 2] {
    [slot::<T>(kind, flags | SLOT_COUNT_IN_NEXT, 0), literal::<usize>()]
}

/// A slot that contains the value itself.
pub(crate) const fn literal<T>() -> Slot {
    slot::<T>(SLOT_LITERAL, 0, 1)
}

/// A slot that points to a value. The launch copies the value to the device.
pub(crate) const fn by_value<T>() -> Slot {
    slot::<T>(SLOT_BY_VALUE, READ, 1)
}

/// `slot` with the mark that its bytes are a `T`: the plugin refuses a type that contains addresses.
pub(crate) const fn witnessed<T>(slot: Slot) -> Slot {
    Slot { witness: __offload_type_witness::<T> as *const c_void, ..slot }
}

/// This function exists for its debug info, which contains the type `T`. Its name is
/// `offload_abi::TYPE_WITNESS`.
extern "C" fn __offload_type_witness<T>() {}

/// The type of one parameter of a kernel's shim: an integer or a pointer, or `()` if the argument has fewer
/// slots.
///
/// # Safety
///
/// `take` advances the reader by exactly the number of parameters that the type takes in the C calling
/// convention: none for `()`, otherwise one.
pub unsafe trait SlotValue: Sized {
    /// A list of parameters with this one in front of `Rest`: `Rest` itself for `()`.
    type Before<Rest: SlotList>: SlotList;

    /// Takes the parameter from the front of a list.
    fn split<Rest: SlotList>(list: Self::Before<Rest>) -> (Self, Rest);

    /// Takes the parameter from the next slot.
    ///
    /// # Safety
    ///
    /// The next slot contains a parameter of this type.
    unsafe fn take(reader: &mut SlotReader<'_>) -> Self;
}

// SAFETY: a zero-sized type takes no parameter in the C calling convention of the supported hosts.
unsafe impl SlotValue for () {
    type Before<Rest: SlotList> = Rest;

    #[inline]
    fn split<Rest: SlotList>(list: Rest) -> (Self, Rest) {
        ((), list)
    }

    unsafe fn take(_: &mut SlotReader<'_>) {}
}

macro_rules! one_slot {
    ($([$($generics:tt)*] $type:ty;)*) => {
        $(
            // SAFETY: one parameter of 8 bytes.
            unsafe impl<$($generics)*> SlotValue for $type {
                type Before<Rest: SlotList> = (Self, Rest);

                #[inline]
                fn split<Rest: SlotList>(list: (Self, Rest)) -> (Self, Rest) {
                    list
                }

                unsafe fn take(reader: &mut SlotReader<'_>) -> Self {
                    // SAFETY: the caller's promise: the slot holds a value of this type.
                    unsafe { reader.next().as_ptr().cast::<Self>().read() }
                }
            }
        )*
    };
}

one_slot! {
    [] u64;
    [] SlotWord;
    [T] NonNull<T>;
    [T] *const T;
    [T] *mut T;
}

/// `()`, the empty list, or `(First, Rest)`.
///
/// # Safety
///
/// The list has the types of the slots, in their order.
pub unsafe trait SlotList: Sized {
    /// The first parameter. The empty list has `()`, which takes no slot.
    type First: SlotValue;
    /// The other parameters.
    type Rest: SlotList;

    /// Puts a parameter in front.
    fn new(first: Self::First, rest: Self::Rest) -> Self;

    /// Makes the empty list. For any other list it does not compile: the shim has no parameters left.
    fn end() -> Self;

    /// Reads the parameters from the slots of a launch.
    ///
    /// # Safety
    ///
    /// The next slots contain parameters of these types.
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

// SAFETY: the first slot, then the slots of the rest.
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
        // SAFETY: the caller's promise, in the order of the list.
        unsafe { (First::take(reader), Rest::take(reader)) }
    }
}

/// Reads the slots of a launch in order.
pub struct SlotReader<'s> {
    slots: &'s [SlotWord],
}

impl<'s> SlotReader<'s> {
    /// Starts at the first slot.
    pub fn new(slots: &'s [SlotWord]) -> Self {
        Self { slots }
    }

    fn next(&mut self) -> &'s SlotWord {
        let (first, rest) = self.slots.split_first().expect("a launch has all slots of its kernel");
        self.slots = rest;
        first
    }
}

/// Writes the slots of a launch in order.
pub struct SlotWriter<'s> {
    slots: &'s mut [SlotWord],
    used: &'s mut usize,
}

impl<'s> SlotWriter<'s> {
    pub(crate) fn new(slots: &'s mut [SlotWord], used: &'s mut usize) -> Self {
        Self { slots, used }
    }

    /// Writes a number.
    pub(crate) fn number(&mut self, value: u64) {
        self.next().write(value);
    }

    /// Writes an address.
    pub(crate) fn pointer<T>(&mut self, address: *const T) {
        // SAFETY: a slot has the size and alignment of a pointer.
        unsafe { self.next().as_mut_ptr().cast::<*const T>().write(address) }
    }

    /// Writes the bytes of a value of at most 8 bytes; the rest of the slot is zero.
    pub(crate) fn bytes<T: Copy>(&mut self, value: &T) {
        assert!(size_of::<T>() <= 8);
        let slot = self.next();
        slot.write(0);
        // SAFETY: the value fits into the slot; bytes are copied as they are, padding included.
        unsafe {
            let target = slot.as_mut_ptr().cast::<MaybeUninit<u8>>();
            target.copy_from_nonoverlapping((&raw const *value).cast(), size_of::<T>());
        }
    }

    fn next(&mut self) -> &mut SlotWord {
        let slot = &mut self.slots[*self.used];
        *self.used += 1;
        slot
    }
}

// Every supported host reads the slots by their bytes.
const _: () = assert!(
    size_of::<usize>() == 8 && cfg!(target_endian = "little"),
    "offload needs a 64-bit little-endian host"
);
