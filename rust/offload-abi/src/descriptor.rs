//! The constant that describes a kernel and its slots.

use core::ffi::c_void;

/// A UTF-8 string in a constant.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// First byte; not null-terminated.
    pub data: *const u8,
    /// Length in bytes.
    pub length: usize,
}

impl Text {
    /// The text of a string constant.
    pub const fn new(text: &'static str) -> Self {
        Self { data: text.as_ptr(), length: text.len() }
    }
}

/// A place in the user's source, from `file!`, `line!` and `column!`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Path as it was passed to the compiler.
    pub file: Text,
    /// Line, counted from 1.
    pub line: u32,
    /// Column, counted from 1.
    pub column: u32,
}

/// Describes a kernel: one constant per kernel instance, built by the user crate's traits.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    /// [`crate::ABI_VERSION`] of the user crate.
    pub abi_version: u32,
    /// Axes of the grid that the kernel uses, 1 to 3.
    pub rank: u32,
    /// Maximum number of threads in a block of a launch, 1 to [`MAX_BLOCK`]: GPUs divide their registers by
    /// it.
    pub max_block: u32,
    /// Length of [`Descriptor::slots`], at most [`crate::MAX_SLOTS`].
    pub slot_count: u32,
    /// `KERNEL_STRICT_FP`.
    pub flags: u32,
    /// Hash of the kernel's source tokens. The host and device passes of one build agree on it.
    pub fingerprint: u64,
    /// Path of the kernel in the user's source; for display, not unique.
    pub name: Text,
    /// Place of the kernel in the source.
    pub place: Place,
    /// The slots in order.
    pub slots: *const Slot,
}

/// Maximum number of threads in a block on every device.
pub const MAX_BLOCK: u32 = 1024;

/// Bit of [`Descriptor::flags`]: every floating-point operation rounds separately, as in plain Rust;
/// `a * b + c` is not one operation.
pub const KERNEL_STRICT_FP: u32 = 1;

/// One 8-byte kernel parameter.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// How a launch handles it: one of `SLOT_LITERAL` to `SLOT_TOFROM`.
    pub kind: u32,
    /// `SLOT_READONLY`, `SLOT_NOALIAS`, `SLOT_COUNT_IN_NEXT`.
    pub flags: u32,
    /// Size of one element in bytes.
    pub element_size: u64,
    /// Alignment of one element in bytes, a power of two.
    pub element_align: u64,
    /// Number of elements, if [`SLOT_COUNT_IN_NEXT`] is not set.
    pub count: u64,
    /// Name of the kernel's argument.
    pub name: Text,
    /// The pointers and atomics in one element, if the slot is mapped.
    pub fields: *const Field,
    /// Length of [`Slot::fields`].
    pub field_count: u64,
    /// The function [`crate::TYPE_WITNESS`] for the value's type, if the launch copies the bytes of a type
    /// that the user crate does not know; otherwise null. The plugin finds the type in the function's debug
    /// info.
    pub witness: *const c_void,
}

/// A pointer or an atomic in the elements of a mapped range, or a part of the elements that contains some.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// `FIELD_PART`; `FIELD_ATOMIC`; or, for a pointer, the mapping of the range behind it: `SLOT_TO` or
    /// `SLOT_TOFROM`.
    pub kind: u32,
    /// Zero.
    pub reserved: u32,
    /// Offset in bytes of the part, the atomic or the pointer in the value that contains it.
    pub offset: u64,
    /// Size in bytes of one element: of the part, of the atomic, or of the range behind the pointer.
    pub element_size: u64,
    /// Alignment in bytes of one element, a power of two.
    pub element_align: u64,
    /// Number of elements, if [`Field::count_offset`] is [`NO_COUNT`].
    pub count: u64,
    /// Offset in bytes of the number of elements, in the same value as [`Field::offset`].
    pub count_offset: u64,
    /// Name of the part; empty if it needs none.
    pub name: Text,
    /// The pointers and atomics in one element.
    pub fields: *const Field,
    /// Length of [`Field::fields`].
    pub field_count: u64,
}

/// [`Field::kind`]: not a pointer, but a value that contains pointers or atomics.
pub const FIELD_PART: u32 = 0;
/// [`Field::kind`]: an atomic of 1, 2, 4 or 8 bytes. Other host threads may use it while a launch copies the
/// range, so it is read and written atomically, and the data beside it is only read.
pub const FIELD_ATOMIC: u32 = 1;
/// [`Field::count_offset`]: the number is constant.
pub const NO_COUNT: u64 = u64::MAX;

/// [`Slot::kind`]: the slot is the value.
pub const SLOT_LITERAL: u32 = 0;
/// [`Slot::kind`]: the slot points to bytes that are copied to the device with the launch; nothing comes back.
pub const SLOT_BY_VALUE: u32 = 1;
/// [`Slot::kind`]: the slot points to a range that is copied to the device.
pub const SLOT_TO: u32 = 2;
/// [`Slot::kind`]: the slot points to a range that is allocated on the device and copied back.
pub const SLOT_FROM: u32 = 3;
/// [`Slot::kind`]: the slot points to a range that is copied both ways.
pub const SLOT_TOFROM: u32 = 4;

/// Bit of [`Slot::flags`]: the kernel does not write through the pointer.
pub const SLOT_READONLY: u32 = 1;
/// Bit of [`Slot::flags`]: while the kernel runs, nothing else accesses the range, or nothing writes it.
pub const SLOT_NOALIAS: u32 = 2;
/// Bit of [`Slot::flags`]: the number of elements is the value of the next slot.
pub const SLOT_COUNT_IN_NEXT: u32 = 4;
