//! How a launch says its grid, its blocks and its device.

use crate::device::Dim3;
use crate::devices::DeviceNumber;

/// Options of one launch: of a safe kernel for `launch_on`, of an iterator for [`on`](crate::iter::OffloadIterator::on). The grid always follows from the data.
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
/// clear.launch_on(Launch::new().block(128), (&mut bytes,))?;
/// assert_eq!(bytes, [0; 1000]);
/// # Ok::<(), offload::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct Launch {
    pub(crate) block: Option<Dim3>,
    pub(crate) device: Option<u32>,
}

impl Launch {
    /// The default device, and 256 threads in a block: 256 along x, or 32 x 8 for a kernel over rows and columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Threads of a block: a number, or one each for x and y. At most 256 in all, unless `max_block` on the kernel says another number.
    pub fn block(mut self, threads: impl Into<Dim3>) -> Self {
        self.block = Some(threads.into());
        self
    }

    /// The device to run on: a [`Device`](crate::Device) or its number.
    pub fn device(mut self, device: impl Into<DeviceNumber>) -> Self {
        self.device = Some(device.into().0);
        self
    }
}

/// Grid and block of a launch of an `unsafe` kernel.
///
/// ```
/// use offload::Dims;
/// use offload::device::Dim3;
///
/// let flat = Dims::new(4, 256);
/// let picture = Dims::cover((1920, 1080), (32, 8));
/// assert_eq!(flat.grid(), Dim3 { x: 4, y: 1, z: 1 });
/// assert_eq!(picture.grid(), Dim3 { x: 60, y: 135, z: 1 });
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub struct Dims {
    pub(crate) grid: Dim3,
    pub(crate) block: Dim3,
    pub(crate) dyn_shared: u32,
    pub(crate) device: Option<u32>,
}

impl Dims {
    /// `grid` blocks of `block` threads, each a number, a pair or a triple.
    pub fn new(grid: impl Into<Dim3>, block: impl Into<Dim3>) -> Self {
        Self { grid: grid.into(), block: block.into(), dyn_shared: 0, device: None }
    }

    /// As many blocks of `block` threads as cover `threads` along each axis. Threads past the end are started,
    /// too: the kernel must look.
    pub fn cover(threads: impl Into<Dim3>, block: impl Into<Dim3>) -> Self {
        let (threads, block) = (threads.into(), block.into());
        // A block without threads is refused at the launch, where an error can say so.
        let blocks = |threads: u32, block: u32| threads.div_ceil(block.max(1));
        let grid = Dim3 {
            x: blocks(threads.x, block.x),
            y: blocks(threads.y, block.y),
            z: blocks(threads.z, block.z),
        };
        Self { grid, block, dyn_shared: 0, device: None }
    }

    /// Bytes of dynamic shared memory that each block gets; the kernel finds them by
    /// [`device::dynamic_shared`](crate::device::dynamic_shared). More than 48,128 (47 KiB) are an error of the launch
    /// ([`ErrorKind::Shape`](crate::ErrorKind::Shape), OFL108): no device may be asked for more without further ado.
    ///
    /// ```
    /// use offload::Dims;
    ///
    /// // 64 counters of four bytes for each block.
    /// let dims = Dims::cover(1000, 128).shared(64 * 4);
    /// # let _ = dims;
    /// ```
    pub fn shared(mut self, bytes: u32) -> Self {
        self.dyn_shared = bytes;
        self
    }

    /// The device to run on: a [`Device`](crate::Device) or its number.
    pub fn device(mut self, device: impl Into<DeviceNumber>) -> Self {
        self.device = Some(device.into().0);
        self
    }

    /// Blocks of the grid.
    pub fn grid(&self) -> Dim3 {
        self.grid
    }

    /// Threads of a block.
    pub fn block(&self) -> Dim3 {
        self.block
    }
}
