//! Data that stays on a device between launches.

use crate::view::have_references;
use crate::{DeviceData, DeviceView, Result};
use core::alloc::Layout;
use core::fmt;
use core::ops::RangeBounds;
use core::panic::Location;
use offload_rt::Residency;

/// A buffer of plain data or atomics that stays on the device between launches. The first launch that uses it
/// sends it, and the program fetches it on demand.
///
/// It owns its buffer on the host. [`on_device`](Self::on_device) and [`on_device_mut`](Self::on_device_mut)
/// return slices that a launch takes as a `&[T]` or a `&mut [T]`, whole or in parts, without a copy.
///
/// ```
/// use offload::{Each, Resident};
///
/// #[offload::kernel]
/// fn step(u: &[f32], mut v: Each<f32>) {
///     let i = v.index();
///     let (left, right) = (u[i.saturating_sub(1)], u[(i + 1).min(u.len() - 1)]);
///     *v = (left + u[i] + right) / 3.0;
/// }
///
/// let mut u = Resident::new([0.0, 9.0, 0.0, 0.0])?;
/// let mut v = Resident::new([0.0; 4])?;
/// for _ in 0..100 {
///     step::launch(u.on_device(), v.on_device_mut())?;
///     core::mem::swap(&mut u, &mut v);
/// }
/// println!("the first two: {:?}", u.fetch(..2)?);
/// let result: Vec<f32> = u.finish()?;
/// # assert!(result.iter().all(|u| (u - result[0]).abs() < 1e-3), "{result:?}");
/// # Ok::<(), offload::Error>(())
/// ```
///
/// The buffer is on the device of the first launch that uses it. A launch over it on another device is an
/// [`ErrorKind::Overlap`](crate::ErrorKind::Overlap): the data is not there. If launches run on the calling
/// thread, it is just a `Vec`.
///
/// After a failed launch, the buffers that it took mutably may have some of its writes.
///
/// Dropping it frees both memories, and copies nothing: nobody could see the result. To keep a borrowed slice
/// on the device, see [`scope`](crate::scope).
pub struct Resident<T> {
    // It stands before the data, so that it ends first.
    residency: Residency,
    data: Vec<T>,
}

impl<T: DeviceView> Resident<T> {
    /// Takes a `Vec`, an array or a boxed slice. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// An environment variable has an unknown value (OFL111).
    #[track_caller]
    pub fn new(data: impl Into<Vec<T>>) -> Result<Self> {
        let mut data = data.into();
        // SAFETY: the buffer of the `Vec` does not move until `residency` has ended, and only `self` leads to
        // it.
        let residency = unsafe { begin(&mut data)? };
        Ok(Self { residency, data })
    }

    /// The buffer for a launch that reads it.
    ///
    /// On the host, the elements are the ones last fetched or stored, or the original ones.
    pub fn on_device(&self) -> &[T] {
        &self.data
    }

    /// The buffer for a launch that writes it.
    ///
    /// Once the buffer is on the device, the host's writes to this slice do not reach it;
    /// [`store`](Self::store) does.
    pub fn on_device_mut(&mut self) -> &mut [T] {
        &mut self.data
    }

    /// Copies a part back from the device.
    ///
    /// # Panics
    ///
    /// The range is not inside the buffer.
    ///
    /// # Errors
    ///
    /// The device's runtime reports a failure (OFL109).
    #[track_caller]
    pub fn fetch(&mut self, range: impl RangeBounds<usize>) -> Result<&[T]> {
        fetch(Some(&mut self.residency), &mut self.data, range)
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Copies the buffer back if kernels may have changed it, and frees the device's memory.
    ///
    /// # Errors
    ///
    /// The device's runtime reports a failure (OFL109). The data is lost then.
    #[track_caller]
    pub fn finish(self) -> Result<Vec<T>> {
        let Self { residency, data } = self;
        residency.end(&place())?;
        Ok(data)
    }
}

impl<T: DeviceData> Resident<T> {
    /// Overwrites the elements from index `start` on, on the host and on the device.
    ///
    /// ```
    /// let mut buffer = offload::Resident::new([1, 2, 3, 4])?;
    /// buffer.store(1, &[20, 30])?;
    /// assert_eq!(buffer.finish()?, [1, 20, 30, 4]);
    /// # Ok::<(), offload::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// The elements don't fit into the buffer.
    ///
    /// # Errors
    ///
    /// The device's runtime reports a failure (OFL109).
    #[track_caller]
    pub fn store(&mut self, start: usize, elements: &[T]) -> Result<()> {
        store(Some(&mut self.residency), &mut self.data, start, elements)
    }
}

impl<T> fmt::Debug for Resident<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Resident").field("len", &self.data.len()).finish_non_exhaustive()
    }
}

/// # Safety
///
/// As for [`Residency::new`], for the slice's elements.
#[track_caller]
pub(crate) unsafe fn begin<T: DeviceView>(data: &mut [T]) -> Result<Residency> {
    const {
        assert!(
            !have_references(T::FIELDS),
            "what is resident cannot have references: make what they refer to resident"
        )
    }
    let bytes = size_of_val(data);
    // SAFETY: the caller's promise; the assertion rules out references, and the view lists the atomics.
    unsafe { Residency::new(data.as_mut_ptr().cast(), bytes, Layout::new::<T>(), T::FIELDS, &place()) }
}

#[track_caller]
pub(crate) fn fetch<'d, T>(
    residency: Option<&mut Residency>,
    data: &'d mut [T],
    range: impl RangeBounds<usize>,
) -> Result<&'d [T]> {
    let start = data.as_ptr().addr();
    let part = &mut data[(range.start_bound().cloned(), range.end_bound().cloned())];
    if let Some(residency) = residency {
        residency.fetch(part.as_ptr().addr() - start, size_of_val(part), &place())?;
    }
    Ok(part)
}

#[track_caller]
pub(crate) fn store<T: DeviceData>(
    residency: Option<&mut Residency>,
    data: &mut [T],
    start: usize,
    elements: &[T],
) -> Result<()> {
    data[start..][..elements.len()].copy_from_slice(elements);
    match residency {
        Some(residency) => residency.store(start * size_of::<T>(), size_of_val(elements), &place()),
        None => Ok(()),
    }
}

/// Place of the program's call, as `file:line:column`.
#[track_caller]
pub(crate) fn place() -> String {
    Location::caller().to_string()
}
