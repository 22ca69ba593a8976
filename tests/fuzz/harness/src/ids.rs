//! The ids of a thread, for a body that runs on a device and on the host.

use offload::device::{self, Dim3};
use std::cell::Cell;

/// The source of ids for a body.
pub trait Ids: Copy + 'static {
    /// Index of the thread in the grid.
    fn global_id() -> Dim3<usize>;
    /// Index of the thread in its block.
    fn thread_id() -> Dim3;
    /// Index of the block in the grid.
    fn block_id() -> Dim3;
    /// Threads of a block.
    fn block_size() -> Dim3;
    /// Blocks of the grid.
    fn grid_size() -> Dim3;
}

/// The device, or the fallback.
#[derive(Clone, Copy, Debug)]
pub struct DeviceIds;

impl Ids for DeviceIds {
    #[inline]
    fn global_id() -> Dim3<usize> {
        device::global_id()
    }

    #[inline]
    fn thread_id() -> Dim3 {
        device::thread_id()
    }

    #[inline]
    fn block_id() -> Dim3 {
        device::block_id()
    }

    #[inline]
    fn block_size() -> Dim3 {
        device::block_size()
    }

    #[inline]
    fn grid_size() -> Dim3 {
        device::grid_size()
    }
}

/// The thread that the host simulates.
#[derive(Clone, Copy, Debug)]
pub struct HostIds;

/// A thread's place in a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) thread: [u32; 3],
    pub(crate) block: [u32; 3],
    pub(crate) block_size: [u32; 3],
    pub(crate) grid_size: [u32; 3],
}

impl Place {
    /// The place of the thread with the global index `index` in a grid that covers `threads`.
    pub(crate) fn new(index: [usize; 3], threads: [usize; 3], block_size: [u32; 3]) -> Self {
        let axes = [0, 1, 2];
        Self {
            thread: axes.map(|axis| index[axis] as u32 % block_size[axis]),
            block: axes.map(|axis| index[axis] as u32 / block_size[axis]),
            block_size,
            grid_size: axes.map(|axis| (threads[axis] as u32).div_ceil(block_size[axis])),
        }
    }
}

thread_local! {
    static PLACE: Cell<Place> =
        const { Cell::new(Place { thread: [0; 3], block: [0; 3], block_size: [1; 3], grid_size: [1; 3] }) };
}

/// Sets the place that [`HostIds`] returns.
pub(crate) fn set_place(place: Place) {
    PLACE.set(place);
}

impl Ids for HostIds {
    fn global_id() -> Dim3<usize> {
        let Place { thread, block, block_size, .. } = PLACE.get();
        let [x, y, z] =
            [0, 1, 2].map(|axis| block[axis] as usize * block_size[axis] as usize + thread[axis] as usize);
        Dim3 { x, y, z }
    }

    fn thread_id() -> Dim3 {
        PLACE.get().thread.into()
    }

    fn block_id() -> Dim3 {
        PLACE.get().block.into()
    }

    fn block_size() -> Dim3 {
        PLACE.get().block_size.into()
    }

    fn grid_size() -> Dim3 {
        PLACE.get().grid_size.into()
    }
}
