//! The slots of a value.
//!
//! A value of at most 8 bytes is in a slot, and the second slot points to a copy of a larger one. Rust cannot
//! choose a parameter's type by its size, so there are always two slots, one of which is unused.

use crate::slots::{Shape, SlotWord, SlotWriter, by_value, literal, witnessed};

const fn fits_slot<F>() -> bool {
    size_of::<F>() <= 8 && align_of::<F>() <= 8
}

/// Describes the slots.
pub const fn shape<F>() -> Shape {
    if fits_slot::<F>() {
        const { &[witnessed::<F>(literal::<F>()), literal::<*const F>()] }
    } else {
        const { &[literal::<u64>(), witnessed::<F>(by_value::<F>())] }
    }
}

/// Writes the slots. They may point to `value`.
#[inline]
pub fn bind<F: Copy>(value: &mut F, slots: &mut SlotWriter<'_>) {
    if fits_slot::<F>() {
        slots.bytes(value);
        slots.number(0);
    } else {
        slots.number(0);
        slots.pointer(&raw const *value);
    }
}

/// Reads the value from its slots.
///
/// # Safety
///
/// `bind` wrote the slots, or they are copies on a device.
#[inline]
pub unsafe fn read<F: Copy + Send + 'static>(word: SlotWord, address: *const F) -> F {
    // SAFETY: the caller's promise: `bind` wrote the value to the place that this reads.
    unsafe { if fits_slot::<F>() { word.as_ptr().cast::<F>().read() } else { address.read() } }
}
