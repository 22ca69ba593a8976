//! The ranges of a launch with their places on its device.

use crate::host_range::HostRange;
use crate::pool::Allocation;

/// A range of a launch with its place on the device.
pub(crate) struct DeviceRange {
    pub(crate) host: HostRange,
    /// Device address of its first byte.
    pub(crate) address: u64,
    pub(crate) home: Home,
}

/// The owner of a range's device memory.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Home {
    /// The range has no memory, or no longer has any.
    None,
    Own(Allocation),
    /// The memory of the launch's [pack](crate::packs).
    Pack,
    /// The memory of the launch's resident range with this number.
    Resident(u32),
}
