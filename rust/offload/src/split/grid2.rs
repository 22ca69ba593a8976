//! One element of a row-major picture or matrix per thread.

use crate::DeviceData;
use crate::intrinsics::{__offload_global_id_x, __offload_global_id_y};
use crate::split::{Split, pair, points_to_mut, split_argument, unpair};
use core::ptr::NonNull;

/// A mutable slice seen as rows of `width` elements, as a kernel with an [`Each2`], [`EachRow`](crate::EachRow) or
/// [`EachTile`](crate::EachTile) parameter takes it.
///
/// ```
/// use offload::{Each2, Grid2};
///
/// #[offload::kernel]
/// fn ramp(mut pixel: Each2<u32>) {
///     *pixel = 100 * pixel.y() as u32 + pixel.x() as u32;
/// }
///
/// let mut picture = [0; 6];
/// ramp::launch(Grid2::new(&mut picture, 3))?;
/// assert_eq!(picture, [0, 1, 2, 100, 101, 102]);
/// # Ok::<(), offload::Error>(())
/// ```
#[derive(Debug)]
pub struct Grid2<'a, T> {
    elements: &'a mut [T],
    width: usize,
}

impl<'a, T> Grid2<'a, T> {
    /// Rows of `width` elements each.
    ///
    /// A length that is no multiple of `width` is an [`ErrorKind::Shape`](crate::ErrorKind::Shape) at the launch, and so
    /// is a width or height over `u32::MAX`.
    pub fn new(elements: &'a mut [T], width: usize) -> Self {
        Self { elements, width }
    }

    /// Elements of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of whole rows; 0 if the width is 0.
    pub fn height(&self) -> usize {
        self.elements.len().checked_div(self.width).unwrap_or(0)
    }

    /// Width and height, if the length and `u32` allow them.
    pub(super) fn extent(&self) -> Result<[u64; 2], String> {
        let (length, width, height) = (self.elements.len(), self.width, self.height());
        if width * height != length {
            return Err(format!("{length} elements are not a whole number of rows of {width}"));
        }
        if width.max(height) > u32::MAX as usize {
            return Err(format!("{width} x {height} elements; neither may be over {}", u32::MAX));
        }
        Ok([width as u64, height as u64])
    }

    pub(super) fn elements(&mut self) -> (*mut T, usize) {
        (self.elements.as_mut_ptr(), self.elements.len())
    }

    /// Width and height in one slot.
    pub(super) fn layout(&self) -> u64 {
        pair(self.width, self.height())
    }
}

/// One element of a [`Grid2`]: the piece that one thread of the kernel may read and write.
///
/// The grid has two axes: `x` runs along a row, so that neighbouring threads have neighbouring elements, and `y`
/// counts rows. Several `Each2` of one kernel must have the same width and height.
///
/// ```
/// use offload::{Each2, Grid2};
///
/// /// Each element of the result is one of the source, mirrored left to right.
/// #[offload::kernel]
/// fn mirror(source: &[u8], mut out: Each2<u8>) {
///     let (x, y, width) = (out.x(), out.y(), out.width());
///     *out = source[y * width + (width - 1 - x)];
/// }
///
/// let mut out = [0; 4];
/// mirror::launch(&[1, 2, 3, 4], Grid2::new(&mut out, 2))?;
/// assert_eq!(out, [2, 1, 4, 3]);
/// # Ok::<(), offload::Error>(())
/// ```
#[derive(Debug)]
pub struct Each2<'a, T> {
    element: &'a mut T,
    // They are as wide as slice indices: a bounds check against `width` is then the same comparison as in
    // `piece`.
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

impl<T> Each2<'_, T> {
    /// Column of the element.
    #[inline]
    pub fn x(&self) -> usize {
        self.x
    }

    /// Row of the element.
    #[inline]
    pub fn y(&self) -> usize {
        self.y
    }

    /// Elements of a row.
    #[inline]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of rows.
    #[inline]
    pub fn height(&self) -> usize {
        self.height
    }

    /// Index of the element in the slice: `y * width + x`.
    #[inline]
    pub fn index(&self) -> usize {
        self.y() * self.width() + self.x()
    }
}

points_to_mut!(Each2.element: T);

// SAFETY: `extent` has checked that `width * height` is the length, and element `(x, y)` goes to the one
// thread with these global indices.
unsafe impl<'a, T: DeviceData> Split for Each2<'a, T> {
    type Element = T;
    type Host = Grid2<'a, T>;
    type Piece = Each2<'a, T>;
    type Layout = u64;
    const RANK: u32 = 2;
    const PIECES: &'static str = "elements";

    fn extent(host: &Self::Host) -> Result<[u64; 3], String> {
        host.extent().map(|[width, height]| [width, height, 1])
    }

    #[inline]
    fn elements(host: &mut Self::Host) -> (*mut T, usize) {
        host.elements()
    }

    #[inline]
    fn layout(host: &Self::Host) -> u64 {
        host.layout()
    }

    #[inline]
    unsafe fn piece(address: NonNull<T>, _: u64, layout: u64) -> Option<Self::Piece> {
        let (width, height) = unpair(layout);
        let (x, y) = (__offload_global_id_x() as usize, __offload_global_id_y() as usize);
        if x >= width || y >= height {
            return None;
        }
        // SAFETY: the caller's promise, and `(x, y)` is inside; no other thread of the grid has these indices.
        let element = unsafe { &mut *address.as_ptr().add(y * width + x) };
        Some(Each2 { element, x, y, width, height })
    }
}

split_argument!(['a, T: DeviceData] Each2<'a, T>);
