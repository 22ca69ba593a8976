//! A rectangle of a row-major picture or matrix for each thread.

use crate::intrinsics::{__offload_global_id_x, __offload_global_id_y};
use crate::split::{Split, split_argument, unpair};
use crate::{DeviceData, Grid2};
use core::fmt;
use core::marker::PhantomData;
use core::ops::{Index, IndexMut};
use core::ptr::NonNull;

/// A tile of a [`Grid2`], `W` wide and `H` high: the piece that one thread of the kernel may read and write.
///
/// Tiles at the right and lower edges are smaller if `W` or `H` does not divide the picture. The grid has two
/// axes, and one thread for each tile. The elements are `tile[(x, y)]`, counted from the tile's corner.
///
/// ```
/// use offload::{EachTile, Grid2};
///
/// /// Each tile becomes its brightest pixel.
/// #[offload::kernel]
/// fn coarsen(mut tile: EachTile<u8, 2, 2>) {
///     let rows = 0..tile.height();
///     let brightest = rows.clone().flat_map(|y| tile.row(y)).max().copied().unwrap_or(0);
///     for y in rows {
///         tile.row_mut(y).fill(brightest);
///     }
/// }
///
/// let mut picture = [1, 2, 3, 4, 5, 6, 7, 8, 9]; // 3 x 3: the last tiles are one wide or one high
/// coarsen::launch(Grid2::new(&mut picture, 3))?;
/// assert_eq!(picture, [5, 5, 6, 5, 5, 6, 8, 8, 9]);
/// # Ok::<(), offload::Error>(())
/// ```
pub struct EachTile<'a, T, const W: usize, const H: usize> {
    corner: NonNull<T>,
    x: usize,
    y: usize,
    tile_width: usize,
    tile_height: usize,
    /// The number of elements from one row to the next.
    stride: usize,
    elements: PhantomData<&'a mut T>,
}

impl<T, const W: usize, const H: usize> EachTile<'_, T, W, H> {
    /// The column of the tile's corner in the grid.
    #[inline]
    pub fn x(&self) -> usize {
        self.x
    }

    /// The row of the tile's corner in the grid.
    #[inline]
    pub fn y(&self) -> usize {
        self.y
    }

    /// The width of this tile: `W`, or less at the right edge.
    #[inline]
    pub fn width(&self) -> usize {
        self.tile_width
    }

    /// The height of this tile: `H`, or less at the lower edge.
    #[inline]
    pub fn height(&self) -> usize {
        self.tile_height
    }

    /// A row of the tile.
    ///
    /// # Panics
    ///
    /// The tile has no row `y`.
    #[inline]
    pub fn row(&self, y: usize) -> &[T] {
        // SAFETY: the row is inside the tile, which only this thread has, and borrowed with it.
        unsafe { core::slice::from_raw_parts(self.row_start(y).as_ptr(), self.tile_width) }
    }

    /// A row of the tile, for writing.
    ///
    /// # Panics
    ///
    /// The tile has no row `y`.
    #[inline]
    pub fn row_mut(&mut self, y: usize) -> &mut [T] {
        // SAFETY: the row is inside the tile, which only this thread has, and borrowed exclusively with it.
        unsafe { core::slice::from_raw_parts_mut(self.row_start(y).as_ptr(), self.tile_width) }
    }

    #[inline]
    fn row_start(&self, y: usize) -> NonNull<T> {
        assert!(y < self.tile_height, "row {y} of a tile with {} rows", self.tile_height);
        // SAFETY: the tile has this row.
        unsafe { self.corner.add(y * self.stride) }
    }
}

/// `tile[(x, y)]`.
///
/// # Panics
///
/// The place is outside the tile.
impl<T, const W: usize, const H: usize> Index<(usize, usize)> for EachTile<'_, T, W, H> {
    type Output = T;

    #[inline]
    fn index(&self, (x, y): (usize, usize)) -> &T {
        &self.row(y)[x]
    }
}

impl<T, const W: usize, const H: usize> IndexMut<(usize, usize)> for EachTile<'_, T, W, H> {
    #[inline]
    fn index_mut(&mut self, (x, y): (usize, usize)) -> &mut T {
        &mut self.row_mut(y)[x]
    }
}

impl<T: fmt::Debug, const W: usize, const H: usize> fmt::Debug for EachTile<'_, T, W, H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<_> = (0..self.tile_height).map(|y| self.row(y)).collect();
        formatter
            .debug_struct("EachTile")
            .field("x", &self.x)
            .field("y", &self.y)
            .field("rows", &rows)
            .finish()
    }
}

// SAFETY: `extent` has checked that `width * height` is the length. Only the thread with global indices
// `(i, j)` gets the tile at `(W * i, H * j)`. Tiles do not overlap, and end at the edges of the grid.
unsafe impl<'a, T: DeviceData, const W: usize, const H: usize> Split for EachTile<'a, T, W, H> {
    type Element = T;
    type Host = Grid2<'a, T>;
    type Piece = EachTile<'a, T, W, H>;
    type Layout = u64;
    const RANK: u32 = {
        assert!(W > 0 && H > 0, "a tile has at least one element");
        2
    };
    const PIECES: &'static str = "tiles";

    fn extent(host: &Self::Host) -> Result<[u64; 3], String> {
        host.extent().map(|[width, height]| [width.div_ceil(W as u64), height.div_ceil(H as u64), 1])
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
        let (column, row) = (__offload_global_id_x() as usize, __offload_global_id_y() as usize);
        // The index of a thread far past the end must not wrap around to the beginning.
        let x = column.checked_mul(W).filter(|x| *x < width)?;
        let y = row.checked_mul(H).filter(|y| *y < height)?;
        Some(EachTile {
            // SAFETY: the caller's promise, and `(x, y)` is inside.
            corner: unsafe { address.add(y * width + x) },
            x,
            y,
            tile_width: W.min(width - x),
            tile_height: H.min(height - y),
            stride: width,
            elements: PhantomData,
        })
    }
}

split_argument!(['a, T: DeviceData, const W: usize, const H: usize] EachTile<'a, T, W, H>);
