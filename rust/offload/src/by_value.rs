//! Aggregates and closures by value, as arguments.

use crate::DeviceData;
use crate::argument::{Argument, Safe};
use crate::slots::{Shape, SlotWord, SlotWriter};
use crate::value;
use core::marker::PhantomData;

/// A kernel parameter of type `F` by value. The kernel only knows the bounds of `F`.
pub struct ByValue<F>(PhantomData<F>);

// SAFETY: two slots; the piece is a copy of the value that was bound, from the slot that holds it.
unsafe impl<F: Copy + Send + 'static> Argument for ByValue<F> {
    type Host = F;
    type Piece = F;
    type Access = Safe;
    type Slot0 = SlotWord;
    type Slot1 = *const F;
    type Slot2 = ();
    const SHAPE: Shape = value::shape::<F>();

    #[inline]
    fn bind(host: &mut F, slots: &mut SlotWriter<'_>) {
        value::bind(host, slots);
    }

    #[inline]
    unsafe fn piece(word: SlotWord, address: *const F, (): ()) -> Option<F> {
        // SAFETY: the caller's promise.
        Some(unsafe { value::read(word, address) })
    }
}

/// Makes a type an argument by value. The derives write the same code.
macro_rules! by_value {
    ([$($generics:tt)*] $type:ty) => {
        // SAFETY: as `ByValue`, to which everything is handed.
        unsafe impl<$($generics)*> Argument for $type {
            type Host = Self;
            type Piece = Self;
            type Access = Safe;
            type Slot0 = <ByValue<Self> as Argument>::Slot0;
            type Slot1 = <ByValue<Self> as Argument>::Slot1;
            type Slot2 = <ByValue<Self> as Argument>::Slot2;
            const SHAPE: Shape = <ByValue<Self> as Argument>::SHAPE;

            #[inline]
            fn bind(host: &mut Self, slots: &mut SlotWriter<'_>) {
                <ByValue<Self> as Argument>::bind(host, slots);
            }

            #[inline]
            unsafe fn piece(slot0: Self::Slot0, slot1: Self::Slot1, slot2: Self::Slot2) -> Option<Self> {
                // SAFETY: the caller's promise.
                unsafe { <ByValue<Self> as Argument>::piece(slot0, slot1, slot2) }
            }
        }
    };
}

by_value!([] u128);
by_value!([] i128);
by_value!([]());
by_value!([] core::cmp::Ordering);
by_value!([T: DeviceData, const N: usize] [T; N]);
by_value!([T: DeviceData] Option<T>);
by_value!([T: DeviceData, E: DeviceData] core::result::Result<T, E>);
by_value!([T: DeviceData] core::num::Wrapping<T>);
by_value!([T: Send + Sync + 'static] PhantomData<T>);

macro_rules! non_zero {
    ($($type:ty),*) => { $(by_value!([] core::num::NonZero<$type>);)* };
}

non_zero!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);

macro_rules! tuples {
    ($($($name:ident)+;)*) => { $(by_value!([$($name: DeviceData),+] ($($name,)+));)* };
}

tuples! {
    A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H;
    A B C D E F G H I; A B C D E F G H I J; A B C D E F G H I J K; A B C D E F G H I J K L;
}
