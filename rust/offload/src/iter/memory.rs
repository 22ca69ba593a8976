//! Borrowed slices as memory of a device: the differences between reading, writing, and results.

use crate::slots::{Shape, SlotWriter, literal, slot};
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use offload_abi::{SLOT_COUNT_IN_NEXT, SLOT_FROM, SLOT_NOALIAS, SLOT_READONLY, SLOT_TO, SLOT_TOFROM};

/// A borrowed slice: `&[T]` to read, `&mut [T]` to read and write.
///
/// # Safety
///
/// The range that `bind` writes is alive and borrowed as long as the value. If each reference to an element
/// is handed out once, threads cannot race.
pub unsafe trait Memory {
    /// Type of the elements.
    type Data;
    /// Reference to one of them.
    type Element;
    /// Reference to several adjacent elements.
    type Slice;
    /// Address and length.
    const SHAPE: Shape;
    /// The call that makes it.
    const NAME: &'static str;
    /// The call that makes chunks of it.
    const CHUNKS: &'static str;

    /// Number of elements.
    fn length(&self) -> usize;

    /// Writes address and length.
    fn bind(&mut self, slots: &mut SlotWriter<'_>);

    /// The element at an address.
    ///
    /// # Safety
    ///
    /// The element is inside the range, and is handed out once if it is mutable.
    unsafe fn element(address: NonNull<Self::Data>) -> Self::Element;

    /// The elements from an address on.
    ///
    /// # Safety
    ///
    /// As for [`Memory::element`], for each of them.
    unsafe fn slice(address: NonNull<Self::Data>, length: usize) -> Self::Slice;
}

// SAFETY: the slice itself; shared references are free to copy.
unsafe impl<'a, T> Memory for &'a [T] {
    type Data = T;
    type Element = &'a T;
    type Slice = &'a [T];
    const SHAPE: Shape =
        &[slot::<T>(SLOT_TO, SLOT_READONLY | SLOT_NOALIAS | SLOT_COUNT_IN_NEXT, 0), literal::<usize>()];
    const NAME: &'static str = "offload()";
    const CHUNKS: &'static str = ".chunks()";

    fn length(&self) -> usize {
        self.len()
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        slots.pointer(self.as_ptr());
        slots.number(self.len() as u64);
    }

    #[inline]
    unsafe fn element(address: NonNull<T>) -> &'a T {
        // SAFETY: the caller's promise.
        unsafe { address.as_ref() }
    }

    #[inline]
    unsafe fn slice(address: NonNull<T>, length: usize) -> &'a [T] {
        // SAFETY: the caller's promise.
        unsafe { &*core::ptr::slice_from_raw_parts(address.as_ptr(), length) }
    }
}

// SAFETY: the slice itself, borrowed mutably; each element is handed out once.
unsafe impl<'a, T> Memory for &'a mut [T] {
    type Data = T;
    type Element = &'a mut T;
    type Slice = &'a mut [T];
    const SHAPE: Shape = &[slot::<T>(SLOT_TOFROM, SLOT_NOALIAS | SLOT_COUNT_IN_NEXT, 0), literal::<usize>()];
    const NAME: &'static str = "offload_mut()";
    const CHUNKS: &'static str = ".chunks_mut()";

    fn length(&self) -> usize {
        self.len()
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        slots.pointer(self.as_mut_ptr());
        slots.number(self.len() as u64);
    }

    #[inline]
    unsafe fn element(address: NonNull<T>) -> &'a mut T {
        // SAFETY: the caller's promise.
        unsafe { &mut *address.as_ptr() }
    }

    #[inline]
    unsafe fn slice(address: NonNull<T>, length: usize) -> &'a mut [T] {
        // SAFETY: the caller's promise.
        unsafe { &mut *core::ptr::slice_from_raw_parts_mut(address.as_ptr(), length) }
    }
}

/// Memory that a launch fills: nothing is sent, and all of it comes back.
///
/// The code that launches over it ensures that every element is written. Elements are only read after a
/// successful launch.
pub struct Results<'a, T>(pub(super) &'a mut [MaybeUninit<T>]);

// SAFETY: as `&mut [T]`.
unsafe impl<'a, T> Memory for Results<'a, T> {
    type Data = MaybeUninit<T>;
    type Element = &'a mut MaybeUninit<T>;
    type Slice = &'a mut [MaybeUninit<T>];
    const SHAPE: Shape = &[slot::<T>(SLOT_FROM, SLOT_NOALIAS | SLOT_COUNT_IN_NEXT, 0), literal::<usize>()];
    const NAME: &'static str = "results";
    const CHUNKS: &'static str = ".chunks_mut()";

    fn length(&self) -> usize {
        self.0.len()
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        slots.pointer(self.0.as_mut_ptr());
        slots.number(self.0.len() as u64);
    }

    #[inline]
    unsafe fn element(address: NonNull<MaybeUninit<T>>) -> Self::Element {
        // SAFETY: the caller's promise.
        unsafe { &mut *address.as_ptr() }
    }

    #[inline]
    unsafe fn slice(address: NonNull<MaybeUninit<T>>, length: usize) -> Self::Slice {
        // SAFETY: the caller's promise.
        unsafe { &mut *core::ptr::slice_from_raw_parts_mut(address.as_ptr(), length) }
    }
}
