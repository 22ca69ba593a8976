//! One element per thread.

use crate::DeviceData;
use crate::intrinsics::__offload_global_id_x;
use crate::split::{Split, points_to_mut, split_argument};
use core::ptr::NonNull;

/// One element of a mutable slice: the piece that one thread of the kernel may read and write.
///
/// A kernel with an `Each<T>` parameter is launched with a `&mut [T]`, and runs once per element. With several, all
/// slices must have the same length; another length is [`ErrorKind::Lengths`](crate::ErrorKind::Lengths).
///
/// ```
/// use offload::Each;
///
/// #[offload::kernel]
/// fn saxpy(a: f32, x: &[f32], mut y: Each<f32>) {
///     let i = y.index();
///     *y += a * x[i];
/// }
///
/// let x = [1.0, 2.0, 3.0];
/// let mut y = [10.0; 3];
/// saxpy::launch(2.0, &x, &mut y)?;
/// assert_eq!(y, [12.0, 14.0, 16.0]);
/// # Ok::<(), offload::Error>(())
/// ```
#[derive(Debug)]
pub struct Each<'a, T> {
    element: &'a mut T,
    index: usize,
}

impl<T> Each<'_, T> {
    /// Index of the element in the slice.
    #[inline]
    pub fn index(&self) -> usize {
        self.index
    }
}

points_to_mut!(Each.element: T);

// SAFETY: element `i` goes to the one thread whose global index is `i`.
unsafe impl<'a, T: DeviceData> Split for Each<'a, T> {
    type Element = T;
    type Host = &'a mut [T];
    type Piece = Each<'a, T>;
    type Layout = ();
    const RANK: u32 = 1;
    const PIECES: &'static str = "elements";

    fn extent(host: &Self::Host) -> Result<[u64; 3], String> {
        Ok([host.len() as u64, 1, 1])
    }

    #[inline]
    fn elements(host: &mut Self::Host) -> (*mut T, usize) {
        (host.as_mut_ptr(), host.len())
    }

    #[inline]
    fn layout(_: &Self::Host) {}

    #[inline]
    unsafe fn piece(address: NonNull<T>, count: u64, (): ()) -> Option<Self::Piece> {
        let index = __offload_global_id_x();
        if index >= count {
            return None;
        }
        let index = index as usize;
        // SAFETY: the caller's promise, and `index` is inside; no other thread of the grid has this index.
        Some(Each { element: unsafe { &mut *address.as_ptr().add(index) }, index })
    }
}

split_argument!(['a, T: DeviceData] Each<'a, T>);
