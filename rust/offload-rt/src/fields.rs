//! References inside of mapped data: what they lead to is mapped, too, and in the device's copy they lead to device memory.

use crate::launch::{Arguments, HostRange, text, unions};
use crate::{Error, shared};
use offload_abi::{FIELD_PART, Field, NO_COUNT, SLOT_TOFROM};
use std::borrow::Cow;
use std::mem::MaybeUninit;

/// A pointer in mapped host memory.
#[derive(Debug, PartialEq)]
pub(crate) struct Pointer<'a> {
    /// Where it is.
    pub(crate) at: u64,
    /// What it leads to.
    pub(crate) target: HostRange<'a>,
}

/// What the elements of a range have: their fields, and how many elements of which size.
struct Elements<'a> {
    start: u64,
    count: u64,
    size: u64,
    fields: &'a [Field],
}

impl<'a> Arguments<'a> {
    /// The ranges that slot `index` maps, its own and those that references in it lead to; where they overlap, their union.
    pub(crate) fn slot_ranges(&self, index: usize) -> Result<Vec<HostRange<'a>>, Error> {
        let Some(own) = self.mapped(index)? else { return Ok(Vec::new()) };
        let pointers = self.slot_pointers(index, &own)?;
        if pointers.is_empty() {
            return Ok(vec![own]);
        }
        let targets = pointers.into_iter().map(|pointer| pointer.target);
        Ok(unions(std::iter::once(own).chain(targets).collect()))
    }

    /// The pointers that lie in `start..end`.
    pub(crate) fn pointers(&self, start: u64, end: u64) -> Result<Vec<Pointer<'a>>, Error> {
        let mut pointers = Vec::new();
        for index in 0..self.slots.len() {
            if self.slots[index].field_count == 0 {
                continue;
            }
            let Some(own) = self.mapped(index)? else { continue };
            pointers.extend(self.slot_pointers(index, &own)?);
        }
        pointers.retain(|pointer| start <= pointer.at && pointer.at < end);
        Ok(pointers)
    }

    /// The pointers in the elements of slot `index` and in what they lead to.
    fn slot_pointers(&self, index: usize, own: &HostRange<'a>) -> Result<Vec<Pointer<'a>>, Error> {
        let slot = &self.slots[index];
        let mut found = Vec::new();
        // SAFETY: a descriptor's tables are constants.
        let fields = unsafe { fields(slot.fields, slot.field_count) };
        if !fields.is_empty() {
            let count = own.bytes / slot.element_size;
            let elements = Elements { start: own.start, count, size: slot.element_size, fields };
            self.collect(&elements, &own.argument, &mut found)?;
        }
        Ok(found)
    }

    fn collect(
        &self,
        elements: &Elements<'a>,
        argument: &str,
        found: &mut Vec<Pointer<'a>>,
    ) -> Result<(), Error> {
        for element in 0..elements.count {
            let start = elements.start + element * elements.size;
            for field in elements.fields {
                // SAFETY: a descriptor's texts and tables are constants.
                let (name, inner) = unsafe { (text(field.name), fields(field.fields, field.field_count)) };
                let argument: Cow<'_, str> = match &*name {
                    "" => argument.into(),
                    name => format!("{argument}.{name}").into(),
                };
                let (at, size) = (start + field.offset, field.element_size);
                if field.kind == FIELD_PART {
                    let part = Elements { start: at, count: field.count, size, fields: inner };
                    self.collect(&part, &argument, found)?;
                    continue;
                }
                let Some(target) = self.target(field, start, &argument)? else { continue };
                let behind =
                    Elements { start: target.start, count: target.bytes / size, size, fields: inner };
                found.push(Pointer { at, target });
                if !inner.is_empty() {
                    self.collect(&behind, &argument, found)?;
                }
            }
        }
        Ok(())
    }

    /// The range behind the pointer `field` of the element at `start`; `None` where there are no bytes: such a pointer
    /// stays as it is, since nobody may read behind it.
    fn target(&self, field: &Field, start: u64, argument: &str) -> Result<Option<HostRange<'a>>, Error> {
        // SAFETY: the launch borrows the element, in which the descriptor says a pointer is, and its length.
        let (address, count) = unsafe {
            let count = match field.count_offset {
                NO_COUNT => field.count,
                offset => ((start + offset) as *const u64).read_unaligned(),
            };
            (((start + field.offset) as *const u64).read_unaligned(), count)
        };
        let Some(bytes) = self.bytes(argument, count, field.element_size, address)? else { return Ok(None) };
        Ok(Some(HostRange {
            start: address,
            bytes,
            align: field.element_align.max(1),
            to: true,
            back: field.kind == SLOT_TOFROM,
            shared: shared::unit(field.element_size, field.element_align)
                .filter(|_| field.kind == SLOT_TOFROM),
            argument: argument.to_owned().into(),
        }))
    }
}

/// The bytes of `range` on the host, with each of `pointers` replaced by what `translate` says.
pub(crate) fn translated<'a>(
    start: u64,
    bytes: u64,
    pointers: &[Pointer<'a>],
    translate: impl Fn(&HostRange<'a>) -> Option<u64>,
) -> Option<Vec<MaybeUninit<u8>>> {
    // Padding may be uninitialised, so the bytes are copied, not read.
    let mut copy = vec![MaybeUninit::<u8>::uninit(); bytes as usize];
    // SAFETY: the launch borrows the range.
    unsafe { std::ptr::copy_nonoverlapping(start as *const MaybeUninit<u8>, copy.as_mut_ptr(), copy.len()) };
    for pointer in pointers {
        let address = translate(&pointer.target)?;
        let at = (pointer.at - start) as usize;
        for (byte, new) in copy[at..at + 8].iter_mut().zip(address.to_ne_bytes()) {
            byte.write(new);
        }
    }
    Some(copy)
}

/// # Safety
///
/// `data` points to `count` fields that live for `'a`, or `count` is 0.
unsafe fn fields<'a>(data: *const Field, count: u64) -> &'a [Field] {
    // SAFETY: the caller's.
    unsafe { crate::launch::slice(data, count as usize) }
}

#[cfg(test)]
#[path = "fields_tests.rs"]
mod tests;
