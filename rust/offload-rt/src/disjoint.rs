//! Ranges that share no byte, in the order of their addresses.

use crate::launch::HostRange;
use crate::mapped::Mapped;
use std::collections::BTreeMap;

/// Such ranges by their first byte. Every question takes as long as an ordered map takes.
#[derive(Default)]
pub(crate) struct Disjoint(BTreeMap<u64, Mapped>);

impl Disjoint {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one that has all of `range`.
    pub(crate) fn containing(&mut self, range: &HostRange) -> Option<&mut Mapped> {
        let (_, entry) = self.0.range_mut(..=range.start).next_back()?;
        (range.end() <= entry.end()).then_some(entry)
    }

    /// Those that share a byte with `range`, the last first.
    pub(crate) fn overlapping(&self, range: &HostRange) -> impl Iterator<Item = &Mapped> {
        let start = range.start;
        self.0.range(..range.end()).rev().map(|(_, entry)| entry).take_while(move |entry| entry.end() > start)
    }

    /// The one that starts there.
    pub(crate) fn at(&mut self, start: u64) -> Option<&mut Mapped> {
        self.0.get_mut(&start)
    }

    pub(crate) fn insert(&mut self, entry: Mapped) {
        self.0.insert(entry.start, entry);
    }

    pub(crate) fn remove(&mut self, start: u64) -> Option<Mapped> {
        self.0.remove(&start)
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Mapped> {
        self.0.values_mut()
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}
