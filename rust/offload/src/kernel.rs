//! The trait behind every launch, of a function or of an iterator.

use crate::slots::SlotList;
use offload_abi::Descriptor;

/// A function or an iterator's body that runs on a device, with all its types.
///
/// # Safety
///
/// `DESCRIPTOR` describes the slots whose types `Slots` lists.
pub(crate) unsafe trait Kernel {
    /// The types of the slots.
    type Slots: SlotList;
    /// Path of the kernel, for messages.
    const NAME: &'static str;
    /// Describes the kernel to the plugin and the runtime.
    const DESCRIPTOR: Descriptor;

    /// Runs one device thread.
    ///
    /// # Safety
    ///
    /// The slots are a launch's slots, or copies of them on a device. The data that they point to is alive,
    /// and each thread of the grid calls this once.
    unsafe fn run(slots: Self::Slots);
}
