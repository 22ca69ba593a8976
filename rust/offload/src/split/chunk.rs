//! Several neighbouring elements per thread.

use crate::DeviceData;
use crate::intrinsics::__offload_global_id_x;
use crate::split::{Split, points_to_mut, split_argument};
use core::ptr::NonNull;

/// A mutable slice in chunks of equal length, as a kernel with an [`EachChunk`] parameter takes it. The last
/// chunk is shorter if the length is no multiple.
///
/// ```
/// use offload::{Chunks, EachChunk};
///
/// #[offload::kernel]
/// fn prefix_sums(mut chunk: EachChunk<u32>) {
///     for i in 1..chunk.len() {
///         chunk[i] += chunk[i - 1];
///     }
/// }
///
/// let mut numbers = [1; 10];
/// prefix_sums::launch(Chunks::new(&mut numbers, 4))?;
/// assert_eq!(numbers, [1, 2, 3, 4, 1, 2, 3, 4, 1, 2]);
/// # Ok::<(), offload::Error>(())
/// ```
#[derive(Debug)]
pub struct Chunks<'a, T> {
    elements: &'a mut [T],
    length: usize,
}

impl<'a, T> Chunks<'a, T> {
    /// Chunks of `length` elements each. A length of 0 is an [`ErrorKind::Shape`](crate::ErrorKind::Shape) at the launch.
    pub fn new(elements: &'a mut [T], length: usize) -> Self {
        Self { elements, length }
    }
}

/// Some neighbouring elements of a mutable slice: the piece that one thread of the kernel may read and write.
///
/// A kernel with an `EachChunk<T>` parameter is launched with [`Chunks`], and runs once per chunk. Beside an
/// [`Each`](crate::Each), there must be as many chunks as elements of its slice.
///
/// Neighbouring threads of a GPU read neighbouring elements fastest. So chunks suit elements that depend on
/// each other; for other elements, [`Each`](crate::Each) is faster on a GPU.
///
/// ```
/// use offload::{Chunks, Each, EachChunk};
///
/// /// The sum of every chunk, and the chunk divided by it.
/// #[offload::kernel]
/// fn normalise(mut chunk: EachChunk<f32>, mut sum: Each<f32>) {
///     *sum = chunk.iter().sum();
///     for element in chunk.iter_mut() {
///         *element /= *sum;
///     }
/// }
///
/// let (mut parts, mut sums) = ([1.0, 3.0, 5.0], [0.0; 2]);
/// normalise::launch(Chunks::new(&mut parts, 2), &mut sums)?;
/// assert_eq!((parts, sums), ([0.25, 0.75, 1.0], [4.0, 5.0]));
/// # Ok::<(), offload::Error>(())
/// ```
#[derive(Debug)]
pub struct EachChunk<'a, T> {
    elements: &'a mut [T],
    index: usize,
    start: usize,
}

impl<T> EachChunk<'_, T> {
    /// Number of the chunk, counted from 0.
    #[inline]
    pub fn index(&self) -> usize {
        self.index
    }

    /// Index of the chunk's first element in the slice.
    #[inline]
    pub fn start(&self) -> usize {
        self.start
    }
}

points_to_mut!(EachChunk.elements: [T]);

// SAFETY: chunk `i` goes to the one thread whose global index is `i`, and chunks don't overlap.
unsafe impl<'a, T: DeviceData> Split for EachChunk<'a, T> {
    type Element = T;
    type Host = Chunks<'a, T>;
    type Piece = EachChunk<'a, T>;
    type Layout = u64;
    const RANK: u32 = 1;
    const PIECES: &'static str = "chunks";

    fn extent(host: &Self::Host) -> Result<[u64; 3], String> {
        if host.length == 0 {
            return Err("chunks of 0 elements".into());
        }
        Ok([host.elements.len().div_ceil(host.length) as u64, 1, 1])
    }

    #[inline]
    fn elements(host: &mut Self::Host) -> (*mut T, usize) {
        (host.elements.as_mut_ptr(), host.elements.len())
    }

    #[inline]
    fn layout(host: &Self::Host) -> u64 {
        host.length as u64
    }

    #[inline]
    unsafe fn piece(address: NonNull<T>, count: u64, length: u64) -> Option<Self::Piece> {
        let index = __offload_global_id_x();
        // The index of a thread far past the end must not wrap around to the beginning.
        let start = index.checked_mul(length).filter(|start| *start < count)?;
        let (index, start, length) = (index as usize, start as usize, length.min(count - start) as usize);
        // SAFETY: the caller's promise; the chunk is inside, and no other thread of the grid has this index.
        let elements = unsafe { core::slice::from_raw_parts_mut(address.as_ptr().add(start), length) };
        Some(EachChunk { elements, index, start })
    }
}

split_argument!(['a, T: DeviceData] EachChunk<'a, T>);
