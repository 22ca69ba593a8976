//! One element for each thread, which the thread only writes.

use crate::DeviceData;
use crate::intrinsics::__offload_global_id_x;
use crate::split::{Split, split_argument};
use core::fmt;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use offload_abi::SLOT_FROM;

/// One element of a slice that the kernel only writes: the launch does not send the slice to the device, it
/// only fetches it.
///
/// The launch of a kernel with an `EachOut<T>` parameter takes a `&mut [MaybeUninit<T>]`, such as the spare
/// capacity of a `Vec`. The kernel runs once for each element. After the launch the elements are still
/// `MaybeUninit<T>`: only the caller can know that the kernel has written every element, and confirms it with
/// `assume_init` or `set_len`. An element that no thread has written is uninitialised after the launch, even
/// if it was initialised before.
///
/// ```
/// use offload::EachOut;
///
/// #[offload::kernel]
/// fn squares(x: &[u32], mut out: EachOut<u32>) {
///     let i = out.index();
///     out.write(x[i] * x[i]);
/// }
///
/// let x = [1, 2, 3];
/// let mut y = Vec::with_capacity(x.len());
/// squares::launch(&x, &mut y.spare_capacity_mut()[..x.len()])?;
/// // SAFETY: every thread of `squares` writes its element.
/// unsafe { y.set_len(x.len()) };
/// assert_eq!(y, [1, 4, 9]);
/// # Ok::<(), offload::Error>(())
/// ```
pub struct EachOut<'a, T> {
    element: &'a mut MaybeUninit<T>,
    index: usize,
}

impl<T> EachOut<'_, T> {
    /// The index of the element in the slice.
    #[inline]
    pub fn index(&self) -> usize {
        self.index
    }

    /// Writes the element and returns a reference, through which the kernel may read and change it.
    #[inline]
    pub fn write(&mut self, value: T) -> &mut T {
        self.element.write(value)
    }
}

impl<T> fmt::Debug for EachOut<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EachOut").field("index", &self.index).finish_non_exhaustive()
    }
}

// SAFETY: only the thread with global index `i` gets element `i`.
unsafe impl<'a, T: DeviceData> Split for EachOut<'a, T> {
    type Element = MaybeUninit<T>;
    type Host = &'a mut [MaybeUninit<T>];
    type Piece = EachOut<'a, T>;
    type Layout = ();
    const KIND: u32 = SLOT_FROM;
    const RANK: u32 = 1;
    const PIECES: &'static str = "elements";

    fn extent(host: &Self::Host) -> Result<[u64; 3], String> {
        Ok([host.len() as u64, 1, 1])
    }

    #[inline]
    fn elements(host: &mut Self::Host) -> (*mut MaybeUninit<T>, usize) {
        (host.as_mut_ptr(), host.len())
    }

    #[inline]
    fn layout(_: &Self::Host) {}

    #[inline]
    unsafe fn piece(address: NonNull<MaybeUninit<T>>, count: u64, (): ()) -> Option<Self::Piece> {
        let index = __offload_global_id_x();
        if index >= count {
            return None;
        }
        let index = index as usize;
        // SAFETY: the caller's promise, and `index` is inside; no other thread of the grid has this index.
        Some(EachOut { element: unsafe { &mut *address.as_ptr().add(index) }, index })
    }
}

split_argument!(['a, T: DeviceData] EachOut<'a, T>);
