//! The third step of a launch: the kernel runs, and says whether a thread panicked.

use crate::Error;
use crate::backend::{Backend, KernelLaunch};
use crate::block::{self, Block, PanicReport, TakeError};
use crate::device::{Device, DeviceKind};
use crate::heap;
use crate::launch::{Argument, Arguments, Launch, SlotWord};

use crate::pool::Allocation;
use crate::runtime::{Runtime, failed, out_of_memory};
use crate::{output, parallel, record};
use offload_abi::{
    HANDLE_HEAP, HANDLE_PRINTS, HANDLE_STACK, HIDDEN_SLOTS, KernelHandle, PANIC_ABORT, PANIC_COPY,
    PANIC_HEAP, PANIC_INDEX, PANIC_MESSAGE, PANIC_RANGE, REPORT_COMPLETE,
};
use std::time::Instant;

impl Runtime {
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
        if handle.flags & HANDLE_STACK != 0 {
            device.grow_stack(self.settings.stack_bytes).map_err(|detail| {
                failed(launch, "giving the threads a stack of OFFLOAD_STACK bytes", detail)
            })?;
        }
        let mut slots = Vec::with_capacity(arguments.slots.len() + HIDDEN_SLOTS);
        let mut by_value = Vec::new();
        for index in 0..arguments.slots.len() {
            slots.push(match arguments.argument(index)? {
                Argument::Literal(value) => value,
                Argument::ByValue { start, bytes, align } => {
                    by_value.push(ByValue { index, start, bytes, align });
                    SlotWord::new(align)
                }
                Argument::Mapped(range) => {
                    let address = self.ranges.translate(device.number, &range).ok_or_else(|| {
                        failed(launch, "the launch", format!("`{}` is not mapped", range.argument))
                    })?;
                    SlotWord::new(address)
                }
            });
        }
        let room =
            by_value.iter().map(|value| value.bytes.saturating_add(value.align)).fold(0, u64::saturating_add);
        let block =
            self.blocks.take(backend, &self.pool, device.number, room).map_err(|error| match error {
                TakeError::OutOfMemory(bytes) => out_of_memory(launch, device, "(values)".into(), bytes),
                TakeError::Copy(detail) => failed(launch, "preparing the panic report", detail),
            })?;
        let side = self.attach_side(backend, device, launch, handle.flags, &block).inspect_err(|_| {
            self.blocks.discard(backend, &self.pool, block);
        })?;
        // SAFETY: the by-value slots point to their bytes; the caller vouches for the kernel.
        let mut report = unsafe {
            send_values(backend, device, &block, &by_value, &mut slots)
                .map_err(|detail| failed(launch, "copying the values", detail))
                .and_then(|()| self.run(backend, device, handle, launch, &block, slots))
        };
        if let Some(memory) = side.output {
            let printed = output::print(backend, launch, device.number, memory);
            report = report.and_then(|report| {
                printed.map_err(|detail| failed(launch, "reading what it printed", detail)).map(|()| report)
            });
        }
        self.free_side(backend, device, &side);
        match report {
            Ok(None) => {
                self.blocks.give_back(block);
                Ok(())
            }
            Ok(Some(report)) => {
                self.blocks.discard(backend, &self.pool, block);
                Err(panic(launch, report, self.settings.heap_bytes))
            }
            Err(error) => {
                self.blocks.discard(backend, &self.pool, block);
                Err(error)
            }
        }
    }

    /// Heap and output of a launch, as far as its kernel needs them.
    fn attach_side(
        &self,
        backend: &dyn Backend,
        device: Device,
        launch: Launch<'_>,
        flags: u32,
        block: &Block,
    ) -> Result<SideMemory, Error> {
        let mut side = SideMemory::default();
        if flags & HANDLE_HEAP != 0 {
            let memory = heap::attach(backend, &self.pool, block, self.settings.heap_bytes);
            side.heap = Some(memory.map_err(|problem| problem.of(launch, device, "heap"))?);
        }
        if flags & HANDLE_PRINTS != 0 {
            let memory = output::attach(backend, &self.pool, block, self.settings.output_bytes);
            side.output = Some(memory.map_err(|problem| {
                self.free_side(backend, device, &side);
                problem.of(launch, device, "output")
            })?);
        }
        Ok(side)
    }

    fn free_side(&self, backend: &dyn Backend, device: Device, side: &SideMemory) {
        for memory in [side.heap, side.output].into_iter().flatten() {
            self.pool.free(backend, device.number, memory);
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
        mut slots: Vec<SlotWord>,
    ) -> Result<Option<PanicReport>, Error> {
        let [gx, gy, gz] = launch.params.grid;
        let [bx, by, bz] = launch.params.block;
        // It lives until the launch below has ended.
        let cpu_context = parallel::context(launch.params.dyn_shared);
        let (context, blocks, threads) = match device.kind {
            DeviceKind::Cpu => (&raw const cpu_context as u64, 1, 1),
            DeviceKind::Gpu => (0, launch.blocks(), launch.threads()),
        };
        slots.extend([pair(gx, gy), pair(gz, bx), pair(by, bz), context, block.report()].map(SlotWord::new));
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
        block::read_report(backend, block)
            .map_err(|detail| failed(launch, "reading the panic report", detail))
    }
}

/// Memory of a launch that only some kernels need.
#[derive(Default)]
struct SideMemory {
    heap: Option<Allocation>,
    output: Option<Allocation>,
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
    slots: &mut [SlotWord],
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
        slots[value.index].write(address);
    }
    if staged.is_empty() {
        return Ok(());
    }
    // SAFETY: the block was taken with room for the values and their alignment.
    unsafe { backend.copy_to(device.number, base, staged.as_ptr(), staged.len() as u64) }
}

fn panic(launch: Launch<'_>, panicked: PanicReport, heap: u64) -> Error {
    let PanicReport { report, file, message } = panicked;
    let (kernel, block, thread) = (launch.kernel().into(), report.block, report.thread);
    let whole = report.state == REPORT_COMPLETE;
    if whole && report.kind == PANIC_HEAP {
        let bytes = report.operands[0];
        return Error::HeapFull { kernel, bytes, heap, block, thread, place: launch.place() };
    }
    let message = match whole {
        true => core_message(report.kind, report.operands).unwrap_or(message),
        false => "(the thread ended before its report was whole)".into(),
    };
    Error::Panic { message, file, line: report.line, column: report.column, block, thread, kernel }
}

/// What core's panic function would have said on the host (library/core/src: `panicking.rs`, `slice/index.rs`, `slice/mod.rs`).
fn core_message(kind: u32, [a, b, c]: [u64; 3]) -> Option<String> {
    Some(match kind {
        PANIC_MESSAGE => return None,
        PANIC_ABORT => "aborted".to_owned(),
        PANIC_INDEX => format!("index out of bounds: the len is {b} but the index is {a}"),
        PANIC_RANGE if a > c => format!("range start index {a} out of range for slice of length {c}"),
        PANIC_RANGE if b <= c && a > b => format!("slice index starts at {a} but ends at {b}"),
        PANIC_RANGE => format!("range end index {b} out of range for slice of length {c}"),
        PANIC_COPY => {
            format!(
                "copy_from_slice: source slice length ({b}) does not match destination slice length ({a})"
            )
        }
        kind => format!("(a panic of unknown kind {kind})"),
    })
}

/// Two `u32` in a slot, the first in the low half.
fn pair(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}
