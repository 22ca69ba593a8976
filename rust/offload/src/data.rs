//! Types whose bytes mean the same on every device.

use crate::slots::{Shape, SlotWord, SlotWriter};
use crate::value;
use crate::view::{DeviceView, Grounds};
use core::cmp::Ordering;
use core::marker::PhantomData;
use core::num::{NonZero, Wrapping};

/// Plain data: a copy of the bytes, to a device or back, is a complete copy of the value.
///
/// Numbers, `bool`, `char`, and arrays, tuples and `Option`s of plain data are plain data. Derive the trait
/// for your own `Copy` types:
///
/// ```
/// use offload::{DeviceData, Each};
///
/// #[derive(Clone, Copy, PartialEq, Debug, DeviceData)]
/// struct Particle {
///     place: [f32; 3],
///     speed: [f32; 3],
/// }
///
/// #[offload::kernel]
/// fn drift(seconds: f32, mut particle: Each<Particle>) {
///     for axis in 0..3 {
///         particle.place[axis] += seconds * particle.speed[axis];
///     }
/// }
///
/// let mut particles = [Particle { place: [0.0; 3], speed: [1.0, 2.0, 3.0] }];
/// drift::launch(0.5, &mut particles)?;
/// assert_eq!(particles[0].place, [0.5, 1.0, 1.5]);
/// # Ok::<(), offload::Error>(())
/// ```
///
/// If this crate has another name than `offload`, give it in `#[device_data(crate = path)]`.
///
/// # Safety
///
/// A value holds no pointer, reference or function, and has no interior mutability. The derive checks this
/// for every field. It also implements [`DeviceView`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not plain data, so it cannot be copied to a device",
    label = "not `offload::DeviceData`",
    note = "numbers, `bool`, `char`, and arrays and tuples of them are plain data; for a type of your own write `#[derive(Clone, Copy, offload::DeviceData)]`",
    note = "references, pointers, and types with interior mutability (`Cell`, atomics, locks) are not: pass numbers, or slices of them; a kernel may have atomics behind a `&`"
)]
pub unsafe trait DeviceData: DeviceView + Copy + Send + 'static {
    /// The derive implements it, so that its `crate = path` cannot lead to another trait.
    #[doc(hidden)]
    const DERIVED: () = ();
    /// The slots of a value.
    #[doc(hidden)]
    const SHAPE: Shape = value::shape::<Self>();

    /// Reads the value from its slots.
    ///
    /// # Safety
    ///
    /// [`SlotWriter::plain`](crate::slots::SlotWriter::plain) wrote them, or they are copies on a device.
    #[doc(hidden)]
    #[inline]
    unsafe fn read(word: SlotWord, address: *const Self) -> Self {
        // SAFETY: the caller's promise.
        unsafe { value::read(word, address) }
    }
}

impl<T> Grounds<T> {
    /// The whole type is plain data.
    pub const fn plain() -> Self
    where
        T: DeviceData,
    {
        Self::by_hand()
    }
}

impl SlotWriter<'_> {
    /// Writes a plain value: its bytes, or its address.
    pub fn plain<T: DeviceData>(&mut self, value: &mut T) {
        value::bind(value, self);
    }
}

macro_rules! plain {
    ($($type:ty),* $(,)?) => {
        // SAFETY: primitive values without pointers and without interior mutability.
        $(unsafe impl DeviceData for $type {})*
    };
}

plain!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64, bool, char, (), Ordering);

macro_rules! non_zero {
    ($($type:ty),*) => {
        // SAFETY: as the integer itself.
        $(unsafe impl DeviceData for NonZero<$type> {})*
    };
}

non_zero!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);

// SAFETY: a plain value or none, without pointers and atomics.
unsafe impl<T: DeviceData> DeviceView for Option<T> {}
// SAFETY: one of two plain values.
unsafe impl<T: DeviceData, E: DeviceData> DeviceView for core::result::Result<T, E> {}
// SAFETY: the value itself.
unsafe impl<T: DeviceData> DeviceView for Wrapping<T> {}

// SAFETY: plain elements, and nothing else.
unsafe impl<T: DeviceData, const N: usize> DeviceData for [T; N] {}
// SAFETY: a plain value or none.
unsafe impl<T: DeviceData> DeviceData for Option<T> {}
// SAFETY: one of two plain values.
unsafe impl<T: DeviceData, E: DeviceData> DeviceData for core::result::Result<T, E> {}
// SAFETY: the value itself.
unsafe impl<T: DeviceData> DeviceData for Wrapping<T> {}
// SAFETY: no bytes at all.
unsafe impl<T: Send + Sync + 'static> DeviceData for PhantomData<T> {}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {
        // SAFETY: plain fields, and nothing else.
        $(unsafe impl<$($name: DeviceData),+> DeviceData for ($($name,)+) {})*
    };
}

tuples! {
    A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H;
    A B C D E F G H I; A B C D E F G H I J; A B C D E F G H I J K; A B C D E F G H I J K L;
}
