//! Finds the ranges that a launch maps: its slots lead to them, and the references in its data. In the
//! device's copies, references lead to device memory.

use crate::Error;
use crate::atomics::{Atomics, have_references, inner};
use crate::contract::text;
use crate::host_range::{HostRange, Name, Names, join_overlapping};
use crate::launch::Arguments;
use offload_abi::{FIELD_ATOMIC, FIELD_PART, Field, NO_COUNT, SLOT_TOFROM};
use std::mem::MaybeUninit;

/// A pointer in mapped host memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pointer {
    /// Its own address.
    pub(crate) at: u64,
    /// The host address that it points to.
    pub(crate) target: u64,
}

/// The ranges of a launch, found once.
#[derive(Debug, Default)]
pub(crate) struct Plan<'a> {
    /// The ranges of all slots in the order of their addresses. No two share a byte.
    pub(crate) ranges: Vec<HostRange>,
    pub(crate) names: Names<'a>,
    /// In the order of their addresses.
    pub(crate) pointers: Vec<Pointer>,
}

/// The elements of a range: their number, their size and their fields.
struct Elements {
    start: u64,
    count: u64,
    size: u64,
    fields: &'static [Field],
}

impl<'a> Plan<'a> {
    /// Reads the slots of a launch, and the host's data for references.
    pub(crate) fn new(arguments: &Arguments<'a>) -> Result<Self, Error> {
        let plan = Self { names: Names::new(arguments.slots), ..Self::default() };
        let mut reader = Reader { arguments, plan, slot: 0, field_names: Vec::new() };
        for index in 0..arguments.slots.len() {
            reader.add(index)?;
        }
        let mut plan = reader.plan;
        join_overlapping(&mut plan.ranges, &mut plan.names);
        plan.pointers.sort_unstable_by_key(|pointer| pointer.at);
        // Two slots may lead to the same elements.
        plan.pointers.dedup();
        Ok(plan)
    }
}

/// The pointers that lie in `start..end`.
pub(crate) fn pointers_in(pointers: &[Pointer], start: u64, end: u64) -> &[Pointer] {
    let index = |address| pointers.partition_point(|pointer| pointer.at < address);
    &pointers[index(start)..index(end).max(index(start))]
}

/// Reads one slot after the other.
struct Reader<'r, 'a> {
    arguments: &'r Arguments<'a>,
    plan: Plan<'a>,
    /// The slot being read.
    slot: u32,
    /// Names of fields, by their owners.
    field_names: Vec<(Name, *const Field, Name)>,
}

impl Reader<'_, '_> {
    /// Adds the ranges that slot `index` leads to.
    fn add(&mut self, index: usize) -> Result<(), Error> {
        let Some(own) = self.arguments.mapped(index)? else { return Ok(()) };
        self.slot = index as u32;
        let (start, bytes, name) = (own.start, own.bytes, own.name);
        self.plan.ranges.push(own);
        let fields = self.arguments.fields(index);
        if have_references(fields) {
            let size = self.arguments.slots[index].element_size;
            self.follow(&Elements { start, count: bytes / size, size, fields }, name)?;
        }
        Ok(())
    }

    /// Adds the pointers in `elements`, and the pointers in the elements behind them.
    fn follow(&mut self, elements: &Elements, owner: Name) -> Result<(), Error> {
        for field in elements.fields {
            let behind = inner(field);
            if field.kind == FIELD_ATOMIC || (field.kind == FIELD_PART && !have_references(behind)) {
                continue;
            }
            let (name, size) = (self.name_of(field, owner), field.element_size);
            let leads_on = have_references(behind);
            for element in 0..elements.count {
                let start = elements.start + element * elements.size;
                let address = start + field.offset;
                if field.kind == FIELD_PART {
                    self.follow(
                        &Elements { start: address, count: field.count, size, fields: behind },
                        name,
                    )?;
                    continue;
                }
                let Some(target) = self.target(field, start, name)? else { continue };
                let part = Elements { start: target.start, count: target.bytes / size, size, fields: behind };
                self.plan.pointers.push(Pointer { at: address, target: target.start });
                self.plan.ranges.push(target);
                if leads_on {
                    self.follow(&part, name)?;
                }
            }
        }
        Ok(())
    }

    fn name_of(&mut self, field: &'static Field, owner: Name) -> Name {
        let mut entries = self.field_names.iter();
        let entry = entries.find(|entry| entry.0 == owner && std::ptr::eq(entry.1, field));
        if let Some((_, _, name)) = entry {
            return *name;
        }
        // SAFETY: a descriptor's texts are constants.
        let name = match &*unsafe { text(field.name) } {
            "" => owner,
            name => {
                let path = format!("{}.{name}", self.plan.names.get(owner));
                self.plan.names.add(path)
            }
        };
        self.field_names.push((owner, field, name));
        name
    }

    /// The range behind the pointer `field` of the element at `start`; `None` if there are no bytes: such a
    /// pointer stays as it is, because nothing may read behind it.
    fn target(&self, field: &Field, start: u64, name: Name) -> Result<Option<HostRange>, Error> {
        // SAFETY: the launch borrows the element, which contains the pointer and its length, as the
        // descriptor says.
        let (address, count) = unsafe {
            let count = match field.count_offset {
                NO_COUNT => field.count,
                offset => ((start + offset) as *const u64).read_unaligned(),
            };
            (((start + field.offset) as *const u64).read_unaligned(), count)
        };
        let argument = || self.plan.names.get(name).into_owned();
        let Some(bytes) = self.arguments.bytes(argument, count, field.element_size, address)? else {
            return Ok(None);
        };
        let atomics = match field.kind {
            SLOT_TOFROM => Atomics::new(address, count, field.element_size, inner(field)),
            _ => None,
        };
        Ok(Some(HostRange {
            start: address,
            bytes,
            align: field.element_align.max(1),
            to: true,
            back: field.kind == SLOT_TOFROM && atomics.is_none(),
            atomics: atomics.into_iter().collect(),
            name,
            slot: self.slot,
        }))
    }
}

/// Replaces `pointers` by device addresses in `copy`, a copy of the bytes from `start` on. `None` if a target
/// has no device address.
pub(crate) fn translate(
    copy: &mut [MaybeUninit<u8>],
    start: u64,
    pointers: &[Pointer],
    address_of: impl Fn(u64) -> Option<u64>,
) -> Option<()> {
    for pointer in pointers {
        let address = address_of(pointer.target)?;
        let offset = (pointer.at - start) as usize;
        copy[offset..offset + 8].copy_from_slice(&address.to_ne_bytes().map(MaybeUninit::new));
    }
    Some(())
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
