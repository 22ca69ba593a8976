//! Small ranges that a launch only reads, in one piece of device memory that is sent in one copy.
//!
//! A struct of references to ten thousand little vectors has as many ranges. By itself each would cost a page of device memory, and a
//! copy of its own, which on a GPU takes longer than most launches.

use crate::Error;
use crate::backend::Backend;
use crate::device::Device;
use crate::launch::Launch;
use crate::mapped::Mapped;
use crate::plan::Plan;
use crate::pool::{ALIGNMENT, Allocation};
use crate::record;
use crate::runtime::{Runtime, failed, out_of_memory};
use std::mem::MaybeUninit;
use std::sync::Arc;

/// Longer ranges are not packed: to put them together takes longer than it saves.
const MOST_BYTES: u64 = 4096;

/// Divides the new ranges of a launch into those that are packed and those that are not.
pub(crate) fn divide(new: Vec<Mapped>) -> (Vec<Mapped>, Vec<Mapped>) {
    let is_small = |range: &Mapped| {
        range.bytes <= MOST_BYTES && range.align <= MOST_BYTES && !range.is_written() && !range.is_resident()
    };
    let (packed, mut single): (Vec<_>, Vec<_>) = new.into_iter().partition(is_small);
    if packed.len() > 1 {
        return (packed, single);
    }
    single.splice(..0, packed);
    (Vec::new(), single)
}

/// Where each of `ranges` begins in their pack, and the pack's size in bytes.
fn offsets(ranges: &[Mapped]) -> (Vec<u64>, u64) {
    let mut bytes = 0u64;
    let mut place = |range: &Mapped| {
        // A union may start inside an element of one of its parts.
        let offset = bytes.next_multiple_of(range.align.max(ALIGNMENT)) + range.start % range.align;
        bytes = offset + range.bytes;
        offset
    };
    (ranges.iter().map(&mut place).collect(), bytes)
}

impl Runtime {
    /// Gives `ranges` their memory and sends them. All others of the launch have memory.
    pub(crate) fn send_packed(
        &self,
        backend: &dyn Backend,
        device: Device,
        launch: Launch<'_>,
        plan: &Plan,
        ranges: &[Mapped],
    ) -> Result<(), Error> {
        let (offsets, bytes) = offsets(ranges);
        let align = ranges.iter().map(|range| range.align).max().unwrap_or(1);
        let argument = || format!("{} and {} others", ranges[0].argument, ranges.len() - 1);
        let memory = self
            .pool
            .allocate(backend, device.number, bytes, align, 0)
            .ok_or_else(|| out_of_memory(launch, device, argument(), bytes))?;
        let pack = Arc::new(memory);
        for (range, offset) in ranges.iter().zip(&offsets) {
            let part = Allocation { address: memory.address + offset, ..memory };
            self.ranges.set_memory(range, part, Some(Arc::clone(&pack)));
        }
        let mut data: Vec<MaybeUninit<u8>> = vec![MaybeUninit::new(0); bytes as usize];
        for (range, offset) in ranges.iter().zip(&offsets) {
            if self.settings.info {
                record::print_transfer(&launch.place(), "to", range, range.bytes);
            }
            let copy = self.copy_for_device(launch, plan, range)?;
            let source = copy.as_ref().map_or(range.start as *const MaybeUninit<u8>, |copy| copy.as_ptr());
            let target = &mut data[*offset as usize..][..range.bytes as usize];
            // SAFETY: the launch borrows the range, and its copy is as long.
            unsafe { target.as_mut_ptr().copy_from_nonoverlapping(source, target.len()) };
            record::sent(range.bytes);
        }
        // SAFETY: the pack is as long as its data.
        unsafe { self.copy_to(backend, device, memory.address, data.as_ptr().cast(), bytes) }
            .map_err(|detail| failed(launch, &format!("copying `{}` to the device", argument()), detail))?;
        self.ranges.packed_are_filled(ranges);
        Ok(())
    }
}
