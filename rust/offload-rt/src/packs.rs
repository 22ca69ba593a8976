//! Packs the small ranges that a launch only reads into one piece of device memory, which one copy fills.
//!
//! A struct of references to ten thousand little vectors has as many ranges. Without a pack, each would cost
//! a page of device memory and a copy of its own. On a GPU, that takes longer than most launches.

use crate::device_range::{DeviceRange, Home};
use crate::host_range::HostRange;
use crate::pool::ALIGNMENT;

/// Longer ranges are not packed: packing them takes longer than it saves.
const MOST_BYTES: u64 = 4096;

/// Makes the pack the home of the ranges that belong there. Returns whether there are any.
fn mark_small(ranges: &mut [DeviceRange]) -> bool {
    let is_small = |DeviceRange { host, home, .. }: &DeviceRange| {
        host.bytes <= MOST_BYTES && host.align <= MOST_BYTES && !host.is_written() && *home == Home::None
    };
    // A single range needs no pack.
    let has_several = ranges.iter().filter(|range| is_small(range)).nth(1).is_some();
    if has_several {
        ranges.iter_mut().filter(|range| is_small(range)).for_each(|range| range.home = Home::Pack);
    }
    has_several
}

/// The memory that the packed ranges need.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    pub(crate) bytes: u64,
    pub(crate) align: u64,
    /// The first slot that one of them belongs to.
    pub(crate) slot: u32,
}

/// The packed ones among `ranges`.
pub(crate) fn packed(ranges: &[DeviceRange]) -> impl Iterator<Item = &DeviceRange> {
    ranges.iter().filter(|range| range.home == Home::Pack)
}

fn packed_mut(ranges: &mut [DeviceRange]) -> impl Iterator<Item = &mut DeviceRange> {
    ranges.iter_mut().filter(|range| range.home == Home::Pack)
}

/// Makes the pack the home of the ranges that belong there, and sets their addresses relative to its start.
/// `None` if there are no such ranges.
pub(crate) fn arrange(ranges: &mut [DeviceRange]) -> Option<Layout> {
    if !mark_small(ranges) {
        return None;
    }
    let mut layout = Layout { bytes: 0, align: 1, slot: u32::MAX };
    for range in packed_mut(ranges) {
        let HostRange { start, align, slot, .. } = range.host;
        // A union may start inside an element of one of its parts.
        range.address = layout.bytes.next_multiple_of(align.max(ALIGNMENT)) + start % align;
        layout.bytes = range.address + range.host.bytes;
        (layout.align, layout.slot) = (align.max(layout.align), slot.min(layout.slot));
    }
    Some(layout)
}

/// Moves the packed ranges to a pack that begins at `base`.
pub(crate) fn settle(ranges: &mut [DeviceRange], base: u64) {
    packed_mut(ranges).for_each(|range| range.address += base);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host_range::Name;

    fn range(start: u64, bytes: u64, align: u64, back: bool) -> DeviceRange {
        let (name, atomics) = (Name::of_slot(0), Vec::new());
        let host = HostRange { start, bytes, align, atomics, name, slot: 3, to: true, back };
        DeviceRange { host, address: 0, home: Home::None }
    }

    #[test]
    fn what_is_small_and_only_read_lies_side_by_side() {
        let mut ranges = [
            range(1000, 10, 8, false),
            range(2004, 4096, 8, false),
            range(9000, 4097, 8, false),
            range(20_000, 8, 8, true),
            range(30_128, 1, 128, false),
        ];
        let layout = arrange(&mut ranges).unwrap();
        settle(&mut ranges, 1 << 20);
        let packed: Vec<_> = packed(&ranges).map(|range| range.address - (1 << 20)).collect();
        // Each has the same offset from its alignment as on the host.
        assert_eq!(packed, [0, 68, 4224 + 30_128 % 128]);
        assert_eq!((layout.bytes, layout.align, layout.slot), (packed[2] + 1, 128, 3));
    }

    #[test]
    fn one_by_itself_is_not_packed() {
        assert!(arrange(&mut [range(0, 8, 8, false), range(8, 8, 8, true)]).is_none());
    }
}
