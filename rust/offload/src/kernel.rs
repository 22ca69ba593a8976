//! The common interface of all kernels, functions and iterators.

use crate::slots::SlotList;
use offload_abi::Descriptor;

/// Code that runs on a device: a function or an iterator's body, with all its types.
///
/// # Safety
///
/// `DESCRIPTOR` describes the slots whose types `Slots` lists.
pub(crate) unsafe trait Kernel {
    /// The types of the slots.
    type Slots: SlotList;
    /// The path of the kernel, for people.
    const NAME: &'static str;
    /// The description of the kernel for the plugin and the runtime layer.
    const DESCRIPTOR: Descriptor;

    /// Runs one device thread.
    ///
    /// # Safety
    ///
    /// The slots are a launch's slots, or copies of them on a device. The data that they point to is alive,
    /// and each thread of the grid calls this once.
    unsafe fn run(slots: Self::Slots);
}
