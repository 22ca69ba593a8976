//! Where the ranges of a launch are on its device.

use crate::host_range::HostRange;
use crate::pool::Allocation;

/// A range of a launch with its place on the device.
pub(crate) struct DeviceRange {
    pub(crate) host: HostRange,
    /// Where its first byte is there.
    pub(crate) address: u64,
    pub(crate) home: Home,
}

/// Whose the device memory of a range is.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Home {
    /// It has none, or none any more.
    None,
    Own(Allocation),
    /// That of the launch's [pack](crate::packs).
    Pack,
    /// That of the launch's resident range of this number.
    Resident(u32),
}
