//! The fallback: a kernel's threads one after another, on the thread that launched.

use crate::launch::Kernel;
use crate::slots::SlotWord;
use core::cell::Cell;

/// Where a device thread is in its grid.
#[derive(Clone, Copy)]
pub(crate) struct Position {
    pub(crate) grid_size: [u32; 3],
    pub(crate) block_size: [u32; 3],
    pub(crate) block: [u32; 3],
    pub(crate) thread: [u32; 3],
}

impl Position {
    /// What host code gets that asks for ids outside of a kernel: the one thread of a grid of one.
    const ALONE: Self = Self { grid_size: [1; 3], block_size: [1; 3], block: [0; 3], thread: [0; 3] };

    /// Index of the thread along an axis of the whole grid.
    pub(crate) fn global(&self, axis: usize) -> u64 {
        u64::from(self.block[axis]) * u64::from(self.block_size[axis]) + u64::from(self.thread[axis])
    }
}

thread_local! {
    static CURRENT: Cell<Position> = const { Cell::new(Position::ALONE) };
}

/// The device thread that the calling thread plays.
pub(crate) fn current() -> Position {
    CURRENT.get()
}

/// Puts the position from before the launch back, also when a kernel panics.
struct Restore(Position);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(self.0);
    }
}

/// Runs every thread of the grid.
///
/// # Safety
///
/// `slots` are those of kernel `K`, and what they point to is alive.
pub(crate) unsafe fn run<K: Kernel>(grid_size: [u32; 3], block_size: [u32; 3], slots: &[SlotWord]) {
    let _restore = Restore(current());
    for_each_index(grid_size, |block| {
        for_each_index(block_size, |thread| {
            CURRENT.set(Position { grid_size, block_size, block, thread });
            // SAFETY: the caller's; each thread of the grid runs once.
            unsafe { K::call(slots) };
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
