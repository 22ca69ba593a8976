//! One element for each thread, which the thread only reads.

use crate::DeviceData;
use crate::intrinsics::__offload_global_id_x;
use crate::split::{Split, points_to, split_argument};
use core::ptr::NonNull;
use offload_abi::SLOT_TO;

/// One element of a slice that the kernel only reads: the launch sends the slice to the device and does not
/// fetch it.
///
/// The launch of a kernel with an `EachRef<T>` parameter takes a `&[T]`, and the kernel runs once for each
/// element. If another argument is split, a plain `&[T]` with that argument's index does the same. `EachRef`
/// is for kernels without another split argument, and it makes the launch compare the lengths.
///
/// ```
/// use offload::EachRef;
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// #[offload::kernel]
/// fn histogram(value: EachRef<u8>, bins: &[AtomicU32]) {
///     bins[usize::from(*value) / 64].fetch_add(1, Ordering::Relaxed);
/// }
///
/// let bins = [const { AtomicU32::new(0) }; 4];
/// histogram::launch(&[0, 10, 70, 255], &bins)?;
/// assert_eq!(bins.map(AtomicU32::into_inner), [2, 1, 0, 1]);
/// # Ok::<(), offload::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct EachRef<'a, T> {
    element: &'a T,
    index: usize,
}

impl<'a, T> EachRef<'a, T> {
    /// The index of the element in the slice.
    #[inline]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The element, with the lifetime of the slice.
    #[inline]
    pub fn get(&self) -> &'a T {
        self.element
    }
}

points_to!(EachRef.element: T);

// SAFETY: several threads may have shared references; the slice is borrowed for the same lifetime.
unsafe impl<'a, T: DeviceData> Split for EachRef<'a, T> {
    type Element = T;
    type Host = &'a [T];
    type Piece = EachRef<'a, T>;
    type Layout = ();
    const KIND: u32 = SLOT_TO;
    const RANK: u32 = 1;
    const PIECES: &'static str = "elements";

    fn extent(host: &Self::Host) -> Result<[u64; 3], String> {
        Ok([host.len() as u64, 1, 1])
    }

    #[inline]
    fn elements(host: &mut Self::Host) -> (*mut T, usize) {
        (host.as_ptr().cast_mut(), host.len())
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
        // SAFETY: the caller's promise, and `index` is inside.
        Some(EachRef { element: unsafe { &*address.as_ptr().add(index) }, index })
    }
}

split_argument!(['a, T: DeviceData] EachRef<'a, T>);
