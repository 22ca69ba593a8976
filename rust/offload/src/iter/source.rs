//! What every iterator is to the machinery: slots on the host, items on the device.

use super::chain::Chain;
use crate::launch::Wrong;
use crate::options::Launch;
use crate::slot_table::SlotTable;
use crate::slots::{SlotList, SlotWriter};

/// Most slots of one launch of an iterator, its length and the closures' included.
pub const CAPACITY: usize = 32;

/// Slots of a part of an iterator.
pub type Slots = SlotTable<CAPACITY>;

/// Something with items that device threads can ask for by their index.
///
/// # Safety
///
/// - `bind` writes the slots that `SLOTS` describes and whose types `Slots` puts in front of `Rest`; `load` takes
///   as many off.
/// - `item` is sound for each index below `length`, if every index is asked for at most once in a launch, by
///   whichever thread.
pub unsafe trait Source: Sized {
    /// What a closure gets.
    type Item;
    /// The source's own parameters of the kernel, then `Rest`.
    type Slots<Rest: SlotList>: SlotList;
    /// What a device thread knows of the source.
    type Loaded: Copy;
    /// The slots, with names for people.
    const SLOTS: Slots;
    /// The calls that made it.
    const CHAIN: Chain;

    /// Number of indices.
    ///
    /// # Errors
    ///
    /// Lengths that don't agree, or a shape that is wrong in itself.
    fn length(&self) -> Result<u64, Wrong>;

    /// What `on` has said.
    fn options(&self) -> Launch {
        Launch::new()
    }

    /// Writes the slots. They point into `self` and what it borrows.
    fn bind(&mut self, slots: &mut SlotWriter<'_>);

    /// Takes the source's parameters off the front of a list.
    ///
    /// # Safety
    ///
    /// They are those that `bind` wrote, or copies of them on a device, and their memory is alive.
    unsafe fn load<Rest: SlotList>(slots: Self::Slots<Rest>) -> (Self::Loaded, Rest);

    /// The item of an index; `None` if a filter has dropped it.
    ///
    /// # Safety
    ///
    /// `index` is below `length`, and no one asks for it again in this launch.
    unsafe fn item(loaded: &Self::Loaded, index: usize) -> Option<Self::Item>;
}
