//! Turns each parameter type of a kernel into slots, and gives each device thread its piece.

use crate::slots::{Shape, SlotValue, SlotWriter, counted, literal, slot};
use crate::view::{Grounds, shared};
use crate::{DeviceData, DeviceView};
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use offload_abi::{SLOT_COUNT_IN_NEXT, SLOT_FROM, SLOT_NOALIAS, SLOT_TOFROM};

/// A parameter type of a kernel.
///
/// # Safety
///
/// `SHAPE` has one entry per slot parameter that is not `()`, `bind` writes the same number of slots, and `piece`
/// is sound for any grid over slots that `bind` wrote (or their copies on a device) where `Access` is `Safe`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a kernel",
    label = "not a kernel argument",
    note = "a kernel takes plain values (`T: offload::DeviceData`), `&T`, `&[T]` or `&[T; N]` to read, and a piece such as `Each<T>` or `EachChunk<T>` for what it writes",
    note = "what a `&` leads to may be plain data, atomics, or a struct of references (`T: offload::DeviceView`); the elements of pieces must be plain data",
    note = "a generic parameter `F` that is passed by value needs `F: Copy + Send + 'static`"
)]
pub unsafe trait Argument: Sized {
    /// The launch's argument.
    type Host;
    /// The kernel function's parameter.
    type Piece;
    /// `Safe` or `Whole`.
    type Access: Access;
    /// First parameter of the shim.
    type Slot0: SlotValue;
    /// Second parameter, or `()`.
    type Slot1: SlotValue;
    /// Third parameter, or `()`.
    type Slot2: SlotValue;
    /// The slots.
    const SHAPE: Shape;
    /// The proof that a derived implementation is right.
    const GROUNDS: Grounds<Self> = Grounds::by_hand();
    /// Axes along which the argument is split over the grid; 0 if every thread gets all of it.
    const RANK: u32 = 0;
    /// The word for the pieces of a split argument in messages.
    const PIECES: &'static str = "elements";

    /// Pieces along each axis, for an argument that is split.
    ///
    /// # Errors
    ///
    /// A description of a wrong shape of the argument itself.
    fn extent(host: &Self::Host) -> Result<[u64; 3], String> {
        let _ = host;
        Ok([1; 3])
    }

    /// Writes the argument's slots. They point into `host` and into the data that it borrows.
    fn bind(host: &mut Self::Host, slots: &mut SlotWriter<'_>);

    /// The calling device thread's piece; `None` if it has none.
    ///
    /// # Safety
    ///
    /// `bind` wrote the parameters, their memory is alive, and each thread of a grid calls this once.
    unsafe fn piece(slot0: Self::Slot0, slot1: Self::Slot1, slot2: Self::Slot2) -> Option<Self::Piece>;
}

/// The kernels that may have an argument: `Safe` is for all kernels, `Whole` for `unsafe` ones.
#[diagnostic::on_unimplemented(
    message = "this type cannot be an argument of a safe kernel",
    label = "every thread of the grid would hold it",
    note = "take `Each<T>` for what the kernel writes and `&[T]` for what it reads, or make the kernel an `unsafe fn`"
)]
pub trait SafeAccess: Access {}

/// `Safe` or `Whole`.
pub trait Access {}

/// [`Argument::Access`]: threads that run at the same time cannot reach each other's writes through it.
pub enum Safe {}

/// [`Argument::Access`]: every thread may write all of it, so only an `unsafe` kernel may have it.
pub enum Whole {}

impl Access for Safe {}
impl Access for Whole {}
impl SafeAccess for Safe {}

macro_rules! primitives {
    ($($type:ty: |$value:ident| $to:expr, |$slot:ident| $from:expr;)*) => {
        $(
            // SAFETY: one literal slot; the piece is the value that was bound.
            unsafe impl Argument for $type {
                type Host = Self;
                type Piece = Self;
                type Access = Safe;
                type Slot0 = u64;
                type Slot1 = ();
                type Slot2 = ();
                const SHAPE: Shape = &[literal::<Self>()];

                #[inline]
                fn bind(host: &mut Self, slots: &mut SlotWriter<'_>) {
                    let $value = *host;
                    slots.number($to);
                }

                #[inline]
                unsafe fn piece($slot: u64, (): (), (): ()) -> Option<Self> {
                    Some($from)
                }
            }

        )*
    };
}

primitives! {
    u8: |value| value.into(), |slot| slot as Self;
    u16: |value| value.into(), |slot| slot as Self;
    u32: |value| value.into(), |slot| slot as Self;
    u64: |value| value, |slot| slot;
    usize: |value| value as u64, |slot| slot as Self;
    i8: |value| (value as u8).into(), |slot| slot as Self;
    i16: |value| (value as u16).into(), |slot| slot as Self;
    i32: |value| (value as u32).into(), |slot| slot as Self;
    i64: |value| value as u64, |slot| slot as Self;
    isize: |value| value as u64, |slot| slot as Self;
    f32: |value| value.to_bits().into(), |slot| Self::from_bits(slot as u32);
    f64: |value| value.to_bits(), |slot| Self::from_bits(slot);
    bool: |value| value.into(), |slot| slot & 1 != 0;
    // SAFETY: the slot was written from a `char`.
    char: |value| u32::from(value).into(), |slot| unsafe { Self::from_u32_unchecked(slot as u32) };
}

// SAFETY: one slot that points to one element; shared references are free to copy.
unsafe impl<'a, T: DeviceView> Argument for &'a T {
    type Host = &'a T;
    type Piece = &'a T;
    type Access = Safe;
    type Slot0 = NonNull<T>;
    type Slot1 = ();
    type Slot2 = ();
    const SHAPE: Shape = &[shared::<T>(0, 1)];

    #[inline]
    fn bind(host: &mut Self::Host, slots: &mut SlotWriter<'_>) {
        slots.pointer(&raw const **host);
    }

    #[inline]
    unsafe fn piece(address: NonNull<T>, (): (), (): ()) -> Option<Self::Piece> {
        // SAFETY: the caller's promise: the address comes from `bind` or is that of a copy.
        Some(unsafe { address.as_ref() })
    }
}

// SAFETY: address and length; shared references are free to copy.
unsafe impl<'a, T: DeviceView> Argument for &'a [T] {
    type Host = &'a [T];
    type Piece = &'a [T];
    type Access = Safe;
    type Slot0 = NonNull<T>;
    type Slot1 = u64;
    type Slot2 = ();
    const SHAPE: Shape = &[shared::<T>(SLOT_COUNT_IN_NEXT, 0), literal::<usize>()];

    #[inline]
    fn bind(host: &mut Self::Host, slots: &mut SlotWriter<'_>) {
        slots.pointer(host.as_ptr());
        slots.number(host.len() as u64);
    }

    #[inline]
    unsafe fn piece(address: NonNull<T>, count: u64, (): ()) -> Option<Self::Piece> {
        // SAFETY: the caller's promise: address and length come from `bind`, or the address is that of a copy.
        Some(unsafe { &*core::ptr::slice_from_raw_parts(address.as_ptr(), count as usize) })
    }
}

// SAFETY: as `&[u8]`.
unsafe impl<'a> Argument for &'a str {
    type Host = &'a str;
    type Piece = &'a str;
    type Access = Safe;
    type Slot0 = NonNull<u8>;
    type Slot1 = u64;
    type Slot2 = ();
    const SHAPE: Shape = <&[u8] as Argument>::SHAPE;

    #[inline]
    fn bind(host: &mut Self::Host, slots: &mut SlotWriter<'_>) {
        <&[u8] as Argument>::bind(&mut host.as_bytes(), slots);
    }

    #[inline]
    unsafe fn piece(address: NonNull<u8>, count: u64, (): ()) -> Option<Self::Piece> {
        // SAFETY: the caller's promise, and the bytes are those of a `str`.
        unsafe {
            <&[u8] as Argument>::piece(address, count, ()).map(|bytes| core::str::from_utf8_unchecked(bytes))
        }
    }
}

// The rest is only for `unsafe` kernels: the code that launches one answers for its threads' accesses.

// SAFETY: one slot that points to one element.
unsafe impl<'a, T: DeviceData> Argument for &'a mut T {
    type Host = &'a mut T;
    type Piece = &'a mut T;
    type Access = Whole;
    type Slot0 = NonNull<T>;
    type Slot1 = ();
    type Slot2 = ();
    const SHAPE: Shape = &[slot::<T>(SLOT_TOFROM, SLOT_NOALIAS, 1)];

    #[inline]
    fn bind(host: &mut Self::Host, slots: &mut SlotWriter<'_>) {
        slots.pointer(&raw mut **host);
    }

    #[inline]
    unsafe fn piece(address: NonNull<T>, (): (), (): ()) -> Option<Self::Piece> {
        // SAFETY: the caller's promise: the address comes from `bind` or is that of a copy.
        Some(unsafe { &mut *address.as_ptr() })
    }
}

// SAFETY: address and length.
unsafe impl<'a, T: DeviceData> Argument for &'a mut [T] {
    type Host = &'a mut [T];
    type Piece = &'a mut [T];
    type Access = Whole;
    type Slot0 = NonNull<T>;
    type Slot1 = u64;
    type Slot2 = ();
    const SHAPE: Shape = &counted::<T>(SLOT_TOFROM, SLOT_NOALIAS);

    #[inline]
    fn bind(host: &mut Self::Host, slots: &mut SlotWriter<'_>) {
        slots.pointer(host.as_mut_ptr());
        slots.number(host.len() as u64);
    }

    #[inline]
    unsafe fn piece(address: NonNull<T>, count: u64, (): ()) -> Option<Self::Piece> {
        // SAFETY: the caller's promise: address and length come from `bind`, or the address is that of a copy.
        Some(unsafe { &mut *core::ptr::slice_from_raw_parts_mut(address.as_ptr(), count as usize) })
    }
}

// SAFETY: as `&mut [T]`. Nothing is sent, so the elements are as uninitialised as their type says.
unsafe impl<'a, T: DeviceData> Argument for &'a mut [MaybeUninit<T>] {
    type Host = &'a mut [MaybeUninit<T>];
    type Piece = &'a mut [MaybeUninit<T>];
    type Access = Whole;
    type Slot0 = NonNull<MaybeUninit<T>>;
    type Slot1 = u64;
    type Slot2 = ();
    const SHAPE: Shape = &counted::<T>(SLOT_FROM, SLOT_NOALIAS);

    #[inline]
    fn bind(host: &mut Self::Host, slots: &mut SlotWriter<'_>) {
        slots.pointer(host.as_mut_ptr());
        slots.number(host.len() as u64);
    }

    #[inline]
    unsafe fn piece(address: NonNull<MaybeUninit<T>>, count: u64, (): ()) -> Option<Self::Piece> {
        // SAFETY: the caller's promise: address and length come from `bind`, or the address is that of device memory as large.
        Some(unsafe { &mut *core::ptr::slice_from_raw_parts_mut(address.as_ptr(), count as usize) })
    }
}

macro_rules! raw_pointers {
    ($($type:ty),*) => {
        $(
            // SAFETY: the address as it is; the kernel's `unsafe` code answers for its use.
            unsafe impl<T> Argument for $type {
                type Host = Self;
                type Piece = Self;
                type Access = Whole;
                type Slot0 = Self;
                type Slot1 = ();
                type Slot2 = ();
                const SHAPE: Shape = &[literal::<Self>()];

                #[inline]
                fn bind(host: &mut Self, slots: &mut SlotWriter<'_>) {
                    slots.pointer(*host as *const T);
                }

                #[inline]
                unsafe fn piece(address: Self, (): (), (): ()) -> Option<Self> {
                    Some(address)
                }
            }
        )*
    };
}

raw_pointers!(*const T, *mut T);
