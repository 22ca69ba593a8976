//! `parallel_for`: runs loops of the CPU image, and copies, on the program's rayon threads.

use crate::exit::GATE;
use offload_abi::CpuContext;
use std::error::Error as _;
use std::ffi::c_void;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

/// A loop body in the CPU image: runs indices `begin..end`.
type Body = unsafe extern "C" fn(arguments: *const c_void, begin: u64, end: u64);

/// Chunks per thread: enough that a slow thread doesn't hold up the others for long.
const CHUNKS_PER_THREAD: u64 = 4;

/// How often the launching thread checks whether the helpers are done before it sleeps.
const SPINS: u32 = 2000;

/// The context of a launch on the CPU device, whose blocks have `shared_bytes` bytes of dynamic shared memory.
pub(crate) fn context(shared_bytes: u32) -> CpuContext {
    CpuContext { parallel_for, shared_bytes: shared_bytes.into() }
}

/// Number of threads of a launch from this thread: the threads of its rayon pool.
pub(crate) fn threads() -> usize {
    static POOL: OnceLock<bool> = OnceLock::new();
    let in_pool = rayon_core::current_thread_index().is_some();
    if in_pool || *POOL.get_or_init(global_pool_runs) { rayon_core::current_num_threads() } else { 1 }
}

/// Starts rayon's global pool unless it already runs; returns whether it runs. Asking rayon itself would
/// panic if no thread can be started.
fn global_pool_runs() -> bool {
    match rayon_core::ThreadPoolBuilder::new().build_global() {
        Ok(()) => true,
        // An error without a source means that the pool already exists.
        Err(error) => error.source().is_none(),
    }
}

/// [`CpuContext::parallel_for`]: the image's own loop. It calls no function of LLVM's runtime, so a program
/// that exits does not wait for it.
///
/// # Safety
///
/// As for [`run_in_parallel`].
unsafe extern "C" fn parallel_for(
    _context: *const CpuContext,
    run: Body,
    arguments: *const c_void,
    count: u64,
    grain: u64,
) {
    // SAFETY: the caller's promise.
    GATE.outside(|| unsafe { run_in_parallel(run, arguments, count, grain) });
}

/// Runs a loop on the threads of a launch.
///
/// The launching thread and its helpers take chunks from a shared counter. It does not use
/// `rayon_core::join`: a thread that waits in `join` may start another task of the program, and that task may
/// launch and wait for a range that the launch beneath it on the same stack holds. Here it waits only for
/// helpers that are inside the image.
///
/// # Safety
///
/// `run` may be called from any thread with `arguments` and disjoint ranges below `count`; it doesn't unwind.
unsafe fn run_in_parallel(run: Body, arguments: *const c_void, count: u64, grain: u64) {
    let threads = threads() as u64;
    let chunk = chunk_length(count, grain, threads);
    let chunks = count.div_ceil(chunk);
    if chunks <= 1 {
        if count > 0 {
            // SAFETY: the caller allows any range below `count`.
            unsafe { run(arguments, 0, count) };
        }
        return;
    }
    let work = Arc::new(Work {
        run,
        arguments,
        count,
        chunk,
        chunks,
        next: AtomicU64::new(0),
        done: AtomicU64::new(0),
        ended: Condvar::new(),
        is_done: Mutex::new(false),
    });
    let crew = CREW.try_with(Arc::clone).unwrap_or_default();
    crew.call(&work, threads.min(chunks) as usize - 1);
    work.help();
    work.wait();
    crew.dismiss();
}

/// Calls `part`, which does not unwind, with disjoint ranges that cover `0..count`, on the threads of a
/// launch. The length of each range but the last is a multiple of `grain`.
pub(crate) fn in_parts(count: u64, grain: u64, part: &(dyn Fn(Range<u64>) + Sync)) {
    unsafe extern "C" fn call(arguments: *const c_void, begin: u64, end: u64) {
        // SAFETY: `arguments` points to the reference below, which outlives the loop.
        let part = unsafe { *arguments.cast::<&(dyn Fn(Range<u64>) + Sync)>() };
        part(begin..end);
    }
    // SAFETY: `call` accepts any range, and a reference to a function that may be called from any thread.
    unsafe { run_in_parallel(call, (&raw const part).cast(), count, grain) };
}

/// Length of a chunk: a multiple of `grain`, at least 1.
fn chunk_length(count: u64, grain: u64, threads: u64) -> u64 {
    let grain = grain.max(1);
    let wanted = count.div_ceil(threads.max(1) * CHUNKS_PER_THREAD).max(1);
    wanted.div_ceil(grain).saturating_mul(grain)
}

/// Maximum number of helpers that wait in rayon's queues, for all launching threads together. Beyond it,
/// launches start no new ones.
const MOST_WAITING: usize = 1 << 12;

static WAITING: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static CREW: Arc<Crew> = Arc::default();
}

/// The helpers of a launching thread. Helpers that got no thread of the pool during a launch keep waiting,
/// and help a later launch: however many launches run beside a busy pool, no more helpers wait than one
/// launch needs.
#[derive(Default)]
struct Crew {
    work: Mutex<Option<Arc<Work>>>,
    waiting: AtomicUsize,
}

impl Crew {
    /// Gives `work` to `wanted` helpers, which begin when the pool has threads for them.
    fn call(self: &Arc<Self>, work: &Arc<Work>, wanted: usize) {
        *self.lock() = Some(Arc::clone(work));
        let waiting = self.waiting.load(Ordering::Relaxed);
        let room = MOST_WAITING.saturating_sub(WAITING.load(Ordering::Relaxed));
        let new = wanted.saturating_sub(waiting).min(room);
        self.waiting.fetch_add(new, Ordering::Relaxed);
        WAITING.fetch_add(new, Ordering::Relaxed);
        for _ in 0..new {
            let crew = Arc::clone(self);
            rayon_core::spawn(move || crew.begin());
        }
    }

    /// Runs a helper when it gets a thread.
    fn begin(&self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        WAITING.fetch_sub(1, Ordering::Relaxed);
        let work = self.lock().clone();
        if let Some(work) = work {
            work.help();
        }
    }

    /// Ends the work.
    fn dismiss(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Work>>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One loop in progress. A helper that starts after the loop has ended finds no chunk in it.
struct Work {
    run: Body,
    arguments: *const c_void,
    count: u64,
    chunk: u64,
    chunks: u64,
    next: AtomicU64,
    done: AtomicU64,
    is_done: Mutex<bool>,
    ended: Condvar,
}

// SAFETY: `arguments` is only passed to `run`, which the caller of `parallel_for` allows on any thread.
unsafe impl Send for Work {}
// SAFETY: as above; everything else in it is atomic or read-only.
unsafe impl Sync for Work {}

impl Work {
    /// Takes chunks until there is none left.
    fn help(&self) {
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            if index >= self.chunks {
                return;
            }
            let begin = index * self.chunk;
            let end = begin.saturating_add(self.chunk).min(self.count);
            // SAFETY: the range is below `count` and taken once; the launching thread is still in `parallel_for`,
            // because this chunk is not yet done.
            unsafe { (self.run)(self.arguments, begin, end) };
            if self.done.fetch_add(1, Ordering::AcqRel) + 1 == self.chunks {
                *self.lock() = true;
                self.ended.notify_all();
            }
        }
    }

    /// Returns when all chunks have been run.
    fn wait(&self) {
        let finished = || self.done.load(Ordering::Acquire) == self.chunks;
        for _ in 0..SPINS {
            if finished() {
                return;
            }
            std::hint::spin_loop();
        }
        // Do not use `thread::park`: a thread that runs handlers of `atexit` may have no `Thread` any more.
        let is_done = self.ended.wait_while(self.lock(), |is_done| !*is_done);
        drop(is_done);
        // The lock orders the helpers' work before this. ThreadSanitizer does not see std's locks, but it sees this load.
        debug_assert!(finished());
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.is_done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicBool, AtomicU32};

    struct Seen {
        counts: Vec<AtomicU32>,
        grain: u64,
    }

    unsafe extern "C" fn mark(arguments: *const c_void, begin: u64, end: u64) {
        // SAFETY: the tests below pass a `Seen` that outlives the loop.
        let seen = unsafe { &*arguments.cast::<Seen>() };
        let last = end == seen.counts.len() as u64;
        assert!(last || (end - begin).is_multiple_of(seen.grain.max(1)), "{begin}..{end}");
        for index in begin..end {
            seen.counts[index as usize].fetch_add(1, Ordering::Relaxed);
        }
    }

    fn cover(count: u64, grain: u64) {
        let seen = Seen { counts: (0..count).map(|_| AtomicU32::new(0)).collect(), grain };
        // SAFETY: `mark` accepts any range of a `Seen` on any thread.
        unsafe { run_in_parallel(mark, (&raw const seen).cast(), count, grain) };
        assert!(seen.counts.iter().all(|count| count.load(Ordering::Relaxed) == 1), "{count} by {grain}");
    }

    #[test]
    fn every_index_runs_once() {
        for count in [0, 1, 2, 7, 64, 1000, 12345] {
            for grain in [0, 1, 3, 64, 1 << 40] {
                cover(count, grain);
            }
        }
    }

    #[test]
    fn loops_from_inside_a_pool_end() {
        let pool = rayon_core::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        pool.scope(|scope| {
            for _ in 0..50 {
                scope.spawn(|_| cover(1000, 8));
            }
        });
    }

    #[test]
    fn helpers_that_a_busy_pool_does_not_run_are_not_called_again() {
        let pool = rayon_core::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        let (busy, is_over) = (Barrier::new(3), AtomicBool::new(false));
        pool.scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|_| {
                    busy.wait();
                    while !is_over.load(Ordering::Relaxed) {
                        std::thread::yield_now();
                    }
                });
            }
            scope.spawn(|_| {
                busy.wait();
                for _ in 0..100 {
                    cover(1000, 8);
                    assert_eq!(CREW.with(|crew| crew.waiting.load(Ordering::Relaxed)), 2);
                }
                is_over.store(true, Ordering::Relaxed);
            });
        });
    }

    #[test]
    fn chunks_are_multiples_of_the_grain() {
        assert_eq!(chunk_length(1000, 1, 2), 125);
        assert_eq!(chunk_length(1000, 64, 2), 128);
        assert_eq!(chunk_length(10, 64, 2), 64);
        assert_eq!(chunk_length(0, 0, 0), 1);
    }
}
