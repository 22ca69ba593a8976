//! The slots of a whole kernel, combined at compile time.

use crate::slots::Shape;
use offload_abi::{MAX_SLOTS, Slot, Text};

/// The slots of all arguments, in a table that is large enough for any kernel with this many arguments.
#[derive(Clone, Copy)]
pub struct SlotTable<const CAPACITY: usize> {
    slots: [Slot; CAPACITY],
    count: usize,
}

impl<const CAPACITY: usize> SlotTable<CAPACITY> {
    pub(crate) const EMPTY: Self = Self { slots: [crate::slots::literal::<u64>(); CAPACITY], count: 0 };

    /// The table, followed by the slots of an argument.
    pub(crate) const fn with(mut self, shape: Shape, name: &'static str) -> Self {
        let mut index = 0;
        while index < shape.len() {
            self = self.push(Slot { name: Text::new(name), ..shape[index] });
            index += 1;
        }
        self
    }

    /// The table, followed by another one.
    pub(crate) const fn then(mut self, other: &Self) -> Self {
        let mut index = 0;
        while index < other.count {
            self = self.push(other.slots[index]);
            index += 1;
        }
        self
    }

    const fn push(mut self, slot: Slot) -> Self {
        assert!(
            self.count < CAPACITY,
            "an iterator on a device has too many slices and closures: zip or map fewer of them"
        );
        self.slots[self.count] = slot;
        self.count += 1;
        self
    }

    /// The number of slots, and their address.
    pub const fn parts(&'static self) -> (u32, *const Slot) {
        (self.count as u32, self.slots.as_ptr())
    }
}

/// Combines the slots of the first `count` of `shapes`, one argument each, into one table with the arguments'
/// names.
pub(crate) const fn describe<const CAPACITY: usize>(
    shapes: &[Shape],
    count: usize,
    names: &[&'static str],
) -> SlotTable<CAPACITY> {
    assert!(names.len() == count, "a kernel has a name for each argument");
    let mut table = SlotTable::EMPTY;
    let mut argument = 0;
    while argument < count {
        table = table.with(shapes[argument], names[argument]);
        argument += 1;
    }
    assert!(table.count <= MAX_SLOTS, "a kernel has too many arguments: put some of them into a struct");
    table
}
