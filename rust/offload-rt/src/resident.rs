//! Ranges that stay on a device between launches.

use crate::atomics::Atomics;
use crate::launch::{Arguments, Launch};
use crate::mapping::{self, RESIDENT};
use crate::plan::Plan;
use crate::record::{self, Direction};
use crate::runtime::Runtime;
use crate::table::{Conflict, Resident};
use crate::{Error, ErrorKind, exit};
use offload_abi::{Descriptor, Field, LaunchParams};
use std::alloc::Layout;

/// Host memory with a copy on a device, from the first launch that uses it until this value is ended or
/// dropped.
///
/// A launch over a part of it transfers nothing. Before the first launch there is no copy; in a program
/// without device code there never is.
#[derive(Debug)]
#[must_use]
pub struct Residency {
    /// Its first byte; none for a range without bytes.
    start: Option<u64>,
    bytes: u64,
}

impl Residency {
    /// Makes a range of host memory resident; `place` is the place of the request. The range consists of
    /// elements with this layout and these fields.
    ///
    /// # Safety
    ///
    /// Until the residency is ended or dropped, `start` points to `bytes` bytes of values without references,
    /// which nothing else accesses while a method of the residency runs. While a launch reads the range, only
    /// atomics among the fields change.
    ///
    /// # Errors
    ///
    /// A part of the range is resident already (OFL107); an unknown setting (OFL111).
    pub unsafe fn new(
        start: *mut u8,
        bytes: usize,
        element: Layout,
        fields: &'static [Field],
        place: &str,
    ) -> Result<Self, Error> {
        let (start, bytes) = (start as u64, bytes as u64);
        if bytes == 0 {
            return Ok(Self { start: None, bytes });
        }
        let size = element.size() as u64;
        let atomics = Atomics::new(start, bytes / size, size, fields);
        let range = Resident::new(start, bytes, element.align() as u64, atomics.into_iter().collect());
        Runtime::global()?.make_resident(range, place)?;
        Ok(Self { start: Some(start), bytes })
    }

    /// Copies `bytes` bytes from `offset` on from the device to the host; nothing if the device has no copy.
    ///
    /// # Panics
    ///
    /// The bytes are not inside the range.
    ///
    /// # Errors
    ///
    /// The copy has failed (OFL109).
    pub fn fetch(&mut self, offset: usize, bytes: usize, place: &str) -> Result<(), Error> {
        self.transfer(Direction::From, offset as u64, bytes as u64, place)
    }

    /// Copies `bytes` bytes from `offset` on from the host to the device; nothing if the device has no copy.
    ///
    /// # Panics
    ///
    /// The bytes are not inside the range.
    ///
    /// # Errors
    ///
    /// The copy has failed (OFL109).
    pub fn store(&mut self, offset: usize, bytes: usize, place: &str) -> Result<(), Error> {
        self.transfer(Direction::To, offset as u64, bytes as u64, place)
    }

    /// Whether a kernel may have written to the device's copy.
    pub fn is_changed(&self) -> bool {
        let runtime = Runtime::global().ok();
        self.start
            .zip(runtime)
            .and_then(|(start, runtime)| runtime.table.resident(start))
            .is_some_and(|copy| copy.is_changed)
    }

    /// Ends it. Copies the data back first if a kernel may have changed it.
    ///
    /// # Errors
    ///
    /// The copy has failed (OFL109). The residency has ended nevertheless.
    pub fn end(mut self, place: &str) -> Result<(), Error> {
        if self.is_changed() { self.fetch(0, self.bytes as usize, place) } else { Ok(()) }
    }

    fn transfer(&self, direction: Direction, offset: u64, bytes: u64, place: &str) -> Result<(), Error> {
        let is_inside = offset.checked_add(bytes).is_some_and(|end| end <= self.bytes);
        assert!(is_inside, "{bytes} bytes at {offset} are not in {} bytes", self.bytes);
        match self.start {
            Some(start) if bytes > 0 => {
                let Some(_pass) = exit::GATE.enter() else {
                    return Err(exit::too_late(String::new(), place.into()));
                };
                // SAFETY: the part is inside; the caller of `new` vouches for the host's memory.
                unsafe { Runtime::global()?.transfer_resident(start, direction, offset, bytes, place) }
            }
            _ => Ok(()),
        }
    }
}

impl Drop for Residency {
    fn drop(&mut self) {
        let (Some(start), Ok(runtime)) = (self.start, Runtime::global()) else { return };
        // The exiting program takes the device's memory with it, and a launch that still uses this range may
        // never return.
        if let Some(_pass) = exit::GATE.enter() {
            runtime.end_resident(start);
        }
    }
}

/// Checks whether a launch may run on the calling thread: it may not use data that is on a device.
///
/// # Safety
///
/// The pointers belong to a launch, and each mapped slot points to its elements.
///
/// # Errors
///
/// An argument is resident on a device (OFL107); a shape that no device runs (OFL108); an unknown setting (OFL111).
pub unsafe fn check_fallback(
    descriptor: *const Descriptor,
    slots: *const u64,
    params: *const LaunchParams,
) -> Result<(), Error> {
    // SAFETY: the caller's promise.
    let arguments = unsafe { Arguments::new(Launch::new(descriptor, params), slots) };
    arguments.launch.check_shape()?;
    Runtime::global()?.check_fallback(arguments)
}

impl Runtime {
    pub(crate) fn check_fallback(&self, arguments: Arguments<'_>) -> Result<(), Error> {
        let plan = Plan::new(&arguments)?;
        let checked = self.table.check_on_host(&plan.ranges);
        checked.map_err(|conflict| mapping::overlap(arguments.launch, &plan.names, conflict))
    }

    pub(crate) fn make_resident(&self, range: Resident, place: &str) -> Result<(), Error> {
        self.table.add_resident(range).map_err(|Conflict { detail, .. }| {
            Error::from(ErrorKind::Overlap {
                kernel: String::new(),
                argument: "the resident range".into(),
                place: place.into(),
                detail,
            })
        })
    }

    /// Copies a part of a resident range that is on a device.
    ///
    /// # Safety
    ///
    /// The part is inside the range, and the copy may read or write its host memory.
    pub(crate) unsafe fn transfer_resident(
        &self,
        start: u64,
        direction: Direction,
        offset: u64,
        bytes: u64,
        place: &str,
    ) -> Result<(), Error> {
        let (Some(copy), Some(backend)) = (self.table.resident(start), self.loaded()) else { return Ok(()) };
        let Some(memory) = copy.memory else { return Ok(()) };
        let (address, host) = (memory.address + offset, copy.start + offset);
        if self.settings.info {
            record::print_transfer(place, direction, RESIDENT, copy.device.number, bytes);
        }
        // SAFETY: the caller's promise; the device's range is as long as the host's.
        let copied = unsafe {
            match direction {
                Direction::To => self.copy_to(backend, copy.device, address, host as *const u8, bytes),
                Direction::From => self.copy_from(backend, copy.device, address, host as *mut u8, bytes),
            }
        };
        copied.map_err(|detail| {
            Error::from(ErrorKind::Backend {
                operation: format!("copying a resident range {} the device", direction.name()),
                kernel: String::new(),
                place: place.into(),
                detail,
            })
        })
    }

    /// Forgets a resident range and frees its memory.
    pub(crate) fn end_resident(&self, start: u64) {
        let memory = self.table.remove_resident(start).and_then(|copy| Some((copy.device, copy.memory?)));
        if let Some(((device, memory), backend)) = memory.zip(self.loaded()) {
            self.pool.free(backend, device.number, memory);
        }
    }
}
