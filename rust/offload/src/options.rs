//! The options of a launch.

use crate::devices::DeviceNumber;
use crate::dim3::Dim3;

/// Options of one launch. A kernel takes them in its `launch_on`, an iterator in [`on`](crate::iter::OffloadIterator::on).
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
/// The grid of a safe kernel or an iterator follows from its data. A launch with a grid of its own is an
/// [`ErrorKind::Shape`](crate::ErrorKind::Shape) (OFL108).
///
/// An `unsafe` kernel runs on the grid that the launch gives by [`grid`](Self::grid) or
/// [`cover`](Self::cover). Without one, the grid follows from the kernel's pieces, such as `Each<T>`; if the
/// kernel has no pieces, the launch is the same error.
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
    /// The fewest blocks with this number of threads.
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

    /// Gives an `unsafe` kernel the fewest blocks with `threads` threads along each axis. Threads past the
    /// end run, too: the kernel must check for them.
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

    /// Sets the threads of a block: a number, a pair or a triple. At most 256 in all, or 1024 for an `unsafe`
    /// kernel, unless the kernel sets `max_block`.
    pub fn block(mut self, threads: impl Into<Dim3>) -> Self {
        self.block = Some(threads.into());
        self
    }

    /// Sets the bytes of dynamic shared memory of each block, which the kernel gets from
    /// [`device::dynamic_shared`](crate::device::dynamic_shared). More than 48,128 (47 KiB) are an error of
    /// the launch ([`ErrorKind::Shape`](crate::ErrorKind::Shape), OFL108): not every device has more.
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

    /// These options, with the unset ones taken from `other`.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            grid: if self.grid == Grid::FromData { other.grid } else { self.grid },
            block: self.block.or(other.block),
            dyn_shared: if self.dyn_shared == 0 { other.dyn_shared } else { self.dyn_shared },
            device: self.device.or(other.device),
        }
    }
}
