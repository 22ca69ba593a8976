//! Turns arguments into the launch call, and its status into a result.

use crate::argument::Argument;
use crate::fallback::run_grid;
use crate::intrinsics::__offload_launch;
use crate::kernel::Kernel;
use crate::options::{Grid, Launch};
use crate::result::Result;
use crate::shim::entry;
use crate::slots::{SlotList, SlotReader, SlotWord, SlotWriter};
use crate::{Error, record};
use core::panic::Location;
use offload_abi::{
    LaunchParams, MAX_DYNAMIC_SHARED, Place, STATUS_FAILED, STATUS_NO_PLUGIN, STATUS_OK, STATUS_USE_FALLBACK,
    Text,
};
use offload_rt::errors;

/// Collects the arguments of one launch.
pub struct Arguments<const CAPACITY: usize> {
    slots: [SlotWord; CAPACITY],
    used: usize,
    split: Option<Extent>,
    wrong: Option<Wrong>,
}

/// The pieces of a split argument.
#[derive(Clone, Copy)]
struct Extent {
    argument: &'static str,
    rank: u32,
    count: [u64; 3],
    /// The word for the pieces in messages.
    pieces: &'static str,
}

impl Extent {
    fn text(&self) -> String {
        let [x, y, z] = self.count;
        match self.rank {
            1 => x.to_string(),
            2 => format!("{x} x {y}"),
            _ => format!("{x} x {y} x {z}"),
        }
    }
}

/// An error in the arguments, without the kernel's name and the place.
pub enum Wrong {
    /// The arguments' lengths don't agree.
    Lengths(String),
    /// One argument, the grid or the block is wrong.
    Shape(String),
}

impl<const CAPACITY: usize> Arguments<CAPACITY> {
    /// Starts without arguments.
    pub(crate) fn new() -> Self {
        Self { slots: [SlotWord::uninit(); CAPACITY], used: 0, split: None, wrong: None }
    }

    /// Starts without arguments, for a launch of `length` threads.
    pub(crate) fn over(length: core::result::Result<u64, Wrong>) -> Self {
        let mut arguments = Self::new();
        match length {
            Ok(length) => {
                let count = [length, 1, 1];
                arguments.split = Some(Extent { argument: "length", rank: 1, count, pieces: "items" });
            }
            Err(wrong) => arguments.wrong = Some(wrong),
        }
        arguments
    }

    /// Adds an argument. The slots point into `host`, so it must live until the launch is over.
    pub(crate) fn add<A: Argument>(&mut self, name: &'static str, host: &mut A::Host) {
        match A::extent(host) {
            Ok(count) if A::RANK > 0 => {
                self.add_extent(Extent { argument: name, rank: A::RANK, count, pieces: A::PIECES });
            }
            Ok(_) => {}
            Err(detail) => self.refuse(Wrong::Shape(format!("`{name}`: {detail}"))),
        }
        A::bind(host, &mut self.writer());
    }

    /// Writes the next slots.
    pub(crate) fn writer(&mut self) -> SlotWriter<'_> {
        SlotWriter::new(&mut self.slots, &mut self.used)
    }

    fn add_extent(&mut self, extent: Extent) {
        let Some(first) = self.split else {
            self.split = Some(extent);
            return;
        };
        if first.count != extent.count {
            let noun = if first.pieces == extent.pieces { "" } else { extent.pieces };
            let detail = format!(
                "`{}` has {} {}, `{}` has {} {noun}",
                first.argument,
                first.text(),
                first.pieces,
                extent.argument,
                extent.text()
            );
            self.refuse(Wrong::Lengths(detail.trim_end().into()));
        }
    }

    fn refuse(&mut self, wrong: Wrong) {
        // A wrong shape comes first: a launch with a grid of its own ignores lengths.
        match (&self.wrong, &wrong) {
            (None, _) | (Some(Wrong::Lengths(_)), Wrong::Shape(_)) => self.wrong = Some(wrong),
            _ => {}
        }
    }

    fn slots(&self) -> &[SlotWord] {
        &self.slots[..self.used]
    }
}

/// The possible sources of a kernel's grid.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum GridSource {
    /// The data only.
    Data,
    /// The launch's options, or else the data.
    Launch,
}

/// Launches a kernel.
///
/// # Safety
///
/// `arguments` belong to `K`, and everything that was added is alive. `K` is sound on every grid that
/// `source` allows.
pub(crate) unsafe fn launch_grid<K: Kernel, const CAPACITY: usize>(
    source: GridSource,
    options: Launch,
    arguments: Arguments<CAPACITY>,
    location: &'static Location<'static>,
) -> Result<()> {
    let (grid, block) = match shape(source, options, &arguments, K::DESCRIPTOR.max_block) {
        Ok(shape) => shape,
        Err(Wrong::Lengths(detail)) => return Err(lengths_error::<K>(location, detail)),
        Err(Wrong::Shape(detail)) => return Err(shape_error::<K>(location, detail)),
    };
    if grid.contains(&0) {
        return Ok(());
    }
    let params = LaunchParams {
        grid,
        block,
        dyn_shared: options.dyn_shared,
        device: device_number(options.device),
        place: place(location),
    };
    // SAFETY: the caller's promise.
    unsafe { launch::<K>(arguments.slots(), &params, location) }
}

/// Blocks of the grid and threads of a block, for a kernel that is compiled for blocks of `max_block` threads. There are no blocks if there is nothing to
/// do.
fn shape<const CAPACITY: usize>(
    source: GridSource,
    options: Launch,
    arguments: &Arguments<CAPACITY>,
    max_block: u32,
) -> core::result::Result<([u32; 3], [u32; 3]), Wrong> {
    check_shared(options.dyn_shared).map_err(Wrong::Shape)?;
    if options.grid == Grid::FromData {
        return grid_of_data(options, arguments, max_block);
    }
    if source == GridSource::Data {
        return Err(Wrong::Shape(
            "the launch gives a grid, which follows from the data here: leave `grid` and `cover` out".into(),
        ));
    }
    // Lengths may differ: the kernel checks its indices itself. The shape of each argument must be right.
    if let Some(Wrong::Shape(detail)) = &arguments.wrong {
        return Err(Wrong::Shape(detail.clone()));
    }
    grid_of_launch(options, max_block).map_err(Wrong::Shape)
}

fn grid_of_data<const CAPACITY: usize>(
    options: Launch,
    arguments: &Arguments<CAPACITY>,
    max_block: u32,
) -> core::result::Result<([u32; 3], [u32; 3]), Wrong> {
    match &arguments.wrong {
        Some(Wrong::Lengths(detail)) => return Err(Wrong::Lengths(detail.clone())),
        Some(Wrong::Shape(detail)) => return Err(Wrong::Shape(detail.clone())),
        None => {}
    }
    let Some(Extent { rank, count, .. }) = arguments.split else {
        return Err(Wrong::Shape(
            "the kernel has no piece, such as `Each<T>`, from which its grid could follow: give one to `launch_on`, by \
             `Launch::new().grid(…)` or `.cover(…)`"
                .into(),
        ));
    };
    let block = options.block.map_or(default_block(rank, max_block), Into::into);
    if count.contains(&0) {
        return Ok(([0; 3], block));
    }
    check_rank(rank, block).map_err(Wrong::Shape)?;
    Ok((covering_grid(count, block).map_err(Wrong::Shape)?, block))
}

fn grid_of_launch(options: Launch, max_block: u32) -> core::result::Result<([u32; 3], [u32; 3]), String> {
    let (Grid::Blocks(size) | Grid::Covering(size)) = options.grid else { return Ok(([0; 3], [1; 3])) };
    let rank = if size.y == 1 && size.z == 1 { 1 } else { 2 };
    let block = options.block.map_or(default_block(rank, max_block), Into::into);
    check_block(block)?;
    let size: [u32; 3] = size.into();
    match options.grid {
        Grid::Covering(_) => Ok((covering_grid(size.map(u64::from), block)?, block)),
        _ => Ok((size, block)),
    }
}

/// The one function that contains the launch call. It is generic over the kernel, and shim and descriptor are
/// operands of the call, which makes them constants in the IR at every optimisation level.
///
/// # Safety
///
/// `slots` belong to `K`, and the data that they point to is alive.
unsafe fn launch<K: Kernel>(
    slots: &[SlotWord],
    params: &LaunchParams,
    location: &Location<'_>,
) -> Result<()> {
    // SAFETY: the constants belong together by `Kernel`'s contract, the rest is the caller's promise.
    let status = unsafe {
        __offload_launch(const { entry::<K>() }, const { &K::DESCRIPTOR }, slots.as_ptr().cast(), params)
    };
    let device_name = match status {
        STATUS_OK => {
            record::on_device();
            return Ok(());
        }
        STATUS_NO_PLUGIN => {
            check_only_device::<K>(params, location)?;
            "fallback (no plugin)"
        }
        STATUS_USE_FALLBACK => "fallback (no device code)",
        status => return Err(failure::<K>(status, location)),
    };
    // SAFETY: the arguments are the launch's own, and the data that the slots point to is alive.
    unsafe { offload_rt::check_fallback(const { &K::DESCRIPTOR }, slots.as_ptr().cast(), params)? };
    // SAFETY: the caller's promise.
    let run = || unsafe { K::run(SlotList::take(&mut SlotReader::new(slots))) };
    record::fallback(K::NAME, device_name, || run_grid(params, run));
    Ok(())
}

/// Without device code the calling thread takes the place of device 0.
fn check_only_device<K: Kernel>(params: &LaunchParams, location: &Location<'_>) -> Result<()> {
    if params.device <= 0 {
        return Ok(());
    }
    let reason = format!(
        "device {} was asked for, but in a program without device code there is only the calling thread, in the place of device 0; \
         build it with `cargo offload build` (or `run`, `test`)",
        params.device
    );
    Err(errors::no_device(K::NAME, location.to_string(), reason))
}

/// The error behind a status that is neither success nor a request for the fallback.
#[cold]
fn failure<K: Kernel>(status: i32, location: &Location<'_>) -> Error {
    record::on_device();
    let taken = if status == STATUS_FAILED { offload_rt::take_error() } else { None };
    taken.unwrap_or_else(|| {
        let detail =
            format!("status {status} without an error; the plugin and this crate are of different versions");
        errors::backend("a launch", K::NAME, location.to_string(), detail)
    })
}

/// The maximum and default number of threads of a block, for a kernel whose grid follows from its data: enough to hide memory latency, and few enough
/// that each thread of a GPU can have as many registers as it wants. `max_block` on the kernel changes it.
pub(crate) const SPLIT_BLOCK: u32 = 256;

/// Blocks of [`SPLIT_BLOCK`] threads, or fewer if the kernel is compiled for fewer.
fn default_block(rank: u32, most: u32) -> [u32; 3] {
    let threads = most.min(SPLIT_BLOCK);
    let x = if rank == 1 { threads } else { threads.min(32) };
    [x, threads / x, 1]
}

/// Threads that differ only along an axis that the kernel does not use would share a piece.
fn check_rank(rank: u32, block: [u32; 3]) -> core::result::Result<(), String> {
    if block[rank as usize..].iter().all(|&threads| threads == 1) {
        return Ok(());
    }
    let [x, y, z] = block;
    Err(format!("a block of {x} x {y} x {z}, and the kernel is split along {rank} of these axes only"))
}

fn check_block(block: [u32; 3]) -> core::result::Result<(), String> {
    if block.contains(&0) {
        return Err(format!("a block of {} x {} x {} has no threads", block[0], block[1], block[2]));
    }
    let threads = block.iter().map(|&size| u128::from(size)).product::<u128>();
    if threads > u128::from(u32::MAX) {
        return Err(format!("a block has {threads} threads, over {}", u32::MAX));
    }
    Ok(())
}

/// Runtimes fail in different ways above the limit; one of them silently runs nothing.
fn check_shared(bytes: u32) -> core::result::Result<(), String> {
    if bytes > MAX_DYNAMIC_SHARED {
        return Err(format!(
            "a block has {bytes} bytes of dynamic shared memory; at most {MAX_DYNAMIC_SHARED} are possible"
        ));
    }
    Ok(())
}

fn covering_grid(extent: [u64; 3], block: [u32; 3]) -> core::result::Result<[u32; 3], String> {
    check_block(block)?;
    let mut grid = [1; 3];
    for axis in 0..3 {
        let blocks = extent[axis].div_ceil(block[axis].into());
        grid[axis] = u32::try_from(blocks).map_err(|_| {
            format!("{} elements are {blocks} blocks of {}, over {}", extent[axis], block[axis], u32::MAX)
        })?;
    }
    Ok(grid)
}

/// A number above `i32::MAX` becomes `i32::MAX`, and the runtime reports that there is no such device.
fn device_number(device: Option<u32>) -> i32 {
    device.map_or(-1, |number| i32::try_from(number).unwrap_or(i32::MAX))
}

fn place(location: &'static Location<'static>) -> Place {
    Place { file: Text::new(location.file()), line: location.line(), column: location.column() }
}

#[cold]
fn lengths_error<K: Kernel>(location: &Location<'_>, detail: String) -> Error {
    errors::lengths(K::NAME, location.to_string(), detail)
}

#[cold]
fn shape_error<K: Kernel>(location: &Location<'_>, detail: String) -> Error {
    errors::shape(K::NAME, location.to_string(), detail)
}

#[cfg(test)]
mod tests {
    use super::{SPLIT_BLOCK, check_block, check_rank, covering_grid, default_block};

    #[test]
    fn grid_covers_the_extent_exactly() {
        assert_eq!(covering_grid([1, 1, 1], default_block(1, SPLIT_BLOCK)), Ok([1, 1, 1]));
        assert_eq!(covering_grid([256, 1, 1], default_block(1, SPLIT_BLOCK)), Ok([1, 1, 1]));
        assert_eq!(covering_grid([257, 1, 1], default_block(1, SPLIT_BLOCK)), Ok([2, 1, 1]));
        assert_eq!(covering_grid([33, 8, 1], default_block(2, SPLIT_BLOCK)), Ok([2, 1, 1]));
        assert_eq!(default_block(1, 100), [100, 1, 1]);
        assert_eq!(default_block(3, 1024), [32, 8, 1]);
        assert_eq!(default_block(2, 100), [32, 3, 1]);
        assert_eq!(default_block(2, 20), [20, 1, 1]);
        assert_eq!(covering_grid([u64::from(u32::MAX), 1, 1], [1, 1, 1]), Ok([u32::MAX, 1, 1]));
    }

    #[test]
    fn grid_past_the_limit_says_the_numbers() {
        let detail = covering_grid([1 << 40, 1, 1], default_block(1, SPLIT_BLOCK)).unwrap_err();
        assert_eq!(detail, "1099511627776 elements are 4294967296 blocks of 256, over 4294967295");
    }

    #[test]
    fn block_with_another_axis_is_refused() {
        assert_eq!(check_rank(1, [64, 1, 1]), Ok(()));
        assert_eq!(check_rank(2, [64, 2, 1]), Ok(()));
        assert!(check_rank(1, [64, 2, 1]).is_err() && check_rank(2, [64, 1, 2]).is_err());
    }

    #[test]
    fn block_without_threads_is_refused() {
        assert_eq!(check_block([32, 0, 1]).unwrap_err(), "a block of 32 x 0 x 1 has no threads");
        assert!(check_block([1 << 16, 1 << 16, 1]).is_err());
    }
}
