//! Types that people try first and that cannot be kernel arguments, each with what to pass instead.
//!
//! Every one gets an implementation of `Argument` under a bound that no type meets, so that the compiler reports that
//! bound's message instead of a list of types.

use crate::argument::{Argument, SafeArgument};
use crate::slots::{Shape, SlotWriter};
use std::rc::Rc;
use std::sync::Arc;

macro_rules! rejected {
    ($($(#[$message:meta])* $bound:ident: [$($generics:tt)*] $type:ty;)*) => {
        $(
            $(#[$message])*
            pub trait $bound<'a> {}

            // SAFETY: never implemented, as no type meets the bound.
            #[doc(hidden)]
            unsafe impl<$($generics)*> Argument for $type
            where
                // The lifetime keeps the compiler from refusing the bound right here.
                for<'a> $type: $bound<'a>,
            {
                type Host = Self;
                type Piece = Self;
                type Slot0 = ();
                type Slot1 = ();
                type Slot2 = ();
                const SHAPE: Shape = &[];

                fn bind(_: &mut Self, _: &mut SlotWriter<'_>) {}

                unsafe fn piece((): (), (): (), (): ()) -> Option<Self> {
                    None
                }
            }

            // SAFETY: never implemented, as no type meets the bound.
            #[doc(hidden)]
            unsafe impl<$($generics)*> SafeArgument for $type where for<'a> $type: $bound<'a> {}
        )*
    };
}

rejected! {
    #[diagnostic::on_unimplemented(
        message = "a `Vec` cannot be an argument of a kernel",
        label = "take `&[T]` to read it, `Each<T>` to write it, and pass `&vec` or `&mut vec` to the launch"
    )]
    TakeASlice: [T] Vec<T>;
    #[diagnostic::on_unimplemented(
        message = "a `String` cannot be an argument of a kernel",
        label = "take `&str`, and pass `&string` to the launch"
    )]
    TakeAStr: [] String;
    #[diagnostic::on_unimplemented(
        message = "a `Box` cannot be an argument of a kernel",
        label = "take `&T` or `&[T]`, and pass `&boxed` to the launch"
    )]
    TakeAReferenceToTheContent: [T: ?Sized] Box<T>;
    #[diagnostic::on_unimplemented(
        message = "an `Rc` cannot be an argument of a kernel",
        label = "take `&T` or `&[T]`, and pass `&shared` to the launch"
    )]
    TakeAReferenceToTheShared: [T: ?Sized] Rc<T>;
    #[diagnostic::on_unimplemented(
        message = "an `Arc` cannot be an argument of a kernel",
        label = "take `&T` or `&[T]`, and pass `&shared` to the launch"
    )]
    TakeAReference: [T: ?Sized] Arc<T>;
}
