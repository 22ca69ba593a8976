//! Pieces of split arguments for the host's copy of a body. They have the methods of offload's types.

use std::ops::{Index, IndexMut};

/// A write-only element.
#[derive(Debug)]
pub struct HostOut<'a, T> {
    /// The element.
    pub element: &'a mut T,
}

impl<T> HostOut<'_, T> {
    /// Writes it.
    pub fn write(&mut self, value: T) -> &mut T {
        *self.element = value;
        self.element
    }
}

/// A tile of a picture in rows.
#[derive(Debug)]
pub struct HostTile<'a, T> {
    picture: &'a mut [T],
    stride: usize,
    corner: (usize, usize),
    size: (usize, usize),
}

impl<'a, T> HostTile<'a, T> {
    /// Tile number `tile` of `picture`, which has rows of `stride` and tiles of at most `size`.
    pub fn new(picture: &'a mut [T], stride: usize, tile: (usize, usize), size: (usize, usize)) -> Self {
        let height = picture.len() / stride;
        let corner = (tile.0 * size.0, tile.1 * size.1);
        let size = (size.0.min(stride - corner.0), size.1.min(height - corner.1));
        Self { picture, stride, corner, size }
    }

    /// Column of the corner.
    pub fn x(&self) -> usize {
        self.corner.0
    }

    /// Row of the corner.
    pub fn y(&self) -> usize {
        self.corner.1
    }

    /// The number of elements in a row.
    pub fn width(&self) -> usize {
        self.size.0
    }

    /// The number of rows.
    pub fn height(&self) -> usize {
        self.size.1
    }

    fn row_start(&self, y: usize) -> usize {
        (self.corner.1 + y) * self.stride + self.corner.0
    }

    /// A row.
    pub fn row(&self, y: usize) -> &[T] {
        assert!(y < self.size.1);
        &self.picture[self.row_start(y)..][..self.size.0]
    }

    /// A row, mutably.
    pub fn row_mut(&mut self, y: usize) -> &mut [T] {
        assert!(y < self.size.1);
        let start = self.row_start(y);
        &mut self.picture[start..][..self.size.0]
    }
}

impl<T> Index<(usize, usize)> for HostTile<'_, T> {
    type Output = T;

    fn index(&self, (x, y): (usize, usize)) -> &T {
        &self.row(y)[x]
    }
}

impl<T> IndexMut<(usize, usize)> for HostTile<'_, T> {
    fn index_mut(&mut self, (x, y): (usize, usize)) -> &mut T {
        &mut self.row_mut(y)[x]
    }
}
