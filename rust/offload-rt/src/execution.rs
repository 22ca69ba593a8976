//! The third step of a launch: runs the kernel, and reports the panic of a thread.

use crate::active::ActiveLaunch;
use crate::backend::{Backend, KernelLaunch};
use crate::block::{self, Block, PanicReport, TakeError};
use crate::device::{Device, DeviceKind};
use crate::device_arguments::{DeviceArguments, reciprocals};
use crate::heap;
use crate::launch::{Argument, Launch, SlotWord};
use crate::launch_error::{failed, out_of_memory};
use crate::mapping::Mapping;
use crate::pool::Allocation;
use crate::runtime::Runtime;
use crate::{Error, ErrorKind};
use crate::{output, parallel, record};
use offload_abi::{
    HANDLE_HEAP, HANDLE_PRINTS, HANDLE_STACK, LaunchParams, PANIC_ABORT, PANIC_COPY, PANIC_HEAP, PANIC_INDEX,
    PANIC_MESSAGE, PANIC_RANGE, REPORT_COMPLETE,
};
use std::time::Instant;

impl ActiveLaunch<'_> {
    /// Runs the kernel and waits for it.
    ///
    /// # Safety
    ///
    /// The kernel takes the arguments that the descriptor lists, and they are on the device.
    pub(crate) unsafe fn run_kernel(&mut self) -> Result<(), Error> {
        let launch = self.arguments.launch;
        if launch.blocks() == 0 {
            return Ok(());
        }
        let Mapping { runtime, backend, device, .. } = self.mapping;
        if self.handle.flags & HANDLE_STACK != 0 {
            device.grow_stack(runtime.settings.stack_bytes).map_err(|detail| {
                failed(launch, "giving the threads a stack of OFFLOAD_STACK bytes", detail)
            })?;
        }
        let words = self.words()?;
        let block = runtime.blocks.take(backend, &runtime.pool, device.number, words.room());
        let block = block.map_err(|error| match error {
            TakeError::OutOfMemory(bytes) => out_of_memory(launch, device, "(values)".into(), bytes),
            TakeError::Copy(detail) => failed(launch, "preparing the panic report", detail),
        })?;
        let mut side = SideMemory { runtime, backend, device, block: Some(block), heap: None, output: None };
        side.attach(launch, self.handle.flags, &block)?;
        self.mapping.has_started = true;
        // SAFETY: the by-value slots point to their bytes; the caller vouches for the kernel.
        let report = unsafe {
            let mut words = words;
            words
                .copy_values(backend, &block)
                .map_err(|detail| failed(launch, "copying the values", detail))
                .and_then(|()| self.run(&block, words))
        };
        let printed =
            side.output.map_or(Ok(()), |memory| output::print(backend, launch, device.number, memory));
        let report = report?;
        printed.map_err(|detail| failed(launch, "reading what it printed", detail))?;
        match report {
            None => {
                side.keep_block();
                Ok(())
            }
            Some(report) => Err(panic(launch, report, runtime.settings.heap_bytes)),
        }
    }

    /// The kernel's arguments.
    fn words(&self) -> Result<DeviceArguments, Error> {
        let mut words = DeviceArguments::default();
        for index in 0..self.arguments.slots.len() {
            match self.arguments.argument(index)? {
                Argument::Literal(value) => words.push(value),
                Argument::ByValue { start, bytes, align } => {
                    if self.mapping.device.kind == DeviceKind::Gpu && self.handle.carried >> index & 1 == 1 {
                        // SAFETY: a by-value slot points to its bytes.
                        unsafe { words.carry(start, bytes) }
                    } else {
                        words.send(start, bytes, align);
                    }
                }
                Argument::Mapped(range) => {
                    let address = self.mapping.address_of(range.start).ok_or_else(|| {
                        let name = self.mapping.names.get(range.name);
                        failed(self.arguments.launch, "the launch", format!("`{name}` is not mapped"))
                    })?;
                    words.push(SlotWord::new(address));
                }
            }
        }
        Ok(words)
    }

    /// Launches, and reads the report.
    ///
    /// # Safety
    ///
    /// As for [`Backend::launch`].
    unsafe fn run(&self, block: &Block, arguments: DeviceArguments) -> Result<Option<PanicReport>, Error> {
        let Mapping { runtime, backend, device, launch, .. } = self.mapping;
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
        // SAFETY: the caller's promise.
        unsafe {
            backend.launch(&KernelLaunch {
                device: device.number,
                entry: self.handle.entry,
                arguments: &words,
                blocks,
                threads,
                dyn_shared: launch.params.dyn_shared,
            })
        }
        .map_err(|detail| failed(launch, "the launch", detail))?;
        let time = start.elapsed();
        if runtime.settings.info {
            record::print_launch(launch, device.number, &name, time);
        }
        record::ran(launch.kernel().into(), device.number, name, time);
        block::read_report(backend, block)
            .map_err(|detail| failed(launch, "reading the panic report", detail))
    }
}

/// Device memory of one launch of a kernel, which goes back to the pool however the launch ends.
struct SideMemory<'a> {
    runtime: &'a Runtime,
    backend: &'a dyn Backend,
    device: Device,
    block: Option<Block>,
    heap: Option<Allocation>,
    output: Option<Allocation>,
}

impl SideMemory<'_> {
    /// Allocates heap and output if the kernel needs them.
    fn attach(&mut self, launch: Launch<'_>, flags: u32, block: &Block) -> Result<(), Error> {
        let Self { runtime: Runtime { pool, settings, .. }, backend, device, .. } = *self;
        if flags & HANDLE_HEAP != 0 {
            let memory = heap::attach(backend, pool, block, settings.heap_bytes);
            self.heap = Some(memory.map_err(|problem| problem.of(launch, device, "heap"))?);
        }
        if flags & HANDLE_PRINTS != 0 {
            let memory = output::attach(backend, pool, block, settings.output_bytes);
            self.output = Some(memory.map_err(|problem| problem.of(launch, device, "output"))?);
        }
        Ok(())
    }

    /// Keeps the block for the next launch: nothing was written to it.
    fn keep_block(&mut self) {
        if let Some(block) = self.block.take() {
            self.runtime.blocks.give_back(block);
        }
    }
}

impl Drop for SideMemory<'_> {
    fn drop(&mut self) {
        let pool = &self.runtime.pool;
        if let Some(block) = self.block {
            self.runtime.blocks.discard(self.backend, pool, block);
        }
        for memory in [self.heap, self.output].into_iter().flatten() {
            pool.free(self.backend, self.device.number, memory);
        }
    }
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

/// The message of core's panic function on the host (library/core/src: `panicking.rs`, `slice/index.rs`,
/// `slice/mod.rs`).
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
