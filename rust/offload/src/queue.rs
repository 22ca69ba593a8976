//! Queues: a program submits work now and waits for it later.

use crate::{Error, Result};
use core::fmt;
use core::marker::PhantomData;
use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;

/// Launches in order. The wait returns their errors.
///
/// A program submits a closure that launches any kernels or iterators. The closure runs after all earlier
/// work of the queue, when it is submitted or later, and at the latest in [`wait`](Queue::wait). Today
/// devices run one launch at a time, so the closure runs at once, or as soon as running work of the queue has
/// ended. The same holds if work submits work to its own queue. After a failure the queue does not run the
/// rest.
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
///     queue.submit(move || double::launch(&mut numbers.lock().unwrap()));
/// }
/// queue.wait()?;
/// assert_eq!(*numbers.lock().unwrap(), [8, 16, 24]);
/// # Ok::<(), offload::Error>(())
/// ```
///
/// The closures of a queue must own the data that they use, because the time at which they run is unknown. In
/// a [`scope`](crate::scope) they may borrow.
#[must_use = "errors come out at `wait`"]
pub struct Queue<'scope> {
    failure: Arc<Mutex<Option<Error>>>,
    work: Mutex<Waiting<'scope>>,
    ended: Condvar,
    /// Only `wait` reports the failure.
    is_alone: bool,
    // Invariant: with a longer or shorter lifetime, closures could borrow data that no longer exists.
    scope: PhantomData<fn(&'scope ()) -> &'scope ()>,
}

type Work<'scope> = Box<dyn FnOnce() -> Result<()> + Send + 'scope>;

/// The work that has not begun.
struct Waiting<'scope> {
    work: VecDeque<Work<'scope>>,
    /// The thread that runs the work, one closure after another.
    runner: Option<ThreadId>,
}

impl Queue<'static> {
    /// Creates a queue outside any scope.
    ///
    /// When the queue is dropped, it prints an error that no `wait` has returned on stderr.
    #[expect(clippy::new_without_default, reason = "a queue is made on purpose, and waited for")]
    pub fn new() -> Self {
        let mut queue = Self::in_scope(Arc::default());
        queue.is_alone = true;
        queue
    }
}

impl<'scope> Queue<'scope> {
    /// A queue that also reports its failure to the scope.
    pub(crate) fn in_scope(failure: Arc<Mutex<Option<Error>>>) -> Self {
        let work = Mutex::new(Waiting { work: VecDeque::new(), runner: None });
        Self { failure, work, ended: Condvar::new(), is_alone: false, scope: PhantomData }
    }

    /// Submits work.
    pub fn submit(&self, work: impl FnOnce() -> Result<()> + Send + 'scope) {
        let mut waiting = lock(&self.work);
        waiting.work.push_back(Box::new(work));
        if waiting.runner.is_some() {
            return;
        }
        waiting.runner = Some(std::thread::current().id());
        drop(waiting);
        let mut turn = Turn { queue: self, is_over: false };
        while let Some(work) = self.next() {
            if lock(&self.failure).is_none()
                && let Err(error) = work()
            {
                lock(&self.failure).get_or_insert(error);
            }
        }
        turn.is_over = true;
    }

    /// The next work to run. If there is none, the calling thread's turn ends.
    fn next(&self) -> Option<Work<'scope>> {
        let mut waiting = lock(&self.work);
        let next = waiting.work.pop_front();
        if next.is_none() {
            waiting.runner = None;
        }
        next
    }

    /// Waits until all submitted work has ended. Afterwards the queue can be used again, even after a
    /// failure.
    ///
    /// Work that waits for its own queue does not wait for itself or for later work.
    ///
    /// # Errors
    ///
    /// The first failure since the last wait. Work that was submitted after it has not run.
    pub fn wait(&self) -> Result<()> {
        let this = std::thread::current().id();
        let mut waiting = lock(&self.work);
        while waiting.runner.is_some_and(|runner| runner != this) {
            waiting = self.ended.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        drop(waiting);
        lock(&self.failure).take().map_or(Ok(()), Err)
    }
}

/// A thread's turn to run work. If it ends with a panic, the queue does not run the rest.
struct Turn<'q, 'scope> {
    queue: &'q Queue<'scope>,
    is_over: bool,
}

impl Drop for Turn<'_, '_> {
    fn drop(&mut self) {
        if !self.is_over {
            let mut waiting = lock(&self.queue.work);
            waiting.runner = None;
            let rest = std::mem::take(&mut waiting.work);
            drop(waiting);
            // Without the lock: values in the closures may have destructors.
            drop(rest);
        }
        self.queue.ended.notify_all();
    }
}

impl Drop for Queue<'_> {
    fn drop(&mut self) {
        if !self.is_alone {
            return;
        }
        if let Some(error) = lock(&self.failure).take() {
            // Not `eprintln!`, which panics where stderr is closed.
            let _ = writeln!(
                std::io::stderr(),
                "a queue was dropped without `wait`, and its work had failed: {error}"
            );
        }
    }
}

/// No lock is held while work runs, so a poisoned lock still protects consistent data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Queue<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Queue").field("failure", &*lock(&self.failure)).finish_non_exhaustive()
    }
}
