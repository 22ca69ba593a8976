//! Rectangles of a row-major picture or matrix.

use super::chain::Chain;
use super::chunks::{not_empty, whole_rows};
use super::memory::Memory;
use super::source::{Slots, Source};
use crate::launch::Wrong;
use crate::slots::{SlotList, SlotWriter, literal};
use core::fmt;
use core::marker::PhantomData;
use core::ops::{Index, IndexMut};
use core::ptr::NonNull;

/// Rectangles that cover rows of equal width. [`tiles`](super::Elements::tiles) returns it.
#[derive(Clone, Copy, Debug)]
#[must_use = "an iterator does nothing until a method such as `for_each` launches it"]
pub struct Tiles<M> {
    pub(super) memory: M,
    pub(super) width: usize,
    pub(super) tile: (usize, usize),
}

/// A rectangle of a picture. From a `&[T]` it can be read, from a `&mut [T]` also written.
///
/// Its elements are `tile[(x, y)]`, counted from the tile's corner.
pub struct Tile<M: Memory> {
    corner: NonNull<M::Data>,
    /// The number of elements from one row to the next.
    stride: usize,
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    memory: PhantomData<M>,
}

impl<M: Memory> Tile<M> {
    /// The column of the tile's corner in the picture.
    #[inline]
    pub fn x(&self) -> usize {
        self.x
    }

    /// The row of the tile's corner in the picture.
    #[inline]
    pub fn y(&self) -> usize {
        self.y
    }

    /// The number of elements in the tile's rows: fewer at the right edge.
    #[inline]
    pub fn width(&self) -> usize {
        self.width
    }

    /// The number of the tile's rows: fewer at the lower edge.
    #[inline]
    pub fn height(&self) -> usize {
        self.height
    }

    /// A row of the tile.
    ///
    /// # Panics
    ///
    /// The tile has no row `y`.
    #[inline]
    pub fn row(&self, y: usize) -> &[M::Data] {
        // SAFETY: the row is inside the tile, and borrowed with it.
        unsafe { &*core::ptr::slice_from_raw_parts(self.row_start(y).as_ptr(), self.width) }
    }

    #[inline]
    fn row_start(&self, y: usize) -> NonNull<M::Data> {
        assert!(y < self.height, "row {y} of a tile with {} rows", self.height);
        // SAFETY: the tile has this row.
        unsafe { self.corner.add(y * self.stride) }
    }
}

impl<T> Tile<&mut [T]> {
    /// A row of the tile, for writing.
    ///
    /// # Panics
    ///
    /// The tile has no row `y`.
    #[inline]
    pub fn row_mut(&mut self, y: usize) -> &mut [T] {
        // SAFETY: the row is inside the tile, which no other thread has, and borrowed exclusively with it.
        unsafe { &mut *core::ptr::slice_from_raw_parts_mut(self.row_start(y).as_ptr(), self.width) }
    }
}

/// `tile[(x, y)]`.
///
/// # Panics
///
/// The place is outside the tile.
impl<M: Memory> Index<(usize, usize)> for Tile<M> {
    type Output = M::Data;

    #[inline]
    fn index(&self, (x, y): (usize, usize)) -> &M::Data {
        &self.row(y)[x]
    }
}

impl<T> IndexMut<(usize, usize)> for Tile<&mut [T]> {
    #[inline]
    fn index_mut(&mut self, (x, y): (usize, usize)) -> &mut T {
        &mut self.row_mut(y)[x]
    }
}

impl<M: Memory<Data: fmt::Debug>> fmt::Debug for Tile<M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<_> = (0..self.height).map(|y| self.row(y)).collect();
        formatter.debug_struct("Tile").field("x", &self.x).field("y", &self.y).field("rows", &rows).finish()
    }
}

/// All tiles, in the form that a device thread uses.
pub struct Layout<T> {
    address: NonNull<T>,
    width: usize,
    height: usize,
    tile_width: usize,
    tile_height: usize,
}

impl<T> Clone for Layout<T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Layout<T> {}

// SAFETY: address, length and extents; `length` has checked that the rows fill the slice. Tiles are numbered
// from left to right and then down. They do not overlap, and end at the edges of the picture.
unsafe impl<M: Memory> Source for Tiles<M> {
    type Item = Tile<M>;
    type Slots<Rest: SlotList> = (NonNull<M::Data>, (u64, (u64, (u64, (u64, (u64, Rest))))));
    type Loaded = Layout<M::Data>;
    const SLOTS: Slots =
        Slots::EMPTY.with(M::SHAPE, M::NAME).with(&[literal::<usize>(); 4], "extents of tiles");
    const CHAIN: Chain = Chain::new(M::NAME).then(".tiles()");

    fn length(&self) -> Result<u64, Wrong> {
        let (width, height) = self.tile;
        not_empty(width.min(height), "tiles")?;
        let rows = whole_rows(self.memory.length(), self.width)?;
        Ok(self.width.div_ceil(width) as u64 * rows.div_ceil(height) as u64)
    }

    fn bind(&mut self, slots: &mut SlotWriter<'_>) {
        self.memory.bind(slots);
        let height = self.memory.length().checked_div(self.width).unwrap_or(0);
        for extent in [self.width, height, self.tile.0, self.tile.1] {
            slots.number(extent as u64);
        }
    }

    #[inline]
    unsafe fn load<Rest: SlotList>(
        (address, (_, (width, (height, (tile_width, (tile_height, rest)))))): Self::Slots<Rest>,
    ) -> (Self::Loaded, Rest) {
        let (width, height) = (width as usize, height as usize);
        let (tile_width, tile_height) = (tile_width as usize, tile_height as usize);
        (Layout { address, width, height, tile_width, tile_height }, rest)
    }

    #[inline]
    unsafe fn item(all: &Self::Loaded, index: usize) -> Option<Tile<M>> {
        let across = all.width.div_ceil(all.tile_width);
        let (x, y) = (index % across * all.tile_width, index / across * all.tile_height);
        Some(Tile {
            // SAFETY: the caller's promise: a tile with this index exists, so its corner is inside.
            corner: unsafe { all.address.add(y * all.width + x) },
            stride: all.width,
            x,
            y,
            width: all.tile_width.min(all.width - x),
            height: all.tile_height.min(all.height - y),
            memory: PhantomData,
        })
    }
}
