//! The interface to the devices behind the runtime layer.

use crate::launch::SlotWord;
use offload_abi::{BinaryDescriptor, OffloadEntry};
use std::ptr::NonNull;

/// One launch in the device's form.
pub(crate) struct KernelLaunch<'a> {
    /// The backend's number of the device.
    pub(crate) device: u32,
    /// The kernel's entry, in a registered table.
    pub(crate) entry: *const OffloadEntry,
    /// All slots, including the hidden ones: values and device addresses.
    pub(crate) arguments: &'a [SlotWord],
    /// Blocks, linearised.
    pub(crate) blocks: u32,
    /// Threads of a block, linearised.
    pub(crate) threads: u32,
    /// Dynamic shared memory of a block in bytes.
    pub(crate) dyn_shared: u32,
}

/// A source of devices. Its errors contain the reported failure; the caller adds kernel and place.
pub(crate) trait Backend: Send + Sync {
    /// Registers the images of `binary`.
    ///
    /// # Safety
    ///
    /// `binary` and everything that it points to is valid until the process ends.
    unsafe fn register(&self, binary: *const BinaryDescriptor);

    /// Number of devices that can run a registered image.
    fn device_count(&self) -> u32;

    /// Reserves device memory; returns `None` if there is not enough.
    fn allocate(&self, device: u32, bytes: u64) -> Option<u64>;

    /// Frees device memory.
    ///
    /// # Safety
    ///
    /// `address` comes from [`Backend::allocate`] on the same device and is not used again.
    unsafe fn free(&self, device: u32, address: u64);

    /// Copies from the host to device memory.
    ///
    /// # Safety
    ///
    /// `host` is readable and `address` allocated for `bytes` bytes.
    unsafe fn copy_to(&self, device: u32, address: u64, host: *const u8, bytes: u64) -> Result<(), String>;

    /// Copies from device memory to the host.
    ///
    /// # Safety
    ///
    /// `host` is writable and `address` allocated for `bytes` bytes.
    unsafe fn copy_from(&self, device: u32, address: u64, host: *mut u8, bytes: u64) -> Result<(), String>;

    /// Returns `bytes` bytes of host memory that the device can access directly, which stay allocated until
    /// the process ends; `None` if there are none.
    fn allocate_pinned(&self, device: u32, bytes: u64) -> Option<NonNull<u8>>;

    /// Runs a kernel and waits for it.
    ///
    /// # Safety
    ///
    /// The arguments match the kernel's entry, and the memory that they point to is as the kernel expects.
    unsafe fn launch(&self, launch: &KernelLaunch<'_>) -> Result<(), String>;
}
