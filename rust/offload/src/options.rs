//! The options of a launch.

use crate::devices::DeviceNumber;
use crate::dim3::Dim3;

/// Options of one launch: of a kernel for its `launch_on`, of an iterator for [`on`](crate::iter::OffloadIterator::on).
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
/// The grid of a safe kernel, and of an iterator, follows from its data: to give it one is an [`Error::Shape`](crate::Error::Shape) (OFL108). An
/// `unsafe` kernel runs on the grid that the launch gives, by [`grid`](Self::grid) or [`cover`](Self::cover); without one, the grid follows from its
/// pieces (`Each<T>` and its kind), and is the same error where it has none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[must_use]
pub struct Launch {
    pub(crate) grid: Grid,
    pub(crate) block: Option<Dim3>,
    pub(crate) dyn_shared: u32,
    pub(crate) device: Option<u32>,
}

/// The threads of a launch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Grid {
    /// One for each piece of the data.
    #[default]
    FromData,
    /// So many blocks.
    Blocks(Dim3),
    /// Those of as few blocks as have so many.
    Covering(Dim3),
}

impl Launch {
    /// The default device, no dynamic shared memory, and 256 threads in a block: 256 along x, or 32 x 8 over rows and columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Blocks of the grid, for an `unsafe` kernel: a number, a pair or a triple.
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

    /// As few blocks as have `threads` threads along each axis, for an `unsafe` kernel. Threads past the end are started, too: the kernel must
    /// look.
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

    /// Threads of a block: a number, a pair or a triple. At most 256 in all, or 1024 for an `unsafe` kernel, unless `max_block` on the kernel
    /// says another number.
    pub fn block(mut self, threads: impl Into<Dim3>) -> Self {
        self.block = Some(threads.into());
        self
    }

    /// Bytes of dynamic shared memory that each block gets; the kernel finds them by
    /// [`device::dynamic_shared`](crate::device::dynamic_shared). More than 48,128 (47 KiB) are an error of the launch
    /// ([`Error::Shape`](crate::Error::Shape), OFL108): no device may be asked for more without further ado.
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

    /// The device to run on: a [`Device`](crate::Device) or its number.
    pub fn device(mut self, device: impl Into<DeviceNumber>) -> Self {
        self.device = Some(device.into().0);
        self
    }

    /// What these options say, and what `other` says where they say nothing.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            grid: if self.grid == Grid::FromData { other.grid } else { self.grid },
            block: self.block.or(other.block),
            dyn_shared: if self.dyn_shared == 0 { other.dyn_shared } else { self.dyn_shared },
            device: self.device.or(other.device),
        }
    }
}
