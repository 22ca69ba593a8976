//! The four steps of a launch, in front of a backend.

use crate::artifact::{self, Contents};
use crate::backend::{Backend, KernelLaunch};
use crate::device::{Device, Devices, Kind};
use crate::launch::{Argument, Arguments, HostRange, Launch};
use crate::libomptarget::Libomptarget;
use crate::memory::{self, Block, Blocks, TakeError};
use crate::ranges::{Begin, Mapped, Ranges};
use crate::record;
use crate::settings::{Fallback, Settings};
use crate::{Error, parallel};
use offload_abi::{
    ABI_VERSION, Artifact, HIDDEN_SLOTS, KernelHandle, REPORT_COMPLETE, Report, STATUS_OK,
    STATUS_USE_FALLBACK,
};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

/// Loads a backend.
type Load = fn() -> Result<Box<dyn Backend>, Error>;

/// Everything that launches of this process share.
pub(crate) struct Runtime {
    settings: Settings,
    load: Load,
    backend: OnceLock<Result<Box<dyn Backend>, Error>>,
    registered: Mutex<Registered>,
    ranges: Ranges,
    blocks: Blocks,
}

#[derive(Default)]
struct Registered {
    /// By address: what is in each artifact, or what is wrong with it.
    artifacts: HashMap<usize, Result<Contents, String>>,
    devices: Option<Devices>,
}

impl Runtime {
    /// The runtime of this process. The first call reads the environment; nothing is loaded.
    pub(crate) fn global() -> Result<&'static Self, Error> {
        static RUNTIME: OnceLock<Runtime> = OnceLock::new();
        let settings = Settings::get()?;
        Ok(RUNTIME.get_or_init(|| Self::new(settings.clone(), || Ok(Box::new(Libomptarget::load()?)))))
    }

    fn new(settings: Settings, load: Load) -> Self {
        Self {
            settings,
            load,
            backend: OnceLock::new(),
            registered: Mutex::default(),
            ranges: Ranges::default(),
            blocks: Blocks::default(),
        }
    }

    /// Checks that the kernel can be launched, and makes its device ready. `Ok` is a status.
    ///
    /// # Safety
    ///
    /// `handle` is null or a kernel's handle in a linked artifact.
    pub(crate) unsafe fn prepare(
        &self,
        handle: *const KernelHandle,
        launch: Launch<'_>,
    ) -> Result<i32, Error> {
        record::start();
        // SAFETY: the caller's.
        match unsafe { self.make_ready(handle, launch) } {
            Ok(()) => Ok(STATUS_OK),
            Err(error) if self.may_fall_back(&error) => Ok(STATUS_USE_FALLBACK),
            Err(error) => Err(error),
        }
    }

    fn may_fall_back(&self, error: &Error) -> bool {
        match error {
            Error::NotOffloaded { .. } => self.settings.fallback != Fallback::Never,
            Error::RuntimeMissing { .. } | Error::NoDevice { .. } => {
                self.settings.fallback == Fallback::Always
            }
            _ => false,
        }
    }

    /// # Safety
    ///
    /// As for [`Runtime::prepare`].
    unsafe fn make_ready(&self, handle: *const KernelHandle, launch: Launch<'_>) -> Result<(), Error> {
        let theirs = launch.descriptor.abi_version;
        if theirs != ABI_VERSION {
            return Err(launch.mismatch(format!(
                "the kernel's descriptor has version {theirs} of the contract, the runtime layer has {ABI_VERSION}"
            )));
        }
        // SAFETY: the caller's.
        let handle = unsafe { handle.as_ref() }.ok_or_else(|| Error::NotOffloaded {
            kernel: launch.kernel().into(),
            place: launch.place(),
            reason: "this program carries no device code for it".into(),
        })?;
        check_handle(handle, launch)?;
        launch.check_shape()?;
        if let Some(value) = &self.settings.devices_disabled {
            return Err(no_device(
                launch,
                format!(
                    "OMP_TARGET_OFFLOAD={value} forbids all devices; unset it, or allow OFFLOAD_FALLBACK=always"
                ),
            ));
        }
        let backend = self.backend.get_or_init(self.load).as_ref().map_err(Error::clone)?;
        // SAFETY: a handle's artifact is part of the program.
        let (contents, devices) = unsafe { self.register(&**backend, handle.artifact) }
            .map_err(|problem| launch.mismatch(problem))?;
        let device = devices.choose(launch.params.device).ok_or_else(|| absent(launch, devices))?;
        if device.kind == Kind::Cpu && !contents.missing_features.is_empty() {
            return Err(Error::CpuFeatures {
                kernel: launch.kernel().into(),
                missing: contents.missing_features,
            });
        }
        Ok(())
    }

    /// Registers an artifact once.
    ///
    /// # Safety
    ///
    /// As for [`artifact::read`].
    unsafe fn register(
        &self,
        backend: &dyn Backend,
        artifact: *const Artifact,
    ) -> Result<(Contents, Devices), String> {
        let mut registered = self.registered();
        let Registered { artifacts, devices } = &mut *registered;
        let contents = artifacts
            .entry(artifact as usize)
            .or_insert_with(|| {
                // SAFETY: the caller's; an artifact that could be read is part of the program and stays.
                unsafe {
                    let contents = artifact::read(artifact)?;
                    backend.register((*artifact).binary);
                    *devices = Some(Devices::new(backend.device_count(), contents.has_gpu, contents.has_cpu));
                    Ok(contents)
                }
            })
            .clone()?;
        Ok((contents, devices.unwrap_or(Devices::new(0, false, false))))
    }

    fn registered(&self) -> MutexGuard<'_, Registered> {
        self.registered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Backend and device of a launch that has been prepared.
    fn prepared(&self, launch: Launch<'_>) -> Result<(&dyn Backend, Device), Error> {
        let backend = self.backend.get().and_then(|backend| backend.as_deref_ok());
        let device = self.registered().devices.and_then(|devices| devices.choose(launch.params.device));
        backend.zip(device).ok_or_else(|| failed(launch, "the launch", "it was not prepared".into()))
    }

    /// Makes the range of one slot available on the device. The first slot of a launch acquires the ranges of all.
    pub(crate) fn map_begin(&self, arguments: Arguments<'_>, slot: u32) -> Result<(), Error> {
        let launch = arguments.launch;
        let Argument::Mapped(range) = arguments.argument(slot as usize)? else { return Ok(()) };
        let (backend, device) = self.prepared(launch)?;
        let begun = self.begin(backend, device, arguments, &range);
        if begun.is_err() {
            for range in self.ranges.abandon() {
                self.release(backend, &range);
            }
        }
        begun
    }

    fn begin(
        &self,
        backend: &dyn Backend,
        device: Device,
        arguments: Arguments<'_>,
        range: &HostRange<'_>,
    ) -> Result<(), Error> {
        let mut begin = self.ranges.begin(device.number, range);
        if matches!(begin, Begin::Unmapped) {
            self.acquire(backend, device, arguments)?;
            begin = self.ranges.begin(device.number, range);
        }
        match begin {
            Begin::Fill(mapped) => self.fill(backend, arguments.launch, &mapped).inspect_err(|_| {
                self.ranges.undo_begin(mapped.id);
            }),
            Begin::Ready | Begin::Unmapped => Ok(()),
        }
    }

    /// Enters the ranges of a launch and gives each device memory.
    fn acquire(&self, backend: &dyn Backend, device: Device, arguments: Arguments<'_>) -> Result<(), Error> {
        let launch = arguments.launch;
        let slots = arguments.ranges()?;
        let unions = crate::launch::unions(slots.clone());
        let new = self.ranges.acquire(device.number, &unions, &slots).map_err(|conflict| Error::Overlap {
            kernel: launch.kernel().into(),
            argument: conflict.argument,
            place: launch.place(),
            detail: conflict.detail,
        })?;
        for range in new {
            let memory = memory::allocate(backend, range.device, range.bytes, range.align, range.start)
                .ok_or_else(|| out_of_memory(launch, device, range.argument.clone(), range.bytes))?;
            self.ranges.set_memory(range.id, memory);
        }
        Ok(())
    }

    /// Copies a range to the device.
    fn fill(&self, backend: &dyn Backend, launch: Launch<'_>, range: &Mapped) -> Result<(), Error> {
        let memory =
            range.memory.ok_or_else(|| failed(launch, "a transfer", "the range has no memory".into()))?;
        if self.settings.info {
            record::print_transfer(launch, "to", range);
        }
        // SAFETY: the launch borrows the host range; the device's has the same length.
        unsafe { backend.copy_to(range.device, memory.address, range.start as *const u8, range.bytes) }
            .map_err(|detail| {
                failed(launch, &format!("copying `{}` to the device", range.argument), detail)
            })?;
        record::sent(range.bytes);
        Ok(())
    }

    /// Copies a range back to the host.
    fn fetch(&self, backend: &dyn Backend, launch: Launch<'_>, range: &Mapped) -> Result<(), Error> {
        let memory =
            range.memory.ok_or_else(|| failed(launch, "a transfer", "the range has no memory".into()))?;
        if self.settings.info {
            record::print_transfer(launch, "from", range);
        }
        // SAFETY: the launch borrows the host range exclusively, or it is interior mutable; both have the same length.
        unsafe { backend.copy_from(range.device, memory.address, range.start as *mut u8, range.bytes) }
            .map_err(|detail| failed(launch, &format!("copying `{}` back", range.argument), detail))?;
        record::fetched(range.bytes);
        Ok(())
    }

    /// Forgets a range that no slot uses, and frees its memory.
    fn release(&self, backend: &dyn Backend, range: &Mapped) {
        if let Some(memory) = range.memory {
            // SAFETY: the range was allocated on this device; its last slot has ended.
            unsafe { backend.free(range.device, memory.base) };
        }
        self.ranges.remove(range.id);
    }

    /// Runs the kernel and waits for it.
    ///
    /// # Safety
    ///
    /// The kernel takes the arguments that the descriptor says.
    pub(crate) unsafe fn kernel(
        &self,
        handle: *const KernelHandle,
        arguments: Arguments<'_>,
    ) -> Result<(), Error> {
        let launch = arguments.launch;
        let (backend, device) = self.prepared(launch)?;
        // SAFETY: the caller's.
        let Some(handle) = (unsafe { handle.as_ref() }) else {
            return Err(failed(launch, "the launch", "it has no kernel".into()));
        };
        if launch.blocks() == 0 {
            return Ok(());
        }
        let mut slots = Vec::with_capacity(arguments.slots.len() + HIDDEN_SLOTS);
        let mut by_value = Vec::new();
        for index in 0..arguments.slots.len() {
            slots.push(match arguments.argument(index)? {
                Argument::Literal(value) => value,
                Argument::ByValue { start, bytes, align } => {
                    by_value.push(ByValue { index, start, bytes, align });
                    align
                }
                Argument::Mapped(range) => self.ranges.translate(device.number, &range).ok_or_else(|| {
                    failed(launch, "the launch", format!("`{}` is not mapped", range.argument))
                })?,
            });
        }
        let room =
            by_value.iter().map(|value| value.bytes.saturating_add(value.align)).fold(0, u64::saturating_add);
        let block = self.blocks.take(backend, device.number, room).map_err(|error| match error {
            TakeError::OutOfMemory(bytes) => out_of_memory(launch, device, "(values)".into(), bytes),
            TakeError::Copy(detail) => failed(launch, "preparing the panic report", detail),
        })?;
        // SAFETY: the by-value slots point to their bytes; the caller vouches for the kernel.
        let report = unsafe {
            send_values(backend, device, &block, &by_value, &mut slots)
                .map_err(|detail| failed(launch, "copying the values", detail))
                .and_then(|()| self.run(backend, device, handle, launch, &block, slots))
        };
        match report {
            Ok(None) => {
                self.blocks.give_back(block);
                Ok(())
            }
            Ok(Some(report)) => {
                self.blocks.discard(backend, block);
                Err(panic(launch, &report))
            }
            Err(error) => {
                self.blocks.discard(backend, block);
                Err(error)
            }
        }
    }

    /// Launches with the hidden slots behind the user's, and reads the report.
    ///
    /// # Safety
    ///
    /// As for [`Backend::launch`].
    unsafe fn run(
        &self,
        backend: &dyn Backend,
        device: Device,
        handle: &KernelHandle,
        launch: Launch<'_>,
        block: &Block,
        mut slots: Vec<u64>,
    ) -> Result<Option<Box<Report>>, Error> {
        let [gx, gy, gz] = launch.params.grid;
        let [bx, by, bz] = launch.params.block;
        let (context, blocks, threads) = match device.kind {
            Kind::Cpu => (&raw const parallel::CONTEXT as u64, 1, 1),
            Kind::Gpu => (0, launch.blocks(), launch.threads()),
        };
        slots.extend([pair(gx, gy), pair(gz, bx), pair(by, bz), context, block.report()]);
        let name = device.name();
        let start = Instant::now();
        // SAFETY: the caller's.
        unsafe {
            backend.launch(&KernelLaunch {
                device: device.number,
                entry: handle.entry,
                arguments: &slots,
                blocks,
                threads,
                dyn_shared: launch.params.dyn_shared,
            })
        }
        .map_err(|detail| failed(launch, "the launch", detail))?;
        let time = start.elapsed();
        if self.settings.info {
            record::print_launch(launch, device.number, &name, time);
        }
        record::ran(launch.kernel().into(), device.number, name, time);
        memory::read_report(backend, block)
            .map_err(|detail| failed(launch, "reading the panic report", detail))
    }

    /// Ends the range of one slot. With its last slot it is copied back, if the kernel `ran` and wrote it.
    pub(crate) fn map_end(&self, arguments: Arguments<'_>, slot: u32, ran: bool) -> Result<(), Error> {
        let launch = arguments.launch;
        let Argument::Mapped(range) = arguments.argument(slot as usize)? else { return Ok(()) };
        let (backend, device) = self.prepared(launch)?;
        let Some(mapped) = self.ranges.end(device.number, &range) else { return Ok(()) };
        let fetched = if ran && mapped.back { self.fetch(backend, launch, &mapped) } else { Ok(()) };
        self.release(backend, &mapped);
        fetched
    }
}

/// `Result::as_ref().ok()` with the box taken off.
trait AsDerefOk {
    fn as_deref_ok(&self) -> Option<&dyn Backend>;
}

impl AsDerefOk for Result<Box<dyn Backend>, Error> {
    fn as_deref_ok(&self) -> Option<&dyn Backend> {
        self.as_ref().ok().map(|backend| &**backend)
    }
}

/// An aggregate that is passed by value.
struct ByValue {
    index: usize,
    start: u64,
    bytes: u64,
    align: u64,
}

/// Copies the by-value aggregates into the block in one transfer, and writes their addresses to `slots`.
///
/// # Safety
///
/// Each value's `start` points to its bytes.
unsafe fn send_values(
    backend: &dyn Backend,
    device: Device,
    block: &Block,
    values: &[ByValue],
    slots: &mut [u64],
) -> Result<(), String> {
    let base = block.values();
    let mut staged: Vec<u8> = Vec::new();
    for value in values.iter().filter(|value| value.bytes > 0) {
        let address = (base + staged.len() as u64).next_multiple_of(value.align);
        staged.resize((address - base) as usize, 0);
        // SAFETY: the caller's. Padding inside the aggregate may be uninitialised, so the bytes are copied, not read.
        unsafe {
            staged.reserve(value.bytes as usize);
            let end = staged.as_mut_ptr().add(staged.len());
            std::ptr::copy_nonoverlapping(value.start as *const u8, end, value.bytes as usize);
            staged.set_len(staged.len() + value.bytes as usize);
        }
        slots[value.index] = address;
    }
    if staged.is_empty() {
        return Ok(());
    }
    // SAFETY: the block was taken with room for the values and their alignment.
    unsafe { backend.copy_to(device.number, base, staged.as_ptr(), staged.len() as u64) }
}

fn check_handle(handle: &KernelHandle, launch: Launch<'_>) -> Result<(), Error> {
    let descriptor = launch.descriptor;
    if handle.fingerprint != descriptor.fingerprint {
        return Err(launch.mismatch(format!(
            "its source has changed since (fingerprint {:016x} in the artifact, {:016x} in the program)",
            handle.fingerprint, descriptor.fingerprint
        )));
    }
    if handle.slot_count != descriptor.slot_count {
        return Err(launch.mismatch(format!(
            "it has {} slots in the artifact, {} in the program",
            handle.slot_count, descriptor.slot_count
        )));
    }
    Ok(())
}

fn no_device(launch: Launch<'_>, reason: String) -> Error {
    Error::NoDevice { kernel: launch.kernel().into(), place: launch.place(), reason }
}

fn absent(launch: Launch<'_>, devices: Devices) -> Error {
    no_device(
        launch,
        match devices.count() {
            0 => "none of the program's images runs on a device of this machine; build with a target that it has \
                  (OFFLOAD_TARGETS=cpu always does)"
                .into(),
            count => format!("device {} was asked for, but they are numbered 0 to {}", launch.params.device, count - 1),
        },
    )
}

fn out_of_memory(launch: Launch<'_>, device: Device, argument: String, bytes: u64) -> Error {
    Error::OutOfMemory {
        kernel: launch.kernel().into(),
        argument,
        bytes,
        device: format!("{} ({})", device.number, device.name()),
        place: launch.place(),
    }
}

/// A [`Error::Backend`] with kernel and place.
fn failed(launch: Launch<'_>, operation: &str, detail: String) -> Error {
    Error::Backend {
        operation: format!("{operation} (kernel `{}`, {})", launch.kernel(), launch.place()),
        detail,
    }
}

fn panic(launch: Launch<'_>, report: &Report) -> Error {
    let message = match report.state {
        REPORT_COMPLETE => utf8(&report.message, report.message_length),
        _ => "(the thread ended before its report was whole)".into(),
    };
    Error::Panic {
        message,
        file: utf8(&report.file, report.file_length),
        line: report.line,
        column: report.column,
        block: report.block,
        thread: report.thread,
        kernel: launch.kernel().into(),
    }
}

/// The text in the first `length` bytes of a report's field.
fn utf8(field: &[u8], length: u32) -> String {
    let length = (length as usize).min(field.len());
    String::from_utf8_lossy(&field[..length]).into_owned()
}

/// Two `u32` in a slot, the first in the low half.
fn pair(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

#[cfg(test)]
#[path = "runtime_tests.rs"]
mod tests;
