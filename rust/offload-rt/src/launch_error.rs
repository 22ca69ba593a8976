//! Errors of a launch that has a device.

use crate::device::Device;
use crate::launch::Launch;
use crate::{Error, ErrorKind};

pub(crate) fn out_of_memory(launch: Launch<'_>, device: Device, argument: String, bytes: u64) -> Error {
    Error::from(ErrorKind::OutOfMemory {
        kernel: launch.kernel().into(),
        argument,
        bytes,
        free: device.free_memory(),
        device: format!("{} ({})", device.number, device.name()),
        place: launch.place(),
    })
}

/// An [`ErrorKind::Backend`] with kernel and place.
pub(crate) fn failed(launch: Launch<'_>, operation: &str, detail: String) -> Error {
    Error::from(ErrorKind::Backend {
        operation: operation.into(),
        kernel: launch.kernel().into(),
        place: launch.place(),
        detail,
    })
}
