//! Work that is submitted now and waited for later.

use crate::{Error, Result};
use core::fmt;
use core::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

/// Launches in order, whose errors come out at the wait.
///
/// What is submitted is a closure that launches, by any kernel or iterator. It runs when it is submitted or later, after all that
/// was submitted before, and at the latest in [`wait`](Queue::wait): today devices run one launch at a time, so it runs at once.
/// After a failure the rest is not run.
///
/// ```
/// use offload::{Each, Queue};
/// use std::sync::{Arc, Mutex};
///
/// #[offload::kernel]
/// fn double(mut y: Each<u32>) {
///     *y *= 2;
/// }
///
/// let numbers = Arc::new(Mutex::new(vec![1, 2, 3]));
/// let queue = Queue::new();
/// for _ in 0..3 {
///     let numbers = Arc::clone(&numbers);
///     queue.submit(move || double.launch((&mut numbers.lock().unwrap(),)));
/// }
/// queue.wait()?;
/// assert_eq!(*numbers.lock().unwrap(), [8, 16, 24]);
/// # Ok::<(), offload::Error>(())
/// ```
///
/// A queue of its own takes closures that own what they use, since nobody knows when they run. In a [`scope`](crate::scope) they may
/// borrow.
#[must_use = "errors come out at `wait`"]
pub struct Queue<'scope> {
    failure: Arc<Mutex<Option<Error>>>,
    // Invariant: a longer or a shorter scope would let closures borrow what is gone.
    scope: PhantomData<fn(&'scope ()) -> &'scope ()>,
}

impl Queue<'static> {
    /// A queue outside of any scope.
    #[expect(clippy::new_without_default, reason = "a queue is made on purpose, and waited for")]
    pub fn new() -> Self {
        Self { failure: Arc::default(), scope: PhantomData }
    }
}

impl<'scope> Queue<'scope> {
    /// A queue whose failure the scope sees, too.
    pub(crate) fn in_scope(failure: Arc<Mutex<Option<Error>>>) -> Self {
        Self { failure, scope: PhantomData }
    }

    /// Submits work.
    pub fn submit(&self, work: impl FnOnce() -> Result<()> + Send + 'scope) {
        if self.failure().is_none()
            && let Err(error) = work()
        {
            self.failure().get_or_insert(error);
        }
    }

    /// Waits until all that was submitted has ended. The queue can be used again afterwards, also after a failure.
    ///
    /// # Errors
    ///
    /// The first failure since the last wait. What was submitted after it has not run.
    pub fn wait(&self) -> Result<()> {
        self.failure().take().map_or(Ok(()), Err)
    }

    fn failure(&self) -> std::sync::MutexGuard<'_, Option<Error>> {
        // The lock is not held while work runs.
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Queue<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Queue").field("failure", &*self.failure()).finish_non_exhaustive()
    }
}
