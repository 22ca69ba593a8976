//! Small ranges that a launch only reads, in one piece of device memory that is sent in one copy.
//!
//! A struct of references to ten thousand little vectors has as many ranges. By itself each would cost a page of device memory, and a
//! copy of its own, which on a GPU takes longer than most launches.

use crate::Error;
use crate::host_range::HostRange;
use crate::mapping::{DeviceRange, Home, Mapping};
use crate::pool::{ALIGNMENT, Allocation};
use crate::record::{self, Direction};
use crate::runtime::{failed, out_of_memory};
use std::mem::MaybeUninit;

/// Longer ranges are not packed: to put them together takes longer than it saves.
const MOST_BYTES: u64 = 4096;

/// The memory of those ranges of a launch whose home is [`Home::Pack`].
#[derive(Clone, Copy)]
pub(crate) struct Pack {
    pub(crate) memory: Allocation,
    /// Bytes from its address on.
    bytes: u64,
    /// The first slot that one of its ranges belongs to.
    pub(crate) slot: u32,
}

/// Makes a pack the home of those ranges that belong into one. Whether there are any.
pub(crate) fn mark_small(ranges: &mut [DeviceRange]) -> bool {
    let is_small = |DeviceRange { host, home, .. }: &DeviceRange| {
        host.bytes <= MOST_BYTES && host.align <= MOST_BYTES && !host.is_written() && *home == Home::None
    };
    // One by itself needs no pack.
    let are_some = ranges.iter().filter(|range| is_small(range)).nth(1).is_some();
    if are_some {
        ranges.iter_mut().filter(|range| is_small(range)).for_each(|range| range.home = Home::Pack);
    }
    are_some
}

impl Mapping<'_> {
    fn packed(&self) -> impl Iterator<Item = &DeviceRange> {
        self.ranges().iter().filter(|range| range.home == Home::Pack)
    }

    /// Gives the packed ranges their memory.
    pub(crate) fn allocate_pack(&mut self) -> Result<Pack, Error> {
        let (mut bytes, mut most_align, mut slot) = (0u64, 1, u32::MAX);
        for range in self.ranges_mut().iter_mut().filter(|range| range.home == Home::Pack) {
            let HostRange { start, align, .. } = range.host;
            // A union may start inside an element of one of its parts.
            range.address = bytes.next_multiple_of(align.max(ALIGNMENT)) + start % align;
            bytes = range.address + range.host.bytes;
            (most_align, slot) = (align.max(most_align), range.host.slot.min(slot));
        }
        let memory = self.runtime.pool.allocate(self.backend, self.device.number, bytes, most_align, 0);
        let memory =
            memory.ok_or_else(|| out_of_memory(self.launch, self.device, self.pack_name(), bytes))?;
        for range in self.ranges_mut().iter_mut().filter(|range| range.home == Home::Pack) {
            range.address += memory.address;
        }
        Ok(Pack { memory, bytes, slot })
    }

    /// Sends the packed ranges. All others of the launch have memory.
    pub(crate) fn send_pack(&self) -> Result<(), Error> {
        let Some(Pack { memory, bytes, .. }) = self.pack else { return Ok(()) };
        let mut data: Vec<MaybeUninit<u8>> = Vec::with_capacity(bytes as usize);
        for range in self.packed() {
            let HostRange { start, bytes, ref atomics, name, .. } = range.host;
            let name = self.names.get(name);
            self.print_transfer(Direction::To, &name, bytes);
            let copy = self.copy_for_device(&name, start, bytes, atomics)?;
            let source = copy.as_ref().map_or(start as *const MaybeUninit<u8>, |copy| copy.as_ptr());
            data.resize((range.address - memory.address) as usize, MaybeUninit::new(0));
            // SAFETY: the launch borrows the range, and its copy is as long.
            data.extend_from_slice(unsafe { std::slice::from_raw_parts(source, bytes as usize) });
            record::sent(bytes);
        }
        // SAFETY: the pack is as long as its data.
        unsafe {
            self.runtime.copy_to(self.backend, self.device, memory.address, data.as_ptr().cast(), bytes)
        }
        .map_err(|detail| {
            failed(self.launch, &format!("copying `{}` to the device", self.pack_name()), detail)
        })
    }

    fn pack_name(&self) -> String {
        let mut packed = self.packed();
        let first = packed.next().map_or("".into(), |range| self.names.get(range.host.name));
        format!("{first} and {} others", packed.count())
    }
}
