//! The third step of a launch: the kernel runs, and says whether a thread panicked.

use crate::backend::{Backend, KernelLaunch};
use crate::block::{self, Block, PanicReport, TakeError};
use crate::device::{Device, DeviceKind};
use crate::device_arguments::{DeviceArguments, reciprocals};
use crate::heap;
use crate::launch::{Argument, Arguments, Launch, SlotWord};
use crate::pool::Allocation;
use crate::runtime::{Runtime, failed, out_of_memory};
use crate::{Error, ErrorKind};
use crate::{output, parallel, record};
use offload_abi::{
    HANDLE_HEAP, HANDLE_PRINTS, HANDLE_STACK, KernelHandle, LaunchParams, PANIC_ABORT, PANIC_COPY,
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
        let mut words = DeviceArguments::default();
        for index in 0..arguments.slots.len() {
            match arguments.argument(index)? {
                Argument::Literal(value) => words.push(value),
                Argument::ByValue { start, bytes, align } => {
                    if device.kind == DeviceKind::Gpu && handle.carried >> index & 1 == 1 {
                        // SAFETY: a by-value slot points to its bytes.
                        unsafe { words.carry(start, bytes) }
                    } else {
                        words.send(start, bytes, align);
                    }
                }
                Argument::Mapped(range) => {
                    let address = self.ranges.translate(device.number, &range).ok_or_else(|| {
                        failed(launch, "the launch", format!("`{}` is not mapped", range.argument))
                    })?;
                    words.push(SlotWord::new(address));
                }
            }
        }
        let block = self.blocks.take(backend, &self.pool, device.number, words.room());
        let block = block.map_err(|error| match error {
            TakeError::OutOfMemory(bytes) => out_of_memory(launch, device, "(values)".into(), bytes),
            TakeError::Copy(detail) => failed(launch, "preparing the panic report", detail),
        })?;
        let side = self.attach_side(backend, device, launch, handle.flags, &block).inspect_err(|_| {
            self.blocks.discard(backend, &self.pool, block);
        })?;
        // SAFETY: the by-value slots point to their bytes; the caller vouches for the kernel.
        let mut report = unsafe {
            words
                .copy_values(backend, &block)
                .map_err(|detail| failed(launch, "copying the values", detail))
                .and_then(|()| self.run(backend, device, handle, launch, &block, words))
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

    /// Launches, and reads the report.
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
        arguments: DeviceArguments,
    ) -> Result<Option<PanicReport>, Error> {
        let [gx, gy, gz] = launch.params.grid;
        let [bx, by, bz] = launch.params.block;
        // It lives until the launch below has ended.
        let cpu_context = parallel::context(launch.params.dyn_shared);
        let (context, blocks, threads) = match device.kind {
            DeviceKind::Cpu => (&raw const cpu_context as u64, 1, 1),
            DeviceKind::Gpu => (0, launch.blocks(), launch.threads()),
        };
        let mut hidden = vec![pair(gx, gy), pair(gz, bx), pair(by, bz), context, block.report()];
        if device.kind == DeviceKind::Gpu {
            let LaunchParams { grid, block, .. } = *launch.params;
            hidden.extend(reciprocals(launch.descriptor.rank, grid, block));
        }
        let words = arguments.finish(&hidden);
        let name = device.name();
        let start = Instant::now();
        // SAFETY: the caller's.
        unsafe {
            backend.launch(&KernelLaunch {
                device: device.number,
                entry: handle.entry,
                arguments: &words,
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

fn panic(launch: Launch<'_>, panicked: PanicReport, heap: u64) -> Error {
    let PanicReport { report, file, message } = panicked;
    let (kernel, block, thread) = (launch.kernel().into(), report.block, report.thread);
    let whole = report.state == REPORT_COMPLETE;
    if whole && report.kind == PANIC_HEAP {
        let bytes = report.operands[0];
        return Error::from(ErrorKind::HeapFull {
            kernel,
            bytes,
            heap,
            block,
            thread,
            place: launch.place(),
        });
    }
    let message = match whole {
        true => core_message(report.kind, report.operands).unwrap_or(message),
        false => "(the thread ended before its report was whole)".into(),
    };
    Error::from(ErrorKind::Panic {
        message,
        file,
        line: report.line,
        column: report.column,
        block,
        thread,
        kernel,
        place: launch.place(),
    })
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
