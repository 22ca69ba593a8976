//! Copies the ranges of one launch to the device, and back.

use crate::atomics::{self, Atomics};
use crate::backend::Backend;
use crate::device::Device;
use crate::device_range::{DeviceRange, Home};
use crate::host_range::{HostRange, Name, Names};
use crate::launch::Launch;
use crate::launch_error::{failed, out_of_memory};
use crate::packs;
use crate::plan::{self, Plan, Pointer, pointers_in};
use crate::pool::Allocation;
use crate::record::{self, Direction};
use crate::runtime::Runtime;
use crate::table::{Conflict, LaunchId, Used, containing};
use crate::{Error, ErrorKind};
use std::mem::MaybeUninit;

/// The memory of those ranges of a launch whose home is [`Home::Pack`].
#[derive(Clone, Copy)]
struct Pack {
    memory: Allocation,
    layout: packs::Layout,
}

/// The resources of a launch on its device. Dropping it gives them back, at any point of the launch.
pub(crate) struct Mapping<'a> {
    pub(crate) runtime: &'a Runtime,
    pub(crate) backend: &'a dyn Backend,
    pub(crate) device: Device,
    pub(crate) launch: Launch<'a>,
    pub(crate) names: Names<'a>,
    pointers: Vec<Pointer>,
    /// In the order of their addresses; none shares a byte with another.
    ranges: Vec<DeviceRange>,
    /// Numbers of the ranges with own or resident memory, in the order of their slots.
    by_slot: Vec<u32>,
    /// The launch in the table, unless it has no ranges.
    id: Option<LaunchId>,
    residents: Vec<Used>,
    pack: Option<Pack>,
    /// Whether the kernel has been started, so that it may have written.
    pub(crate) has_started: bool,
}

impl<'a> Mapping<'a> {
    /// Enters the ranges of a launch and gives each device memory; nothing is sent yet.
    pub(crate) fn new(
        runtime: &'a Runtime,
        backend: &'a dyn Backend,
        device: Device,
        launch: Launch<'a>,
        plan: Plan<'a>,
    ) -> Result<Self, Error> {
        let Plan { ranges, names, pointers } = plan;
        let mut mapping = Self {
            runtime,
            backend,
            device,
            launch,
            names,
            pointers,
            ranges: Vec::new(),
            by_slot: Vec::new(),
            id: None,
            residents: Vec::new(),
            pack: None,
            has_started: false,
        };
        if ranges.is_empty() {
            return Ok(mapping);
        }
        let entered = runtime.table.enter(device, &ranges);
        let entered = entered.map_err(|conflict| overlap(launch, &mapping.names, conflict))?;
        mapping.id = Some(entered.id);
        mapping.residents = entered.residents;
        mapping.place(ranges)?;
        Ok(mapping)
    }

    /// Gives each of `ranges` its place on the device.
    fn place(&mut self, ranges: Vec<HostRange>) -> Result<(), Error> {
        self.place_residents()?;
        let residents = &self.residents;
        let with_home = |host: HostRange| match containing(residents, host.start) {
            Some(index) => {
                let Used { resident, .. } = &residents[index];
                let base = resident.memory.map_or(0, |memory| memory.address);
                DeviceRange {
                    address: base + (host.start - resident.start),
                    host,
                    home: Home::Resident(index as u32),
                }
            }
            None => DeviceRange { host, address: 0, home: Home::None },
        };
        self.ranges = ranges.into_iter().map(with_home).collect();
        self.ranges.dedup_by(|range, last| {
            let are_own = (range.home, last.home) == (Home::None, Home::None);
            are_own && last.host.join_touching(&mut range.host)
        });
        let layout = packs::arrange(&mut self.ranges);
        let ranges = &self.ranges;
        let are_single = (0..ranges.len() as u32).filter(|index| ranges[*index as usize].home != Home::Pack);
        self.by_slot = are_single.collect();
        self.by_slot.sort_by_key(|&index| ranges[index as usize].host.slot);
        for &index in &self.by_slot {
            let range = &mut self.ranges[index as usize];
            if range.home == Home::None {
                let HostRange { start, bytes, align, name, .. } = range.host;
                let memory =
                    self.runtime.pool.allocate(self.backend, self.device.number, bytes, align, start);
                let memory = memory.ok_or_else(|| {
                    out_of_memory(self.launch, self.device, self.names.get(name).into(), bytes)
                })?;
                (range.address, range.home) = (memory.address, Home::Own(memory));
            }
        }
        if let Some(layout) = layout {
            let packs::Layout { bytes, align, .. } = layout;
            let memory = self.runtime.pool.allocate(self.backend, self.device.number, bytes, align, 0);
            let memory =
                memory.ok_or_else(|| out_of_memory(self.launch, self.device, self.pack_name(), bytes))?;
            packs::settle(&mut self.ranges, memory.address);
            self.pack = Some(Pack { memory, layout });
        }
        Ok(())
    }

    /// Gives memory to the resident ranges that no launch has used yet.
    fn place_residents(&mut self) -> Result<(), Error> {
        for used in self.residents.iter_mut().filter(|used| used.is_placing) {
            let (start, bytes, align) = (used.resident.start, used.resident.bytes, used.resident.align);
            let memory = self.runtime.pool.allocate(self.backend, self.device.number, bytes, align, start);
            let memory =
                memory.ok_or_else(|| out_of_memory(self.launch, self.device, RESIDENT.into(), bytes))?;
            used.resident.memory = Some(memory);
            self.runtime.table.set_memory(start, memory);
        }
        Ok(())
    }

    /// Device address of the host's byte at `address`.
    pub(crate) fn address_of(&self, address: u64) -> Option<u64> {
        let index = self.ranges.partition_point(|range| range.host.start <= address).checked_sub(1)?;
        let range = &self.ranges[index];
        (address < range.host.end()).then_some(range.address + (address - range.host.start))
    }

    /// The positions in `by_slot` of the ranges that belong to `slot`.
    fn of_slot(&self, slot: u32) -> std::ops::Range<usize> {
        let slot_of = |index: &u32| self.ranges[*index as usize].host.slot;
        let first = self.by_slot.partition_point(|index| slot_of(index) < slot);
        let rest = &self.by_slot[first..];
        first..first + rest.partition_point(|index| slot_of(index) == slot)
    }

    /// Sends the ranges that belong to `slot`.
    pub(crate) fn begin(&mut self, slot: u32) -> Result<(), Error> {
        for position in self.of_slot(slot) {
            let range = &self.ranges[self.by_slot[position] as usize];
            match range.home {
                Home::Resident(index) => self.fill_resident(index as usize)?,
                _ if range.host.to => {
                    let HostRange { start, bytes, ref atomics, name, .. } = range.host;
                    self.send(&self.names.get(name), start, bytes, atomics, range.address)?;
                }
                _ => {}
            }
        }
        match self.pack {
            Some(pack) if pack.layout.slot == slot => self.send_pack(pack),
            _ => Ok(()),
        }
    }

    /// Sends the packed ranges.
    fn send_pack(&self, pack: Pack) -> Result<(), Error> {
        let (base, bytes) = (pack.memory.address, pack.layout.bytes);
        let mut data: Vec<MaybeUninit<u8>> = Vec::with_capacity(bytes as usize);
        for range in packs::packed(&self.ranges) {
            let HostRange { start, bytes, ref atomics, name, .. } = range.host;
            let name = self.names.get(name);
            self.print_transfer(Direction::To, &name, bytes);
            let copy = self.copy_for_device(&name, start, bytes, atomics)?;
            let source = copy.as_ref().map_or(start as *const MaybeUninit<u8>, |copy| copy.as_ptr());
            data.resize((range.address - base) as usize, MaybeUninit::new(0));
            // SAFETY: the launch borrows the range, and its copy is as long.
            data.extend_from_slice(unsafe { std::slice::from_raw_parts(source, bytes as usize) });
            record::sent(bytes);
        }
        // SAFETY: the pack is as long as its data.
        unsafe { self.runtime.copy_to(self.backend, self.device, base, data.as_ptr().cast(), bytes) }.map_err(
            |detail| failed(self.launch, &format!("copying `{}` to the device", self.pack_name()), detail),
        )
    }

    fn pack_name(&self) -> String {
        let mut packed = packs::packed(&self.ranges);
        let first = packed.next().map_or("".into(), |range| self.names.get(range.host.name));
        format!("{first} and {} others", packed.count())
    }

    /// Sends a resident range that this launch is the first to use.
    fn fill_resident(&mut self, index: usize) -> Result<(), Error> {
        let Used { resident, is_placing: true, .. } = &self.residents[index] else { return Ok(()) };
        let Some(memory) = resident.memory else { return Ok(()) };
        let start = resident.start;
        self.send(RESIDENT, start, resident.bytes, &resident.atomics, memory.address)?;
        self.residents[index].is_placing = false;
        self.runtime.table.filled(start);
        Ok(())
    }

    /// Copies a range to the device.
    fn send(
        &self,
        name: &str,
        start: u64,
        bytes: u64,
        atomics: &[Atomics],
        address: u64,
    ) -> Result<(), Error> {
        self.print_transfer(Direction::To, name, bytes);
        let copy = self.copy_for_device(name, start, bytes, atomics)?;
        let source = copy.as_ref().map_or(start as *const u8, |copy| copy.as_ptr().cast());
        // SAFETY: the launch borrows the host's range, and its copy is as long; so is the device's range.
        unsafe { self.runtime.copy_to(self.backend, self.device, address, source, bytes) }
            .map_err(|detail| failed(self.launch, &format!("copying `{name}` to the device"), detail))?;
        record::sent(bytes);
        Ok(())
    }

    /// The bytes to send instead of the host's, if they contain pointers or atomics.
    fn copy_for_device(
        &self,
        name: &str,
        start: u64,
        bytes: u64,
        atomics: &[Atomics],
    ) -> Result<Option<Vec<MaybeUninit<u8>>>, Error> {
        let pointers = pointers_in(&self.pointers, start, start + bytes);
        if pointers.is_empty() && atomics.is_empty() {
            return Ok(None);
        }
        // SAFETY: the launch borrows the range, whose atomics are these.
        let mut copy = unsafe { atomics::load(start, bytes, atomics) };
        let translated = plan::translate(&mut copy, start, pointers, |target| self.address_of(target));
        translated.ok_or_else(|| {
            failed(self.launch, "a transfer", format!("what `{name}` refers to is not mapped"))
        })?;
        Ok(Some(copy))
    }

    fn print_transfer(&self, direction: Direction, name: &str, bytes: u64) {
        if self.runtime.settings.info {
            record::print_transfer(&self.launch.place(), direction, name, self.device.number, bytes);
        }
    }

    /// Copies the written ranges that belong to `slot` back, and frees their memory. If one copy fails, the
    /// others are still made.
    pub(crate) fn end(&mut self, slot: u32) -> Result<(), Error> {
        let mut result = Ok(());
        for position in self.of_slot(slot) {
            let index = self.by_slot[position] as usize;
            let Home::Own(memory) = self.ranges[index].home else { continue };
            if self.ranges[index].host.is_written() {
                result = result.and(self.fetch(&self.ranges[index]));
            }
            self.ranges[index].home = Home::None;
            self.runtime.pool.free(self.backend, self.device.number, memory);
        }
        result
    }

    /// Copies a range back to the host.
    fn fetch(&self, range: &DeviceRange) -> Result<(), Error> {
        let HostRange { start, bytes, ref atomics, name, back, .. } = range.host;
        let name = self.names.get(name);
        self.print_transfer(Direction::From, &name, bytes);
        let copy_to = |host: *mut u8| {
            // SAFETY: `host` is as long as the range.
            unsafe { self.runtime.copy_from(self.backend, self.device, range.address, host, bytes) }
                .map_err(|detail| failed(self.launch, &format!("copying `{name}` back"), detail))
        };
        if back {
            // The launch borrows the range exclusively.
            copy_to(start as *mut u8)?;
        } else {
            // The bytes beside the atomics are only shared with the launch.
            let mut copy: Vec<MaybeUninit<u8>> = Vec::with_capacity(bytes as usize);
            copy_to(copy.as_mut_ptr().cast())?;
            // SAFETY: all of it has been written.
            unsafe { copy.set_len(bytes as usize) };
            // SAFETY: the launch borrows the range, whose atomics are these.
            unsafe { atomics::store(start, &copy, atomics) };
        }
        record::fetched(bytes);
        Ok(())
    }

    /// Notes which resident ranges the kernel may have changed.
    fn note_changes(&mut self) {
        let written = self.ranges.iter().filter(|range| self.has_started && range.host.is_written());
        for range in written {
            if let Home::Resident(index) = range.home {
                self.residents[index as usize].is_changed = true;
            }
        }
    }
}

impl Drop for Mapping<'_> {
    fn drop(&mut self) {
        let Some(id) = self.id else { return };
        let own = self.ranges.iter().filter_map(|range| match range.home {
            Home::Own(memory) => Some(memory),
            _ => None,
        });
        // Nobody else uses memory that was never filled.
        let unfilled =
            self.residents.iter().filter(|used| used.is_placing).filter_map(|used| used.resident.memory);
        let pack = self.pack.iter().map(|pack| pack.memory);
        for memory in own.chain(unfilled).chain(pack) {
            self.runtime.pool.free(self.backend, self.device.number, memory);
        }
        self.note_changes();
        self.runtime.table.leave(id, &self.residents);
    }
}

/// Name of a resident range in messages.
pub(crate) const RESIDENT: &str = "(resident)";

pub(crate) fn overlap(launch: Launch<'_>, names: &Names<'_>, conflict: Conflict) -> Error {
    let argument = |name: Name| names.get(name).into_owned();
    Error::from(ErrorKind::Overlap {
        kernel: launch.kernel().into(),
        argument: conflict.name.map_or_else(String::new, argument),
        place: launch.place(),
        detail: conflict.detail,
    })
}
