//! The options of a launch.

use crate::devices::DeviceNumber;
use crate::dim3::Dim3;

/// Options of one launch. A kernel's `launch_on` and an iterator's [`on`](crate::iter::OffloadIterator::on)
/// take them.
///
/// ```
/// use offload::{Each, Launch};
///
/// #[offload::kernel]
/// fn clear(mut y: Each<u8>) {
///     *y = 0;
/// }
///
/// let mut bytes = [1; 1000];
/// clear::launch_on(Launch::new().block(128), &mut bytes)?;
/// assert_eq!(bytes, [0; 1000]);
/// # Ok::<(), offload::Error>(())
/// ```
///
/// # The grid
///
/// The grid of a safe kernel, and of an iterator, follows from its data: a grid in the options is an
/// [`Error::Shape`](crate::Error::Shape) (OFL108). An `unsafe` kernel runs on the grid of the options, from
/// [`grid`](Self::grid) or [`cover`](Self::cover). Without one, the grid follows from its pieces (`Each<T>`
/// and similar types); a kernel without pieces then gets the same error.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[must_use]
pub struct Launch {
    pub(crate) grid: Grid,
    pub(crate) block: Option<Dim3>,
    pub(crate) dyn_shared: u32,
    pub(crate) device: Option<u32>,
}

/// The grid of a launch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Grid {
    /// One thread for each piece of the data.
    #[default]
    FromData,
    /// This number of blocks.
    Blocks(Dim3),
    /// The smallest number of blocks that has this number of threads.
    Covering(Dim3),
}

impl Launch {
    /// The defaults: the current device, no dynamic shared memory, and 256 threads in a block (256 along x,
    /// or 32 x 8 over rows and columns).
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the number of blocks of an `unsafe` kernel's grid: a number, a pair or a triple.
    ///
    /// ```
    /// use offload::{Launch, device};
    ///
    /// #[offload::kernel]
    /// unsafe fn count_blocks(counts: &mut [u32]) {
    ///     counts[device::global_id().x] = device::grid_size().x;
    /// }
    ///
    /// let mut counts = [0; 128];
    /// // SAFETY: each of the 4 x 32 threads writes an element of its own.
    /// unsafe { count_blocks::launch_on(Launch::new().grid(4).block(32), &mut counts)? };
    /// assert_eq!(counts, [4; 128]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    pub fn grid(mut self, blocks: impl Into<Dim3>) -> Self {
        self.grid = Grid::Blocks(blocks.into());
        self
    }

    /// Sets an `unsafe` kernel's grid to the smallest number of blocks that has `threads` threads along each
    /// axis. The grid can have more threads than that: the kernel must check its index.
    ///
    /// ```
    /// use offload::{Launch, device};
    ///
    /// #[offload::kernel]
    /// unsafe fn reverse(source: &[i32], target: &mut [i32]) {
    ///     let i = device::global_id().x;
    ///     if i < source.len() {
    ///         target[i] = source[source.len() - 1 - i];
    ///     }
    /// }
    ///
    /// let mut target = [0; 5];
    /// // SAFETY: each thread writes an element of its own.
    /// unsafe { reverse::launch_on(Launch::new().cover(5), &[1, 2, 3, 4, 5], &mut target)? };
    /// assert_eq!(target, [5, 4, 3, 2, 1]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    pub fn cover(mut self, threads: impl Into<Dim3>) -> Self {
        self.grid = Grid::Covering(threads.into());
        self
    }

    /// Sets the number of threads in a block: a number, a pair or a triple. The maximum is 256 in all, or
    /// 1024 for an `unsafe` kernel, unless `max_block` on the kernel gives another number.
    pub fn block(mut self, threads: impl Into<Dim3>) -> Self {
        self.block = Some(threads.into());
        self
    }

    /// Sets the bytes of dynamic shared memory of each block. The kernel gets them from
    /// [`device::dynamic_shared`](crate::device::dynamic_shared). With more than 48,128 bytes (47 KiB) the
    /// launch returns an error ([`Error::Shape`](crate::Error::Shape), OFL108): devices give more only after
    /// a special request.
    ///
    /// ```
    /// use offload::Launch;
    ///
    /// // 64 counters of four bytes for each block.
    /// let options = Launch::new().cover(1000).block(128).dyn_shared(64 * 4);
    /// # let _ = options;
    /// ```
    pub fn dyn_shared(mut self, bytes: u32) -> Self {
        self.dyn_shared = bytes;
        self
    }

    /// Sets the device: a [`Device`](crate::Device) or its number.
    pub fn device(mut self, device: impl Into<DeviceNumber>) -> Self {
        self.device = Some(device.into().0);
        self
    }

    /// These options, with the values of `other` where they have none.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            grid: if self.grid == Grid::FromData { other.grid } else { self.grid },
            block: self.block.or(other.block),
            dyn_shared: if self.dyn_shared == 0 { other.dyn_shared } else { self.dyn_shared },
            device: self.device.or(other.device),
        }
    }
}
