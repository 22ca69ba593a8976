//! What all kernels have: functions and iterators alike.

use crate::slots::SlotList;
use offload_abi::Descriptor;

/// What runs on a device: a function or an iterator's body, with all its types.
///
/// # Safety
///
/// `DESCRIPTOR` describes the slots whose types `Slots` lists.
pub(crate) unsafe trait Kernel {
    /// Types of the slots.
    type Slots: SlotList;
    /// Path of the kernel, for people.
    const NAME: &'static str;
    /// What the plugin and the runtime know of the kernel.
    const DESCRIPTOR: Descriptor;

    /// What one device thread does.
    ///
    /// # Safety
    ///
    /// The slots are those of a launch, or copies of them on a device, what they point to is alive, and each thread of the grid calls
    /// this once.
    unsafe fn run(slots: Self::Slots);
}
