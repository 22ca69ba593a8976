//! What a launch maps, found once for all its steps: the ranges of its slots, and the references inside of them. What those lead to is mapped,
//! too, and in the device's copy they lead to device memory.

use crate::Error;
use crate::atomics::{Atomics, have_references, inner};
use crate::launch::{Arguments, HostRange, text, unions};
use offload_abi::{FIELD_ATOMIC, FIELD_PART, Field, NO_COUNT, SLOT_TOFROM};
use std::mem::MaybeUninit;
use std::sync::Arc;

/// A pointer in mapped host memory.
#[derive(Debug, PartialEq)]
pub(crate) struct Pointer {
    /// Where it is.
    pub(crate) at: u64,
    /// What it leads to.
    pub(crate) target: HostRange,
}

/// The ranges of a launch.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    /// By slot: its own range and those that references in it lead to; where they overlap, their union.
    slots: Vec<Vec<HostRange>>,
    /// In the order of their addresses.
    pointers: Vec<Pointer>,
}

/// What the elements of a range have: their fields, and how many elements of which size.
struct Elements {
    start: u64,
    count: u64,
    size: u64,
    fields: &'static [Field],
}

impl Plan {
    /// Reads the slots of a launch, and the host's data for references.
    pub(crate) fn new(arguments: &Arguments<'_>) -> Result<Self, Error> {
        let mut plan = Self { slots: Vec::with_capacity(arguments.slots.len()), pointers: Vec::new() };
        for index in 0..arguments.slots.len() {
            let ranges = plan.add(arguments, index)?;
            plan.slots.push(ranges);
        }
        plan.pointers.sort_by_key(|pointer| pointer.at);
        Ok(plan)
    }

    /// The ranges of one slot.
    pub(crate) fn slot(&self, index: usize) -> &[HostRange] {
        self.slots.get(index).map_or(&[], Vec::as_slice)
    }

    /// The ranges of all slots, as they are there.
    pub(crate) fn ranges(&self) -> Vec<HostRange> {
        self.slots.iter().flatten().cloned().collect()
    }

    /// The pointers that lie in `start..end`.
    pub(crate) fn pointers(&self, start: u64, end: u64) -> &[Pointer] {
        let index = |address| self.pointers.partition_point(|pointer| pointer.at < address);
        &self.pointers[index(start)..index(end).max(index(start))]
    }

    /// Adds the pointers of slot `index`; what it maps.
    fn add(&mut self, arguments: &Arguments<'_>, index: usize) -> Result<Vec<HostRange>, Error> {
        let Some(own) = arguments.mapped(index)? else { return Ok(Vec::new()) };
        let slot = &arguments.slots[index];
        let fields = arguments.fields(index);
        if !have_references(fields) {
            return Ok(vec![own]);
        }
        let first = self.pointers.len();
        let (start, size) = (own.start, slot.element_size);
        self.follow(arguments, &Elements { start, count: own.bytes / size, size, fields }, &own.argument)?;
        let targets = self.pointers[first..].iter().map(|pointer| pointer.target.clone());
        Ok(unions(std::iter::once(own).chain(targets).collect()))
    }

    /// Adds the pointers in `elements`, and those in what they lead to.
    fn follow(
        &mut self,
        arguments: &Arguments<'_>,
        elements: &Elements,
        argument: &Arc<str>,
    ) -> Result<(), Error> {
        for field in elements.fields {
            let behind = inner(field);
            if field.kind == FIELD_ATOMIC || (field.kind == FIELD_PART && !have_references(behind)) {
                continue;
            }
            // SAFETY: a descriptor's texts are constants.
            let argument: Arc<str> = match &*unsafe { text(field.name) } {
                "" => Arc::clone(argument),
                name => format!("{argument}.{name}").into(),
            };
            let size = field.element_size;
            for element in 0..elements.count {
                let start = elements.start + element * elements.size;
                let at = start + field.offset;
                if field.kind == FIELD_PART {
                    let part = Elements { start: at, count: field.count, size, fields: behind };
                    self.follow(arguments, &part, &argument)?;
                    continue;
                }
                let Some(target) = target(arguments, field, start, &argument)? else { continue };
                let leads_on = have_references(behind);
                let part = Elements { start: target.start, count: target.bytes / size, size, fields: behind };
                self.pointers.push(Pointer { at, target });
                if leads_on {
                    self.follow(arguments, &part, &argument)?;
                }
            }
        }
        Ok(())
    }
}

/// The range behind the pointer `field` of the element at `start`; `None` where there are no bytes: such a pointer
/// stays as it is, since nobody may read behind it.
fn target(
    arguments: &Arguments<'_>,
    field: &Field,
    start: u64,
    argument: &Arc<str>,
) -> Result<Option<HostRange>, Error> {
    // SAFETY: the launch borrows the element, in which the descriptor says a pointer is, and its length.
    let (address, count) = unsafe {
        let count = match field.count_offset {
            NO_COUNT => field.count,
            offset => ((start + offset) as *const u64).read_unaligned(),
        };
        (((start + field.offset) as *const u64).read_unaligned(), count)
    };
    let Some(bytes) = arguments.bytes(argument, count, field.element_size, address)? else { return Ok(None) };
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
        argument: Arc::clone(argument),
    }))
}

/// Writes into `copy`, which is of the bytes from `start` on, where `pointers` lead on the device. `None` if one leads nowhere.
pub(crate) fn translate(
    copy: &mut [MaybeUninit<u8>],
    start: u64,
    pointers: &[Pointer],
    address_of: impl Fn(&HostRange) -> Option<u64>,
) -> Option<()> {
    for pointer in pointers {
        let address = address_of(&pointer.target)?;
        let at = (pointer.at - start) as usize;
        copy[at..at + 8].copy_from_slice(&address.to_ne_bytes().map(MaybeUninit::new));
    }
    Some(())
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
