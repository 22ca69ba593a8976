//! Borrowed data on a device, and work that borrows data. Both end with a scope.

use crate::resident::{begin, fetch, place, store};
use crate::{DeviceData, DeviceView, Error, Queue, Result};
use core::alloc::Layout;
use core::fmt;
use core::marker::PhantomData;
use core::ops::RangeBounds;
use offload_rt::Residency;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Runs a closure in which borrowed slices can stay on the device, and queues accept work that borrows.
///
/// When the closure has ended, the scope waits for its queues, copies back the data that kernels may have
/// changed, and frees the device's memory. The closure cannot prevent that: it may even leak handles.
///
/// ```
/// use offload::Each;
///
/// #[offload::kernel]
/// fn add(x: &[f32], mut y: Each<f32>) {
///     *y += x[y.index()];
/// }
///
/// let x = vec![1.0; 1000];
/// let mut y = vec![0.5; 1000];
/// offload::scope(|scope| {
///     let x = scope.resident(&x)?;
///     let mut y = scope.resident_mut(&mut y)?;
///     for _ in 0..100 {
///         add::launch(x, y.on_device_mut())?;
///     }
///     Ok(())
/// })?;
/// assert_eq!(y, [100.5; 1000]);
/// # Ok::<(), offload::Error>(())
/// ```
///
/// # Errors
///
/// The closure's error. If there is none, the first failure of a queue without a wait. If there is none
/// either, the first failure of a copy back.
///
/// # Panics
///
/// If the closure panics. Then nothing is copied back.
#[track_caller]
pub fn scope<'env, R>(run: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> Result<R>) -> Result<R> {
    let scope =
        Scope { residents: Mutex::default(), queues: Mutex::default(), scope: PhantomData, env: PhantomData };
    // Also ends residency if the closure panics.
    let end = End(&scope.residents);
    let result = run(&scope);
    let queues = lock(&scope.queues).drain(..).try_for_each(|queue| lock(&queue).take().map_or(Ok(()), Err));
    let place = place();
    let residents = end.0;
    let mut copied = Ok(());
    for resident in lock(residents).drain(..) {
        if let Some(residency) = lock(&resident).take() {
            copied = copied.and(residency.end(&place));
        }
    }
    let result = result?;
    queues.and(copied)?;
    Ok(result)
}

type Shared<T> = Arc<Mutex<Option<T>>>;

/// The argument of a [`scope`]'s closure, which makes slices resident and creates queues.
pub struct Scope<'scope, 'env: 'scope> {
    residents: Mutex<Vec<Shared<Residency>>>,
    queues: Mutex<Vec<Shared<Error>>>,
    // Invariant, as in `std::thread::Scope`.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

impl<'scope> Scope<'scope, '_> {
    /// Keeps a slice on the device until the scope ends. Launches can read it: pass them the returned slice.
    ///
    /// # Errors
    ///
    /// A part of the slice is already resident (OFL107), or an environment variable has an invalid value
    /// (OFL111).
    #[track_caller]
    pub fn resident<T: DeviceData>(&'scope self, data: &'scope [T]) -> Result<&'scope [T]> {
        let (address, bytes) = (data.as_ptr().cast_mut().cast(), size_of_val(data));
        // SAFETY: the slice is borrowed until the scope has ended. Launches only read it: none can borrow it
        // mutably.
        let residency = unsafe { Residency::new(address, bytes, Layout::new::<T>(), &[], &place())? };
        self.keep(residency);
        Ok(data)
    }

    /// Keeps a slice on the device until the scope ends or the handle is finished. Launches can read and
    /// write it.
    ///
    /// # Errors
    ///
    /// As for [`resident`](Self::resident).
    #[track_caller]
    pub fn resident_mut<T: DeviceView>(
        &'scope self,
        data: &'scope mut [T],
    ) -> Result<ResidentMut<'scope, T>> {
        // SAFETY: the slice is borrowed mutably until the scope has ended, and only the handle gives access
        // to it.
        let residency = unsafe { begin(data)? };
        Ok(ResidentMut { residency: self.keep(residency), data })
    }

    /// A queue for work that may borrow data that outlives the scope.
    ///
    /// ```
    /// use offload::Each;
    ///
    /// #[offload::kernel]
    /// fn increment(mut y: Each<u32>) {
    ///     *y += 1;
    /// }
    ///
    /// let (mut a, mut b) = ([1, 2], [3]);
    /// offload::scope(|scope| {
    ///     let queue = scope.queue();
    ///     queue.submit(|| increment::launch(&mut a));
    ///     queue.submit(|| increment::launch(&mut b));
    ///     Ok(())
    /// })?;
    /// assert_eq!((a, b), ([2, 3], [4]));
    /// # Ok::<(), offload::Error>(())
    /// ```
    pub fn queue(&'scope self) -> Queue<'scope> {
        let failure = Shared::default();
        lock(&self.queues).push(Arc::clone(&failure));
        Queue::in_scope(failure)
    }

    fn keep(&self, residency: Residency) -> Shared<Residency> {
        let shared = Arc::new(Mutex::new(Some(residency)));
        lock(&self.residents).push(Arc::clone(&shared));
        shared
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Scope").finish_non_exhaustive()
    }
}

/// A borrowed slice that stays on the device until its [`scope`] ends. It has the methods of
/// [`Resident`](crate::Resident).
pub struct ResidentMut<'scope, T> {
    residency: Shared<Residency>,
    data: &'scope mut [T],
}

impl<'scope, T: DeviceView> ResidentMut<'scope, T> {
    /// The slice for a launch that reads it; see [`Resident::on_device`](crate::Resident::on_device).
    pub fn on_device(&self) -> &[T] {
        self.data
    }

    /// The slice for a launch that writes it; see [`Resident::on_device_mut`](crate::Resident::on_device_mut).
    pub fn on_device_mut(&mut self) -> &mut [T] {
        self.data
    }

    /// Copies a part back from the device; see [`Resident::fetch`](crate::Resident::fetch).
    ///
    /// # Panics
    ///
    /// The range is not inside the slice.
    ///
    /// # Errors
    ///
    /// The device's runtime reports a failure (OFL109).
    #[track_caller]
    pub fn fetch(&mut self, range: impl RangeBounds<usize>) -> Result<&[T]> {
        fetch(lock(&self.residency).as_mut(), self.data, range)
    }

    /// Ends residency before the scope ends: copies back the data that kernels may have changed, frees the
    /// device's memory, and returns the slice.
    ///
    /// # Errors
    ///
    /// The device's runtime reports a failure (OFL109).
    #[track_caller]
    pub fn finish(self) -> Result<&'scope mut [T]> {
        let residency = lock(&self.residency).take();
        residency.map_or(Ok(()), |residency| residency.end(&place()))?;
        Ok(self.data)
    }
}

impl<T: DeviceData> ResidentMut<'_, T> {
    /// Overwrites the elements from index `start` on, on the host and on the device; see
    /// [`Resident::store`](crate::Resident::store).
    ///
    /// # Panics
    ///
    /// The elements do not fit into the slice.
    ///
    /// # Errors
    ///
    /// The device's runtime reports a failure (OFL109).
    #[track_caller]
    pub fn store(&mut self, start: usize, elements: &[T]) -> Result<()> {
        store(lock(&self.residency).as_mut(), self.data, start, elements)
    }
}

impl<T> fmt::Debug for ResidentMut<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ResidentMut").field("len", &self.data.len()).finish_non_exhaustive()
    }
}

/// Ends the residency of all slices that are still resident.
struct End<'a>(&'a Mutex<Vec<Shared<Residency>>>);

impl Drop for End<'_> {
    fn drop(&mut self) {
        for resident in lock(self.0).drain(..) {
            // Otherwise a leaked handle would keep it.
            drop(lock(&resident).take());
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code that can panic leaves the data inconsistent.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
