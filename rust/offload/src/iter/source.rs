//! The internal interface of every iterator: slots on the host, items on the device.

use super::chain::Chain;
use crate::launch::Wrong;
use crate::options::Launch;
use crate::slot_table::SlotTable;
use crate::slots::{SlotList, SlotWriter};

/// The maximum number of slots of an iterator's launch, including its length and the closures' slots.
pub const CAPACITY: usize = 32;

/// Slots of a part of an iterator.
pub type Slots = SlotTable<CAPACITY>;

/// A source of items, which device threads request by index.
///
/// # Safety
///
/// - `bind` writes the slots that `SLOTS` describes and whose types `Slots` puts in front of `Rest`; `load`
///   removes as many.
/// - `item` is sound for each index below `length`, if all threads of a launch together request every index
///   at most once.
pub unsafe trait Source: Sized {
    /// The type that a closure gets.
    type Item;
    /// The source's own parameters of the kernel, then `Rest`.
    type Slots<Rest: SlotList>: SlotList;
    /// The source in the form that a device thread uses.
    type Loaded: Copy;
    /// The slots, with names for people.
    const SLOTS: Slots;
    /// The calls that created the source.
    const CHAIN: Chain;

    /// The number of indices.
    ///
    /// # Errors
    ///
    /// Lengths that differ, or an invalid shape.
    fn length(&self) -> Result<u64, Wrong>;

    /// The options that `on` has given.
    fn options(&self) -> Launch {
        Launch::new()
    }

    /// Writes the slots. They point into `self` and the data that it borrows.
    fn bind(&mut self, slots: &mut SlotWriter<'_>);

    /// Takes the source's parameters from the front of a list.
    ///
    /// # Safety
    ///
    /// `bind` wrote the parameters, or they are copies of such parameters on a device, and their memory is
    /// alive.
    unsafe fn load<Rest: SlotList>(slots: Self::Slots<Rest>) -> (Self::Loaded, Rest);

    /// The item of an index; `None` if a filter has dropped it.
    ///
    /// # Safety
    ///
    /// `index` is below `length`, and this launch does not request it again.
    unsafe fn item(loaded: &Self::Loaded, index: usize) -> Option<Self::Item>;
}
