//! One element of a volume per thread.

use crate::DeviceData;
use crate::intrinsics::{__offload_global_id_x, __offload_global_id_y, __offload_global_id_z};
use crate::split::{Split, pair, points_to_mut, split_argument, unpair};
use core::ptr::NonNull;

/// A mutable slice seen as layers of rows, as a kernel with an [`Each3`] parameter takes it.
///
/// ```
/// use offload::{Each3, Grid3};
///
/// #[offload::kernel]
/// fn locate(mut cell: Each3<usize>) {
///     *cell = 100 * cell.z() + 10 * cell.y() + cell.x();
/// }
///
/// let mut volume = [0; 12];
/// locate::launch(Grid3::new(&mut volume, 2, 3))?;
/// assert_eq!(volume, [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121]);
/// # Ok::<(), offload::Error>(())
/// ```
#[derive(Debug)]
pub struct Grid3<'a, T> {
    elements: &'a mut [T],
    width: usize,
    height: usize,
}

impl<'a, T> Grid3<'a, T> {
    /// Layers of `height` rows of `width` elements each.
    ///
    /// A length that is no multiple of `width * height` is an [`ErrorKind::Shape`](crate::ErrorKind::Shape) at the launch, and so is
    /// an extent over `u32::MAX`.
    pub fn new(elements: &'a mut [T], width: usize, height: usize) -> Self {
        Self { elements, width, height }
    }

    /// Elements of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows of a layer.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Number of whole layers; 0 if a layer has no elements.
    pub fn depth(&self) -> usize {
        let layer = self.width.checked_mul(self.height);
        layer.and_then(|layer| self.elements.len().checked_div(layer)).unwrap_or(0)
    }
}

/// One element of a [`Grid3`]: the piece that one thread of the kernel may read and write.
///
/// The grid has three axes: `x` runs along a row, so that neighbouring threads have neighbouring elements, `y` counts the rows of
/// a layer, and `z` layers. Several `Each3` of one kernel must have the same extents.
///
/// ```
/// use offload::{Each3, Grid3};
///
/// /// The mean of a cell and its neighbours above and below.
/// #[offload::kernel]
/// fn smooth(source: &[f32], mut cell: Each3<f32>) {
///     let (i, layer) = (cell.index(), cell.width() * cell.height());
///     let below = if cell.z() > 0 { source[i - layer] } else { source[i] };
///     let above = source.get(i + layer).copied().unwrap_or(source[i]);
///     *cell = (below + source[i] + above) / 3.0;
/// }
///
/// let mut out = [0.0; 4];
/// smooth::launch(&[0.0, 3.0, 3.0, 6.0], Grid3::new(&mut out, 2, 1))?;
/// assert_eq!(out, [1.0, 4.0, 2.0, 5.0]);
/// # Ok::<(), offload::Error>(())
/// ```
#[derive(Debug)]
pub struct Each3<'a, T> {
    element: &'a mut T,
    x: usize,
    y: usize,
    z: usize,
    width: usize,
    height: usize,
    count: usize,
}

impl<T> Each3<'_, T> {
    /// Column of the element.
    #[inline]
    pub fn x(&self) -> usize {
        self.x
    }

    /// Row of the element in its layer.
    #[inline]
    pub fn y(&self) -> usize {
        self.y
    }

    /// Layer of the element.
    #[inline]
    pub fn z(&self) -> usize {
        self.z
    }

    /// Elements of a row.
    #[inline]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows of a layer.
    #[inline]
    pub fn height(&self) -> usize {
        self.height
    }

    /// Number of layers. It takes a division, because the launch doesn't carry it.
    #[inline]
    pub fn depth(&self) -> usize {
        self.count / (self.width * self.height)
    }

    /// Index of the element in the slice: `(z * height + y) * width + x`.
    #[inline]
    pub fn index(&self) -> usize {
        (self.z * self.height + self.y) * self.width + self.x
    }
}

points_to_mut!(Each3.element: T);

// SAFETY: `extent` has checked that `width * height` divides the length, and element `(x, y, z)` goes to the
// one thread with these global indices.
unsafe impl<'a, T: DeviceData> Split for Each3<'a, T> {
    type Element = T;
    type Host = Grid3<'a, T>;
    type Piece = Each3<'a, T>;
    type Layout = u64;
    const RANK: u32 = 3;
    const PIECES: &'static str = "elements";

    fn extent(host: &Self::Host) -> Result<[u64; 3], String> {
        let (length, width, height, depth) = (host.elements.len(), host.width, host.height, host.depth());
        // A layer whose size overflows has a depth of 0.
        if width.wrapping_mul(height).wrapping_mul(depth) != length {
            return Err(format!("{length} elements are not a whole number of layers of {width} x {height}"));
        }
        if width.max(height).max(depth) > u32::MAX as usize {
            return Err(format!("{width} x {height} x {depth} elements; none may be over {}", u32::MAX));
        }
        Ok([width as u64, height as u64, depth as u64])
    }

    #[inline]
    fn elements(host: &mut Self::Host) -> (*mut T, usize) {
        (host.elements.as_mut_ptr(), host.elements.len())
    }

    #[inline]
    fn layout(host: &Self::Host) -> u64 {
        pair(host.width, host.height)
    }

    #[inline]
    unsafe fn piece(address: NonNull<T>, count: u64, layout: u64) -> Option<Self::Piece> {
        let ((width, height), count) = (unpair(layout), count as usize);
        let (x, y, z) = (
            __offload_global_id_x() as usize,
            __offload_global_id_y() as usize,
            __offload_global_id_z() as usize,
        );
        if x >= width || y >= height {
            return None;
        }
        // The layers are whole, so an index below `count` means that `z` is inside. The grid of an `unsafe`
        // kernel may have threads far past the end, whose indices must not wrap around to the beginning.
        let row = z.checked_mul(height)?.checked_add(y)?;
        let index = row.checked_mul(width)?.checked_add(x).filter(|index| *index < count)?;
        // SAFETY: the caller's promise, and `(x, y, z)` is inside; no other thread of the grid has these indices.
        let element = unsafe { &mut *address.as_ptr().add(index) };
        Some(Each3 { element, x, y, z, width, height, count })
    }
}

split_argument!(['a, T: DeviceData] Each3<'a, T>);
