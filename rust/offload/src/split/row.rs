//! One row of a row-major picture or matrix for each thread.

use crate::intrinsics::__offload_global_id_x;
use crate::split::{Split, points_to_mut, split_argument, unpair};
use crate::{DeviceData, Grid2};
use core::ptr::NonNull;

/// One row of a [`Grid2`]: the piece that one thread of the kernel may read and write.
///
/// The grid has one axis, which counts rows. An [`Each`](crate::Each) beside it must have as many elements as
/// there are rows.
///
/// ```
/// use offload::{Each, EachRow, Grid2};
///
/// #[offload::kernel]
/// fn sort_rows(mut row: EachRow<u8>, mut smallest: Each<u8>) {
///     row.sort_unstable();
///     *smallest = row[0];
/// }
///
/// let (mut table, mut smallest) = ([3, 1, 2, 9, 8, 7], [0; 2]);
/// sort_rows::launch(Grid2::new(&mut table, 3), &mut smallest)?;
/// assert_eq!((table, smallest), ([1, 2, 3, 7, 8, 9], [1, 7]));
/// # Ok::<(), offload::Error>(())
/// ```
#[derive(Debug)]
pub struct EachRow<'a, T> {
    elements: &'a mut [T],
    index: usize,
    height: usize,
}

impl<T> EachRow<'_, T> {
    /// The number of the row, counted from 0.
    #[inline]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The number of rows.
    #[inline]
    pub fn height(&self) -> usize {
        self.height
    }
}

points_to_mut!(EachRow.elements: [T]);

// SAFETY: `extent` has checked that `width * height` is the length, and only the thread with global index `y`
// gets row `y`.
unsafe impl<'a, T: DeviceData> Split for EachRow<'a, T> {
    type Element = T;
    type Host = Grid2<'a, T>;
    type Piece = EachRow<'a, T>;
    type Layout = u64;
    const RANK: u32 = 1;
    const PIECES: &'static str = "rows";

    fn extent(host: &Self::Host) -> Result<[u64; 3], String> {
        host.extent().map(|[_, height]| [height, 1, 1])
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
        let index = __offload_global_id_x() as usize;
        if index >= height {
            return None;
        }
        // SAFETY: the caller's promise; the row is inside, and no other thread of the grid has this index.
        let elements = unsafe { core::slice::from_raw_parts_mut(address.as_ptr().add(index * width), width) };
        Some(EachRow { elements, index, height })
    }
}

split_argument!(['a, T: DeviceData] EachRow<'a, T>);
