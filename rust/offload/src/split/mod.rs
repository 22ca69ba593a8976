//! Slices that are split over the threads of a grid: one piece per thread, and no element in two pieces.
//!
//! Each kind of piece implements [`Split`], which defines the launch's argument and the elements of a thread.
//! `split_argument!` writes the code that all kinds share: the slots and the launch's side of
//! [`Argument`](crate::argument::Argument).

mod chunk;
mod each;
mod grid2;
mod grid3;
mod out;
mod read;
mod row;
mod tile;

pub use chunk::{Chunks, EachChunk};
pub use each::Each;
pub use grid2::{Each2, Grid2};
pub use grid3::{Each3, Grid3};
pub use out::EachOut;
pub use read::EachRef;
pub use row::EachRow;
pub use tile::EachTile;

use crate::slots::{READ, Shape, SlotValue, SlotWriter, counted, literal};
use core::ptr::NonNull;
use offload_abi::{SLOT_NOALIAS, SLOT_TO, SLOT_TOFROM};

/// A slice that is split: its address and length are two slots, and a third one has any other data that the
/// pieces need.
///
/// # Safety
///
/// For any extent that `extent` returns, `piece` gives no writable element to two threads of a grid, and none
/// outside the slice. `elements` is memory that `Host` borrows for as long as the launch holds it,
/// exclusively unless `KIND` is `SLOT_TO`.
pub unsafe trait Split {
    /// Element of the slice.
    type Element;
    /// The launch's argument.
    type Host;
    /// The kernel function's parameter.
    type Piece;
    /// `u64`, or `()` if address and length are enough.
    type Layout: Layout;
    /// How the slice is mapped.
    const KIND: u32 = SLOT_TOFROM;
    /// Axes along which it is split.
    const RANK: u32;
    /// The word for its pieces in messages.
    const PIECES: &'static str;

    /// Pieces along each axis, or a description of a wrong shape.
    fn extent(host: &Self::Host) -> Result<[u64; 3], String>;

    /// Address and length of the slice.
    fn elements(host: &mut Self::Host) -> (*mut Self::Element, usize);

    /// The third slot.
    fn layout(host: &Self::Host) -> Self::Layout;

    /// The calling device thread's piece; `None` past the end.
    ///
    /// # Safety
    ///
    /// The three values come from a launch, or the address points to a copy, and each thread of a grid calls
    /// this once.
    unsafe fn piece(address: NonNull<Self::Element>, count: u64, layout: Self::Layout)
    -> Option<Self::Piece>;
}

/// The type of a third slot that may be missing.
pub trait Layout: SlotValue {
    /// The slots of a slice with this layout.
    fn write(self, slots: &mut SlotWriter<'_>);

    /// Whether there is a slot.
    const IS_THERE: bool;
}

impl Layout for () {
    fn write(self, _: &mut SlotWriter<'_>) {}

    const IS_THERE: bool = false;
}

impl Layout for u64 {
    fn write(self, slots: &mut SlotWriter<'_>) {
        slots.number(self);
    }

    const IS_THERE: bool = true;
}

/// The slots of a split slice.
pub const fn shape<S: Split>() -> Shape {
    let with_layout = const {
        let flags = if S::KIND == SLOT_TO { READ } else { SLOT_NOALIAS };
        let [address, count] = counted::<S::Element>(S::KIND, flags);
        &[address, count, literal::<[u32; 2]>()]
    };
    if S::Layout::IS_THERE { with_layout } else { with_layout.split_at(2).0 }
}

/// Writes the slots of a split slice.
#[inline]
pub fn bind<S: Split>(host: &mut S::Host, slots: &mut SlotWriter<'_>) {
    let (address, count) = S::elements(host);
    slots.pointer(address);
    slots.number(count as u64);
    S::layout(host).write(slots);
}

/// Makes a [`Split`] an argument. Not a blanket implementation: that would overlap with the one for references.
macro_rules! split_argument {
    ([$($generics:tt)*] $type:ty) => {
        // SAFETY: the slots of `shape`, which `bind` writes; the pieces are sound by the contract of `Split`.
        unsafe impl<$($generics)*> crate::argument::Argument for $type {
            type Host = <Self as crate::split::Split>::Host;
            type Piece = <Self as crate::split::Split>::Piece;
            type Access = crate::argument::Safe;
            type Slot0 = core::ptr::NonNull<<Self as crate::split::Split>::Element>;
            type Slot1 = u64;
            type Slot2 = <Self as crate::split::Split>::Layout;
            const SHAPE: crate::slots::Shape = crate::split::shape::<Self>();
            const RANK: u32 = <Self as crate::split::Split>::RANK;
            const PIECES: &'static str = <Self as crate::split::Split>::PIECES;

            fn extent(host: &Self::Host) -> Result<[u64; 3], String> {
                <Self as crate::split::Split>::extent(host)
            }

            #[inline]
            fn bind(host: &mut Self::Host, slots: &mut crate::slots::SlotWriter<'_>) {
                crate::split::bind::<Self>(host, slots);
            }

            #[inline]
            unsafe fn piece(
                address: Self::Slot0,
                count: u64,
                layout: Self::Slot2,
            ) -> Option<<Self as crate::split::Split>::Piece> {
                // SAFETY: the caller's promise.
                unsafe { <Self as crate::split::Split>::piece(address, count, layout) }
            }
        }
    };
}

use split_argument;

/// Makes a piece dereference to the target of its field.
macro_rules! points_to {
    ($piece:ident.$field:ident: $target:ty) => {
        impl<T> core::ops::Deref for $piece<'_, T> {
            type Target = $target;

            #[inline]
            fn deref(&self) -> &$target {
                self.$field
            }
        }
    };
}

use points_to;

/// The same for a piece that may be written to.
macro_rules! points_to_mut {
    ($piece:ident.$field:ident: $target:ty) => {
        crate::split::points_to!($piece.$field: $target);

        impl<T> core::ops::DerefMut for $piece<'_, T> {
            #[inline]
            fn deref_mut(&mut self) -> &mut $target {
                self.$field
            }
        }
    };
}

use points_to_mut;

/// Two numbers of 32 bits in one slot.
fn pair(low: usize, high: usize) -> u64 {
    low as u64 | (high as u64) << 32
}

/// The numbers of a [`pair`].
#[inline]
fn unpair(slot: u64) -> (usize, usize) {
    ((slot as u32) as usize, (slot >> 32) as usize)
}
