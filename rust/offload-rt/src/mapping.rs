//! The second and the last step of a launch: its ranges get to the device, and back.

use crate::backend::Backend;
use crate::device::Device;
use crate::launch::{Arguments, HostRange, Launch, unions};
use crate::mapped::Mapped;
use crate::plan::Plan;
use crate::ranges::Begin;
use crate::runtime::{Runtime, failed, out_of_memory};
use crate::{Error, ErrorKind, atomics, packs, plan, record};
use std::mem::MaybeUninit;
use std::sync::Arc;

impl Runtime {
    /// Makes the range of one slot available on the device. The first slot of a launch acquires the ranges of all.
    pub(crate) fn map_begin(&self, arguments: Arguments<'_>, slot: u32) -> Result<(), Error> {
        let plan = self.plans.begin(&arguments)?;
        let begun = self.begin_slot(arguments.launch, &plan, slot);
        // Only a slot that has begun ends.
        begun.inspect_err(|_| self.plans.end(&arguments))
    }

    fn begin_slot(&self, launch: Launch<'_>, plan: &Plan, slot: u32) -> Result<(), Error> {
        let ranges = plan.slot(slot as usize);
        if ranges.is_empty() {
            return Ok(());
        }
        let (backend, device) = self.prepared(launch)?;
        for (index, range) in ranges.iter().enumerate() {
            if let Err(error) = self.begin(backend, device, launch, plan, range) {
                for begun in &ranges[..index] {
                    self.ranges.end(device.number, begun);
                }
                for unused in self.ranges.abandon() {
                    self.release(backend, unused);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn begin(
        &self,
        backend: &dyn Backend,
        device: Device,
        launch: Launch<'_>,
        plan: &Plan,
        range: &HostRange,
    ) -> Result<(), Error> {
        loop {
            match self.ranges.begin(device.number, range) {
                Begin::Ready => return Ok(()),
                Begin::Fill(mapped) => {
                    let filled = self.fill(backend, launch, plan, &mapped);
                    match filled {
                        Ok(()) => self.ranges.filled(&mapped),
                        Err(_) => self.ranges.undo_begin(&mapped),
                    }
                    return filled;
                }
                // The launch's first range; or one that another thread has just ended being resident.
                Begin::Unmapped => self.acquire(backend, device, launch, plan)?,
            }
        }
    }

    /// Enters the ranges of a launch and gives each device memory.
    fn acquire(
        &self,
        backend: &dyn Backend,
        device: Device,
        launch: Launch<'_>,
        plan: &Plan,
    ) -> Result<(), Error> {
        let slots = plan.ranges();
        let joined = unions(slots.clone());
        let new = self.ranges.acquire(device, &joined, &slots).map_err(|conflict| {
            Error::from(ErrorKind::Overlap {
                kernel: launch.kernel().into(),
                argument: conflict.argument,
                place: launch.place(),
                detail: conflict.detail,
            })
        })?;
        let (packed, single) = packs::divide(new);
        for range in single {
            let memory = self
                .pool
                .allocate(backend, device.number, range.bytes, range.align, range.start)
                .ok_or_else(|| out_of_memory(launch, device, range.argument.to_string(), range.bytes))?;
            self.ranges.set_memory(&range, memory, None);
        }
        if !packed.is_empty() {
            self.send_packed(backend, device, launch, plan, &packed)?;
        }
        Ok(())
    }

    /// Copies a range to the device.
    fn fill(
        &self,
        backend: &dyn Backend,
        launch: Launch<'_>,
        plan: &Plan,
        range: &Mapped,
    ) -> Result<(), Error> {
        let memory =
            range.memory.ok_or_else(|| failed(launch, "a transfer", "the range has no memory".into()))?;
        if self.settings.info {
            record::print_transfer(&launch.place(), "to", range, range.bytes);
        }
        let copy = self.copy_for_device(launch, plan, range)?;
        let source = copy.as_ref().map_or(range.start as *const u8, |copy| copy.as_ptr().cast());
        // SAFETY: the launch borrows the host range, and its copy is as long; so is the device's range.
        unsafe { self.copy_to(backend, range.device, memory.address, source, range.bytes) }.map_err(
            |detail| failed(launch, &format!("copying `{}` to the device", range.argument), detail),
        )?;
        record::sent(range.bytes);
        Ok(())
    }

    /// What is sent instead of the host's bytes, where that is something else or must be read with care.
    pub(crate) fn copy_for_device(
        &self,
        launch: Launch<'_>,
        plan: &Plan,
        range: &Mapped,
    ) -> Result<Option<Vec<MaybeUninit<u8>>>, Error> {
        let pointers = plan.pointers(range.start, range.end());
        if pointers.is_empty() && range.atomics.is_empty() {
            return Ok(None);
        }
        // SAFETY: the launch borrows the range, whose atomics are these.
        let mut copy = unsafe { atomics::load(range.start, range.bytes, &range.atomics) };
        let address_of = |target: &_| self.ranges.translate(range.device.number, target);
        plan::translate(&mut copy, range.start, pointers, address_of).ok_or_else(|| {
            let detail = format!("what `{}` refers to is not mapped", range.argument);
            failed(launch, "a transfer", detail)
        })?;
        Ok(Some(copy))
    }

    /// Copies a range back to the host.
    fn fetch(&self, backend: &dyn Backend, launch: Launch<'_>, range: &Mapped) -> Result<(), Error> {
        let memory =
            range.memory.ok_or_else(|| failed(launch, "a transfer", "the range has no memory".into()))?;
        if self.settings.info {
            record::print_transfer(&launch.place(), "from", range, range.bytes);
        }
        let copy_to = |host: *mut u8| {
            // SAFETY: `host` is as long as the range.
            unsafe { self.copy_from(backend, range.device, memory.address, host, range.bytes) }
                .map_err(|detail| failed(launch, &format!("copying `{}` back", range.argument), detail))
        };
        if range.back {
            // The launch borrows the range exclusively.
            copy_to(range.start as *mut u8)?;
        } else {
            // What is beside the atomics is only shared with the launch.
            let mut copy: Vec<MaybeUninit<u8>> = Vec::with_capacity(range.bytes as usize);
            copy_to(copy.as_mut_ptr().cast())?;
            // SAFETY: all of it has been written.
            unsafe { copy.set_len(range.bytes as usize) };
            // SAFETY: the launch borrows the range, whose atomics are these.
            unsafe { atomics::store(range.start, &copy, &range.atomics) };
        }
        record::fetched(range.bytes);
        Ok(())
    }

    /// Forgets a range that no slot uses, and frees its memory.
    fn release(&self, backend: &dyn Backend, range: Mapped) {
        self.ranges.remove(&range);
        let memory = match range.pack {
            // The last of its ranges frees a pack.
            Some(pack) => Arc::into_inner(pack),
            None => range.memory,
        };
        if let Some(memory) = memory {
            self.pool.free(backend, range.device.number, memory);
        }
    }

    /// Ends the range of one slot. With its last slot it is copied back, if the kernel `ran` and wrote it.
    pub(crate) fn map_end(&self, arguments: Arguments<'_>, slot: u32, ran: bool) -> Result<(), Error> {
        let Some(plan) = self.plans.get(&arguments) else {
            return Err(failed(arguments.launch, "the end of a launch", "it has not begun".into()));
        };
        let ended = self.end_slot(arguments.launch, &plan, slot, ran);
        self.plans.end(&arguments);
        ended
    }

    fn end_slot(&self, launch: Launch<'_>, plan: &Plan, slot: u32, ran: bool) -> Result<(), Error> {
        let ranges = plan.slot(slot as usize);
        if ranges.is_empty() {
            return Ok(());
        }
        let (backend, device) = self.prepared(launch)?;
        let mut result = Ok(());
        for range in ranges {
            let Some(mapped) = self.ranges.end(device.number, range) else { continue };
            let fetched =
                if ran && mapped.is_written() { self.fetch(backend, launch, &mapped) } else { Ok(()) };
            self.release(backend, mapped);
            result = result.and(fetched);
        }
        result
    }
}
