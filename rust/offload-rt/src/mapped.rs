//! One entry of the table of [ranges](crate::ranges).

use crate::atomics::Atomics;
use crate::device::Device;
use crate::launch::HostRange;
use crate::pool::Allocation;
use std::sync::Arc;

/// A range on a device.
#[derive(Clone, Debug)]
pub(crate) struct Mapped {
    pub(crate) device: Device,
    pub(crate) start: u64,
    pub(crate) bytes: u64,
    pub(crate) align: u64,
    /// As in [`HostRange`]; of a resident range, whether a kernel may have changed it.
    pub(crate) back: bool,
    /// As in [`HostRange`].
    pub(crate) atomics: Vec<Atomics>,
    pub(crate) argument: Arc<str>,
    /// None between the acquisition and the allocation, which needs no lock.
    pub(crate) memory: Option<Allocation>,
    /// What `memory` is a part of, where other ranges have parts of it, too.
    pub(crate) pack: Option<Arc<Allocation>>,
    pub(crate) owner: Owner,
    /// Slots of the launch that have not begun yet.
    pub(crate) reserved: u32,
    /// Slots that have begun and not ended.
    pub(crate) begun: u32,
    /// The host's data has been copied, or needn't be.
    pub(crate) filled: bool,
}

/// Whose a range is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Owner {
    /// A launch's of this thread.
    Launch(u64),
    /// The program's, and a launch of this thread is about to give it memory, if there is one.
    Resident(Option<u64>),
}

impl Mapped {
    pub(crate) fn new(range: &HostRange, device: Device, owner: Owner) -> Self {
        Self {
            device,
            start: range.start,
            bytes: range.bytes,
            align: range.align,
            back: range.back,
            atomics: range.atomics.clone(),
            argument: Arc::clone(&range.argument),
            memory: None,
            pack: None,
            owner,
            reserved: 0,
            begun: 0,
            filled: false,
        }
    }

    pub(crate) fn end(&self) -> u64 {
        self.start + self.bytes
    }

    pub(crate) fn contains(&self, range: &HostRange) -> bool {
        self.start <= range.start && range.end() <= self.end()
    }

    pub(crate) fn is_resident(&self) -> bool {
        matches!(self.owner, Owner::Resident(_))
    }

    /// Whether the kernel may change something of it.
    pub(crate) fn is_written(&self) -> bool {
        self.back || !self.atomics.is_empty()
    }
}
