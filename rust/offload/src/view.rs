//! Data that a kernel may get by reference, and the places of the references in it.

use crate::slots::{READ, Shape, SlotWriter, slot};
use core::cmp::Ordering;
use core::marker::PhantomData;
use core::num::NonZero;
use core::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16, AtomicU32,
    AtomicU64, AtomicUsize,
};
use offload_abi::{
    FIELD_ATOMIC, FIELD_PART, Field, NO_COUNT, SLOT_NOALIAS, SLOT_TO, SLOT_TOFROM, Slot, Text,
};

/// Data that a kernel may get behind a `&`: plain data, atomics, and structs that refer to such data.
///
/// All plain data ([`DeviceData`](crate::DeviceData)) implements it. Derive it for a struct with references
/// or atomics:
///
/// ```
/// use offload::{DeviceView, Each};
///
/// /// A sparse matrix: the rows' ends, and column and value of each element.
/// #[derive(Clone, Copy, DeviceView)]
/// struct Matrix<'a> {
///     ends: &'a [u32],
///     columns: &'a [u32],
///     values: &'a [f64],
/// }
///
/// #[offload::kernel]
/// fn multiply(matrix: Matrix<'_>, x: &[f64], mut y: Each<f64>) {
///     let row = y.index();
///     let start = if row == 0 { 0 } else { matrix.ends[row - 1] };
///     let elements = start as usize..matrix.ends[row] as usize;
///     *y = elements.map(|i| matrix.values[i] * x[matrix.columns[i] as usize]).sum();
/// }
///
/// let matrix = Matrix { ends: &[2, 3], columns: &[0, 1, 1], values: &[1.0, 2.0, 3.0] };
/// let mut y = [0.0; 2];
/// multiply::launch(matrix, &[10.0, 1.0], &mut y)?;
/// assert_eq!(y, [12.0, 3.0]);
/// # Ok::<(), offload::Error>(())
/// ```
///
/// The launch sends the struct with all data that it refers to, at any depth. It sends overlapping ranges
/// once. In the device's copy of the struct the references point to the device's copies. A kernel takes such
/// a struct by value, if it is `Copy`, or as `&T` or `&[T]`.
///
/// A type cannot refer to itself, because it would have references at every depth. The derive reports this if
/// it sees it. If the reference leads through other types, the compiler reports a cycle of constants `FIELDS`
/// (E0391).
///
/// The launch sends atomics and copies them back, because threads change them through `&`. It does not copy
/// back the data beside them. A struct may hold atomics, refer to atomics, or both.
///
/// If this crate has another name than `offload`, give it in `#[device_view(crate = path)]`.
///
/// # Safety
///
/// `FIELDS` names every pointer and every atomic in a value, with the right offsets, sizes and types, and
/// `INTERIOR_MUTABLE` is true if there is an atomic. Through a `&Self` no other byte can be written. A value
/// has no other pointers and no functions. The derive guarantees all of this.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shown to a kernel",
    label = "not `offload::DeviceView`",
    note = "a kernel may read plain data (`DeviceData`), atomics, and structs of references to them; for a struct of your own write `#[derive(offload::DeviceView)]`",
    note = "`Cell`, `RefCell` and locks have no meaning between the threads of a grid, and owners of heap memory (`Vec`, `Box`, `Rc`) stay on the host: refer to what they hold"
)]
pub unsafe trait DeviceView: Sync + Sized {
    #[doc(hidden)]
    const FIELDS: Fields = &[];
    #[doc(hidden)]
    const INTERIOR_MUTABLE: bool = false;
    /// A field of this type.
    #[doc(hidden)]
    const PART: Part = Part(part::<Self>("", 0));
    /// The slots of a value.
    #[doc(hidden)]
    const SHAPE: Shape = &[shared::<Self>(SLOT_NOALIAS, 1)];
    #[doc(hidden)]
    const GROUNDS: Grounds<Self> = Grounds::by_hand();
}

/// A field of a derived struct.
#[doc(hidden)]
pub struct Part(Field);

impl Part {
    /// The field with its name and its offset.
    pub const fn at(self, name: &'static str, offset: usize) -> Field {
        Field { name: Text::new(name), offset: offset as u64, ..self.0 }
    }
}

/// The proof that an implementation from a derive is right. The derive's `crate = path` may name any crate,
/// but only this crate's functions make the constant that this crate's traits require, and these functions
/// require the crate's own traits.
#[doc(hidden)]
pub struct Grounds<T>(PhantomData<fn(T)>);

impl<T> Grounds<T> {
    /// The launch copies the type as a view.
    pub const fn view() -> Self
    where
        T: DeviceView + Copy,
    {
        Self(PhantomData)
    }

    /// The program has an `unsafe impl`.
    pub(crate) const fn by_hand() -> Self {
        Self(PhantomData)
    }
}

impl SlotWriter<'_> {
    /// Writes the address of a view.
    pub fn view<T: DeviceView>(&mut self, value: &mut T) {
        self.pointer(&raw const *value);
    }
}

/// The pointers and atomics in a type.
pub type Fields = &'static [Field];

/// The pointers and atomics of a struct's field `name` at `offset`.
const fn part<T: DeviceView>(name: &'static str, offset: usize) -> Field {
    part_array::<T>(name, offset, 1)
}

const fn part_array<T: DeviceView>(name: &'static str, offset: usize, count: usize) -> Field {
    Field {
        kind: FIELD_PART,
        reserved: 0,
        offset: offset as u64,
        element_size: size_of::<T>() as u64,
        element_align: align_of::<T>() as u64,
        count: count as u64,
        count_offset: NO_COUNT,
        name: Text::new(name),
        fields: T::FIELDS.as_ptr(),
        field_count: T::FIELDS.len() as u64,
    }
}

/// An atomic type: the whole type is the atomic.
const fn atomic<T>() -> Field {
    Field {
        kind: FIELD_ATOMIC,
        reserved: 0,
        offset: 0,
        element_size: size_of::<T>() as u64,
        element_align: align_of::<T>() as u64,
        count: 1,
        count_offset: NO_COUNT,
        name: Text::new(""),
        fields: core::ptr::null(),
        field_count: 0,
    }
}

/// Whether `fields` contain a pointer, at any depth.
pub(crate) const fn have_references(fields: &[Field]) -> bool {
    let mut index = 0;
    while index < fields.len() {
        let Field { kind, fields: inner, field_count, .. } = fields[index];
        let has_references = match kind {
            FIELD_ATOMIC => false,
            FIELD_PART => {
                // SAFETY: `part_array` has taken both from a slice of a constant.
                have_references(unsafe { core::slice::from_raw_parts(inner, field_count as usize) })
            }
            _ => true,
        };
        if has_references {
            return true;
        }
        index += 1;
    }
    false
}

/// The mapping of a range of `T` behind a `&`.
const fn kind<T: DeviceView>() -> u32 {
    if T::INTERIOR_MUTABLE { SLOT_TOFROM } else { SLOT_TO }
}

/// A pointer at the beginning of its reference. The number of elements is constant or beside the pointer.
const fn pointer<T: DeviceView>(offset: usize, count: u64, count_offset: u64) -> Field {
    Field { kind: kind::<T>(), reserved: 0, offset: offset as u64, count, count_offset, ..part::<T>("", 0) }
}

/// A slot for a range of `T` behind a `&`.
pub(crate) const fn shared<T: DeviceView>(flags: u32, count: u64) -> Slot {
    // Several `&` may point to the same atomics.
    let read = if T::INTERIOR_MUTABLE { 0 } else { READ };
    Slot {
        fields: T::FIELDS.as_ptr(),
        field_count: T::FIELDS.len() as u64,
        ..slot::<T>(kind::<T>(), flags | read, count)
    }
}

/// The place of the length in a reference to a slice: the language does not specify the order of address and
/// length.
const LENGTH_AT: usize = {
    let slice = core::ptr::slice_from_raw_parts(core::ptr::without_provenance::<u8>(64), 7);
    // SAFETY: a slice pointer is an address and a length of the size of `usize`, and this address is only a
    // number.
    match unsafe { core::mem::transmute::<*const [u8], [usize; 2]>(slice) } {
        [64, 7] => 8,
        [7, 64] => 0,
        _ => panic!("a reference to a slice is not address and length"),
    }
};

const fn slice_pointer<T: DeviceView>() -> Field {
    pointer::<T>(8 - LENGTH_AT, 0, LENGTH_AT as u64)
}

// SAFETY: one pointer, to one element.
unsafe impl<T: DeviceView> DeviceView for &T {
    const FIELDS: Fields = &[pointer::<T>(0, 1, NO_COUNT)];
}

// SAFETY: one pointer, with its length beside it.
unsafe impl<T: DeviceView> DeviceView for &[T] {
    const FIELDS: Fields = &[slice_pointer::<T>()];
}

// SAFETY: as `&[u8]`.
unsafe impl DeviceView for &str {
    const FIELDS: Fields = &[slice_pointer::<u8>()];
}

// SAFETY: the elements' pointers and atomics, if they have any.
unsafe impl<T: DeviceView, const N: usize> DeviceView for [T; N] {
    const FIELDS: Fields = if T::FIELDS.is_empty() { &[] } else { &[part_array::<T>("", 0, N)] };
    const INTERIOR_MUTABLE: bool = T::INTERIOR_MUTABLE;
}

// SAFETY: no bytes at all.
unsafe impl<T: Sync> DeviceView for PhantomData<T> {}

macro_rules! plain {
    ($($type:ty),* $(,)?) => {
        $(
            // SAFETY: no pointers and no atomics.
            unsafe impl DeviceView for $type {}
        )*
    };
}

macro_rules! atomics {
    ($($type:ty),* $(,)?) => {
        $(
            // SAFETY: one atomic, and nothing else.
            unsafe impl DeviceView for $type {
                const FIELDS: Fields = &[atomic::<Self>()];
                const INTERIOR_MUTABLE: bool = true;
            }
        )*
    };
}

plain!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64, bool, char, (), Ordering);
atomics! {
    AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicBool
}

macro_rules! non_zero {
    ($($type:ty),*) => { plain!($(NonZero<$type>),*); };
}

non_zero!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);

macro_rules! tuples {
    ($($($name:ident $index:tt)+;)*) => {
        $(
            // SAFETY: one part for each field, at its place.
            unsafe impl<$($name: DeviceView),+> DeviceView for ($($name,)+) {
                const FIELDS: Fields = if $($name::FIELDS.is_empty())&&+ {
                    &[]
                } else {
                    &[$(part::<$name>(stringify!($index), core::mem::offset_of!(Self, $index))),+]
                };
                const INTERIOR_MUTABLE: bool = $($name::INTERIOR_MUTABLE)||+;
            }
        )*
    };
}

tuples! {
    A 0; A 0 B 1; A 0 B 1 C 2; A 0 B 1 C 2 D 3; A 0 B 1 C 2 D 3 E 4; A 0 B 1 C 2 D 3 E 4 F 5;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6; A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7; A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9; A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11;
}
