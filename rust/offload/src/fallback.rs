//! The fallback: runs the threads of a grid one after another on the launching thread, and tells each its place in the grid.

use core::cell::Cell;
use offload_abi::{DYNAMIC_SHARED_ALIGN, LaunchParams};

/// Where a device thread is in its grid.
#[derive(Clone, Copy)]
pub(crate) struct Position {
    pub(crate) grid_size: [u32; 3],
    pub(crate) block_size: [u32; 3],
    pub(crate) block: [u32; 3],
    pub(crate) thread: [u32; 3],
}

impl Position {
    /// The place of host code outside of a kernel: the only thread of a grid of one block.
    const ALONE: Self = Self { grid_size: [1; 3], block_size: [1; 3], block: [0; 3], thread: [0; 3] };

    /// Index of the thread along an axis of the whole grid.
    pub(crate) fn global(&self, axis: usize) -> u64 {
        u64::from(self.block[axis]) * u64::from(self.block_size[axis]) + u64::from(self.thread[axis])
    }
}

thread_local! {
    static CURRENT: Cell<Position> = const { Cell::new(Position::ALONE) };
    static SHARED: Cell<*mut u8> = const { Cell::new(NO_SHARED) };
}

/// Address of dynamic shared memory of zero bytes.
const NO_SHARED: *mut u8 = core::ptr::without_provenance_mut(DYNAMIC_SHARED_ALIGN);

// The fallback allocates dynamic shared memory as `u128`s.
const _: () =
    assert!(align_of::<u128>() == DYNAMIC_SHARED_ALIGN && size_of::<u128>() == DYNAMIC_SHARED_ALIGN);

/// The address of the running block's dynamic shared memory.
pub(crate) fn dynamic_shared() -> *mut u8 {
    SHARED.get()
}

/// The device thread that the calling thread runs.
pub(crate) fn current() -> Position {
    CURRENT.get()
}

/// Restores position and shared memory from before the launch, also when a kernel panics.
struct Restore(Position, *mut u8);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(self.0);
        SHARED.set(self.1);
    }
}

/// Runs every thread of a launch's grid.
pub(crate) fn run_grid(params: &LaunchParams, mut run: impl FnMut()) {
    let (grid_size, block_size) = (params.grid, params.block);
    // Blocks run one after another, so they can share the allocation.
    let mut shared = vec![0u128; (params.dyn_shared as usize).div_ceil(DYNAMIC_SHARED_ALIGN)];
    let _restore = Restore(current(), dynamic_shared());
    SHARED.set(if shared.is_empty() { NO_SHARED } else { shared.as_mut_ptr().cast() });
    for_each_index(grid_size, |block| {
        for_each_index(block_size, |thread| {
            CURRENT.set(Position { grid_size, block_size, block, thread });
            run();
        });
    });
}

fn for_each_index(size: [u32; 3], mut run: impl FnMut([u32; 3])) {
    for z in 0..size[2] {
        for y in 0..size[1] {
            for x in 0..size[0] {
                run([x, y, z]);
            }
        }
    }
}
