//! Work that is submitted now and waited for later.

use crate::{Error, Result};
use core::fmt;
use core::marker::PhantomData;
use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;

/// Launches in order, whose errors come out at the wait.
///
/// What is submitted is a closure that launches, by any kernel or iterator. It runs when it is submitted or later, after all that
/// was submitted before, and at the latest in [`wait`](Queue::wait): today devices run one launch at a time, so it runs at once, or,
/// where other work of the queue is running, when that has ended. So it does where work submits work to its own queue.
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
///     queue.submit(move || double::launch(&mut numbers.lock().unwrap()));
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
    work: Mutex<Waiting<'scope>>,
    ended: Condvar,
    /// Nobody but `wait` sees the failure.
    is_alone: bool,
    // Invariant: a longer or a shorter scope would let closures borrow what is gone.
    scope: PhantomData<fn(&'scope ()) -> &'scope ()>,
}

type Work<'scope> = Box<dyn FnOnce() -> Result<()> + Send + 'scope>;

/// Work that has not begun.
struct Waiting<'scope> {
    work: VecDeque<Work<'scope>>,
    /// The thread that runs work, one after the other.
    runner: Option<ThreadId>,
}

impl Queue<'static> {
    /// A queue outside of any scope.
    ///
    /// An error that nobody has waited for is printed on stderr when the queue is dropped.
    #[expect(clippy::new_without_default, reason = "a queue is made on purpose, and waited for")]
    pub fn new() -> Self {
        let mut queue = Self::in_scope(Arc::default());
        queue.is_alone = true;
        queue
    }
}

impl<'scope> Queue<'scope> {
    /// A queue whose failure the scope sees, too.
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

    /// The next work to run; where there is none, the calling thread runs none any more.
    fn next(&self) -> Option<Work<'scope>> {
        let mut waiting = lock(&self.work);
        let next = waiting.work.pop_front();
        if next.is_none() {
            waiting.runner = None;
        }
        next
    }

    /// Waits until all that was submitted has ended. The queue can be used again afterwards, also after a failure.
    ///
    /// Work that waits for its own queue does not wait for itself, nor for what comes after it.
    ///
    /// # Errors
    ///
    /// The first failure since the last wait. What was submitted after it has not run.
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

/// A thread's turn to run work. If it ends by a panic, the rest is not run.
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
            // Without the lock: what the closures own may have destructors.
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

/// No lock is held while work runs, so none is ever poisoned half way.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Queue<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Queue").field("failure", &*lock(&self.failure)).finish_non_exhaustive()
    }
}
