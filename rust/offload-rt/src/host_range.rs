//! Ranges of host memory that a launch wants on its device.

use crate::atomics::Atomics;
use crate::contract::text;
use offload_abi::Slot;
use std::borrow::Cow;

/// A range of host memory, and the directions of its copies.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HostRange {
    pub(crate) start: u64,
    pub(crate) bytes: u64,
    pub(crate) align: u64,
    /// Atomics that other host threads may use meanwhile. They are copied back, too.
    pub(crate) atomics: Vec<Atomics>,
    pub(crate) name: Name,
    /// The first slot of the launch that leads to it.
    pub(crate) slot: u32,
    /// Whether it is copied to the device when it is mapped.
    pub(crate) to: bool,
    /// Whether all of it is copied back when it is unmapped.
    pub(crate) back: bool,
}

impl HostRange {
    pub(crate) fn end(&self) -> u64 {
        self.start + self.bytes
    }

    /// Whether the kernel may change any byte of it.
    pub(crate) fn is_written(&self) -> bool {
        self.back || !self.atomics.is_empty()
    }

    /// Takes in a range that begins inside this one or at its end.
    fn extend(&mut self, range: &mut Self) {
        self.bytes = self.end().max(range.end()) - self.start;
        self.align = self.align.max(range.align);
        self.slot = self.slot.min(range.slot);
        for atomics in range.atomics.drain(..) {
            if self.atomics.last() != Some(&atomics) {
                self.atomics.push(atomics);
            }
        }
    }

    /// Takes in a range that moves the same way and begins at the end of this one, such as a matrix's next
    /// row. Returns whether it did.
    pub(crate) fn join_touching(&mut self, range: &mut Self) -> bool {
        let alike = (self.to, self.back, self.atomics.is_empty(), self.name)
            == (range.to, range.back, range.atomics.is_empty(), range.name);
        let joins = alike && self.end() == range.start;
        if joins {
            self.extend(range);
        }
        joins
    }
}

/// Joins ranges that share a byte and puts them in the order of their addresses; ranges that only touch stay apart.
pub(crate) fn join_overlapping(ranges: &mut Vec<HostRange>, names: &mut Names<'_>) {
    ranges.sort_unstable_by_key(|range| (range.start, range.bytes, range.slot));
    ranges.dedup_by(|range, last| {
        let overlap = range.start < last.end();
        if overlap {
            last.back |= range.back;
            // The kernel may write only a part of a union: the bytes that come back must have been sent
            // first.
            last.to |= range.to || last.back;
            last.name = names.joined(last.name, range.name);
            last.extend(range);
        }
        overlap
    });
}

/// The name of a range's argument or field, in the [`Names`] of its launch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Name(u32);

impl Name {
    /// The name of a slot.
    pub(crate) fn of_slot(index: usize) -> Self {
        Self(index as u32)
    }
}

/// The names of a launch's ranges. The descriptor has the names of the slots; other names are made on demand.
#[derive(Debug, Default)]
pub(crate) struct Names<'a> {
    slots: &'a [Slot],
    others: Vec<String>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(slots: &'a [Slot]) -> Self {
        Self { slots, others: Vec::new() }
    }

    pub(crate) fn get(&self, Name(index): Name) -> Cow<'_, str> {
        let index = index as usize;
        match self.slots.get(index) {
            // SAFETY: a descriptor's texts are constants.
            Some(slot) => unsafe { text(slot.name) },
            None => Cow::Borrowed(&self.others[index - self.slots.len()]),
        }
    }

    /// Adds a name.
    pub(crate) fn add(&mut self, name: String) -> Name {
        let position = self.others.iter().position(|other| *other == name);
        let index = position.unwrap_or_else(|| {
            self.others.push(name);
            self.others.len() - 1
        });
        Name((self.slots.len() + index) as u32)
    }

    /// The name of a range that belongs to both.
    fn joined(&mut self, first: Name, second: Name) -> Name {
        let name = {
            let (first, second) = (self.get(first), self.get(second));
            if first.split('+').any(|name| name == second) { None } else { Some(format!("{first}+{second}")) }
        };
        name.map_or(first, |name| self.add(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use offload_abi::{SLOT_TO, Text};

    fn slots(names: &[&'static str]) -> Vec<Slot> {
        let slot = |name: &&'static str| Slot {
            kind: SLOT_TO,
            flags: 0,
            element_size: 1,
            element_align: 1,
            count: 1,
            name: Text::new(name),
            fields: std::ptr::null(),
            field_count: 0,
            witness: std::ptr::null(),
        };
        names.iter().map(slot).collect()
    }

    fn range(slot: u32, start: u64, bytes: u64, to: bool, back: bool) -> HostRange {
        HostRange { start, bytes, align: 8, atomics: Vec::new(), name: Name(slot), slot, to, back }
    }

    /// Name, first slot, start, bytes, and whether it is sent and comes back.
    type Joined = (String, u32, u64, u64, bool, bool);

    fn joined(mut ranges: Vec<HostRange>) -> Vec<Joined> {
        let slots = slots(&["a", "b", "c"]);
        let mut names = Names::new(&slots);
        join_overlapping(&mut ranges, &mut names);
        let describe = |range: &HostRange| {
            (names.get(range.name).into_owned(), range.slot, range.start, range.bytes, range.to, range.back)
        };
        ranges.iter().map(describe).collect()
    }

    #[test]
    fn overlapping_ranges_become_their_union() {
        let joined = joined(vec![
            range(2, 300, 10, true, false),
            range(1, 104, 100, true, false),
            range(0, 100, 50, true, false),
        ]);
        let expected = [("a+b".into(), 0, 100, 104, true, false), ("c".into(), 2, 300, 10, true, false)];
        assert_eq!(joined, expected);
    }

    #[test]
    fn a_chain_of_overlaps_is_one_range() {
        let joined = joined((0..5).map(|i| range(2, i * 8, 10, true, false)).collect());
        assert_eq!(joined, [("c".into(), 2, 0, 42, true, false)]);
    }

    #[test]
    fn a_union_belongs_to_its_first_slot() {
        let joined = joined(vec![range(2, 0, 8, true, false), range(1, 4, 8, true, false)]);
        assert_eq!(joined, [("c+b".into(), 1, 0, 12, true, false)]);
    }

    #[test]
    fn touching_ranges_stay_apart() {
        assert_eq!(joined(vec![range(0, 0, 8, true, true), range(1, 8, 8, true, false)]).len(), 2);
    }

    #[test]
    fn a_union_that_comes_back_is_sent_first() {
        let joined = joined(vec![range(0, 0, 8, false, true), range(1, 4, 8, false, true)]);
        assert_eq!(joined, [("a+b".into(), 0, 0, 12, true, true)]);
    }

    #[test]
    fn what_touches_is_one_range_of_one_argument_at_most() {
        let mut rows = vec![
            range(0, 0, 8, true, false),
            range(0, 8, 8, true, false),
            range(0, 16, 8, true, false),
            range(0, 32, 8, true, false),
            range(1, 40, 8, true, false),
            range(1, 48, 8, true, true),
        ];
        rows.dedup_by(|range, last| last.join_touching(range));
        assert_eq!(rows.iter().map(|range| range.bytes).collect::<Vec<_>>(), [24, 8, 8, 8]);
    }
}
