//! What a launch maps: the ranges of its slots, and of the references inside of them. In the device's copies, references lead to device memory.

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
    /// Where it is.
    pub(crate) at: u64,
    /// Where it leads, on the host.
    pub(crate) target: u64,
}

/// The ranges of a launch, found once.
#[derive(Debug, Default)]
pub(crate) struct Plan<'a> {
    /// Those of all slots in the order of their addresses. None shares a byte with another.
    pub(crate) ranges: Vec<HostRange>,
    pub(crate) names: Names<'a>,
    /// In the order of their addresses.
    pub(crate) pointers: Vec<Pointer>,
}

/// What the elements of a range have: their fields, and how many elements of which size.
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
    /// The slot that is read.
    slot: u32,
    /// Names of fields, by what has them.
    field_names: Vec<(Name, *const Field, Name)>,
}

impl Reader<'_, '_> {
    /// Adds what slot `index` leads to.
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

    /// Adds the pointers in `elements`, and those in what they lead to.
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
                let at = start + field.offset;
                if field.kind == FIELD_PART {
                    self.follow(&Elements { start: at, count: field.count, size, fields: behind }, name)?;
                    continue;
                }
                let Some(target) = self.target(field, start, name)? else { continue };
                let part = Elements { start: target.start, count: target.bytes / size, size, fields: behind };
                self.plan.pointers.push(Pointer { at, target: target.start });
                self.plan.ranges.push(target);
                if leads_on {
                    self.follow(&part, name)?;
                }
            }
        }
        Ok(())
    }

    fn name_of(&mut self, field: &'static Field, owner: Name) -> Name {
        let known = self.field_names.iter().find(|(of, at, _)| *of == owner && std::ptr::eq(*at, field));
        if let Some((_, _, name)) = known {
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

    /// The range behind the pointer `field` of the element at `start`; `None` where there are no bytes: such a pointer
    /// stays as it is, since nobody may read behind it.
    fn target(&self, field: &Field, start: u64, name: Name) -> Result<Option<HostRange>, Error> {
        // SAFETY: the launch borrows the element, in which the descriptor says a pointer is, and its length.
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

/// Writes into `copy`, which is of the bytes from `start` on, where `pointers` lead on the device. `None` if one leads nowhere.
pub(crate) fn translate(
    copy: &mut [MaybeUninit<u8>],
    start: u64,
    pointers: &[Pointer],
    address_of: impl Fn(u64) -> Option<u64>,
) -> Option<()> {
    for pointer in pointers {
        let address = address_of(pointer.target)?;
        let at = (pointer.at - start) as usize;
        copy[at..at + 8].copy_from_slice(&address.to_ne_bytes().map(MaybeUninit::new));
    }
    Some(())
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
