//! The end of the process: launches stop before LLVM's runtime and the GPU's driver take their devices down.
//!
//! `exit` runs destructors while the program's other threads go on. A launch on one of them would jump into
//! an image that LLVM's runtime has just unloaded, or get an error from the driver, and LLVM's runtime would
//! end the process with a signal. Handlers of `atexit` run in the reverse order of their registration: a
//! handler that is registered after the libraries' handlers runs before them. Ours closes the gate that every
//! use of the runtime library passes, and waits for the calls inside.
//!
//! A library may register handlers as long as it is being loaded, so no handler is sure to run before all of
//! them. But `exit` first runs the destructors of the calling thread's locals. One of them, which the main
//! thread has from its start, waits for loads to end.
//!
//! The gate does not wait for a kernel on the CPU device. Its image stays loaded (see [`crate::left_files`]),
//! and the launching thread stops on its way back.

use crate::{Error, ErrorKind};
use std::cell::Cell;
use std::ffi::c_void;
use std::io::Write;
use std::marker::PhantomData;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time that the program's end waits for the calls inside: a GPU kernel that never ends must not keep the
/// program alive.
const PATIENCE: Duration = Duration::from_secs(5);

/// Time that a late call waits until it fails. The program has nearly always ended by then, and the thread
/// with it; but a handler of `atexit` may wait for this very thread.
const LATE: Duration = Duration::from_secs(10);

/// The gate of this process.
pub(crate) static GATE: Gate = Gate::new(LATE);

/// A number for the calling thread. `std::thread::current` no longer has one if `atexit` handlers run on a
/// thread whose locals are gone.
pub(crate) fn thread_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    thread_local! {
        // It has no destructor, so it lives as long as the thread.
        static NUMBER: Cell<u64> = const { Cell::new(0) };
    }
    NUMBER.with(|number| {
        if number.get() == 0 {
            number.set(NEXT.fetch_add(1, Ordering::Relaxed));
        }
        number.get()
    })
}

thread_local! {
    /// Passes of this thread. Only the first one goes through the gate.
    static HELD: Cell<u32> = const { Cell::new(0) };
}

/// The gate that calls into the runtime library pass.
pub(crate) struct Gate {
    calls: Door,
    /// For code that registers handlers of its own.
    loads: Door,
    closing: OnceLock<Closing>,
    late: Duration,
}

struct Closing {
    by: u64,
    at: Instant,
}

/// Counts the calls inside, and lets none in once it is shut.
struct Door(AtomicU64);

impl Door {
    const SHUT: u64 = 1 << 63;

    /// Enters, and returns whether the door was open. The caller is inside in either case.
    fn go_in(&self) -> bool {
        self.0.fetch_add(1, Ordering::Acquire) & Self::SHUT == 0
    }

    fn go_out(&self) {
        self.0.fetch_sub(1, Ordering::Release);
    }

    /// Shuts it, and waits up to `patience` until no more than `own` calls are inside. Returns whether that
    /// is so.
    fn shut(&self, own: u64, patience: Duration) -> bool {
        let start = Instant::now();
        self.0.fetch_or(Self::SHUT, Ordering::AcqRel);
        while self.0.load(Ordering::Acquire) & !Self::SHUT > own {
            if start.elapsed() >= patience {
                return false;
            }
            std::thread::sleep(Duration::from_micros(50));
        }
        true
    }
}

/// The right to call the runtime library, until the pass is dropped.
#[must_use]
pub(crate) struct Pass<'g> {
    gate: &'g Gate,
    /// It belongs to its thread.
    thread: PhantomData<*const ()>,
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        HELD.set(HELD.get() - 1);
        if HELD.get() == 0 {
            self.gate.calls.go_out();
        }
    }
}

impl Gate {
    const fn new(late: Duration) -> Self {
        Self {
            calls: Door(AtomicU64::new(0)),
            loads: Door(AtomicU64::new(0)),
            closing: OnceLock::new(),
            late,
        }
    }

    /// Lets the calling thread in. `None` means that the program is exiting.
    pub(crate) fn enter(&self) -> Option<Pass<'_>> {
        if HELD.get() == 0 && !self.calls.go_in() {
            self.calls.go_out();
            self.wait_for_the_end();
            return None;
        }
        HELD.set(HELD.get() + 1);
        Some(Pass { gate: self, thread: PhantomData })
    }

    /// Runs `work` with the calling thread outside. `work` may take long, and does not call the runtime
    /// library.
    pub(crate) fn outside<R>(&self, work: impl FnOnce() -> R) -> R {
        let held = HELD.replace(0);
        if held == 0 {
            return work();
        }
        self.calls.go_out();
        let result = work();
        HELD.set(held);
        if !self.calls.go_in() {
            // The caller returns through a library that knows nothing of the gate: it cannot be refused.
            self.calls.go_out();
            self.wait_for_the_end();
            self.calls.go_in();
        }
        result
    }

    /// Runs `load`, which may register handlers of `atexit`. The caller holds no lock: this may wait for the program's end.
    pub(crate) fn load<R>(&self, load: impl FnOnce() -> R) -> R {
        if !self.loads.go_in() {
            self.loads.go_out();
            self.outside(|| self.wait_for_the_end());
            self.loads.go_in();
        }
        close_before_what_is_loaded();
        let result = load();
        close_before_what_is_loaded();
        self.loads.go_out();
        result
    }

    /// Holds a late thread, which mostly ends here, with the process. The exiting thread itself goes on at
    /// once.
    fn wait_for_the_end(&self) {
        let Some(Closing { by: thread, at: start }) = self.closing.get() else { return };
        while *thread != thread_number() && start.elapsed() < self.late {
            std::thread::sleep(self.late.saturating_sub(start.elapsed()));
        }
    }

    fn is_closed_by_this_thread(&self) {
        let _ = self.closing.set(Closing { by: thread_number(), at: Instant::now() });
    }

    /// Lets no more loads begin on other threads, and waits until the running ones are done.
    fn end_loads(&self) {
        self.is_closed_by_this_thread();
        self.loads.shut(0, PATIENCE);
    }

    /// Lets no call in any more, and waits up to `patience` until all other calls are outside. Returns
    /// whether they are.
    fn close(&self, patience: Duration) -> bool {
        self.is_closed_by_this_thread();
        self.calls.shut(u64::from(HELD.get() > 0), patience)
    }
}

/// Registers a handler that closes the gate before the libraries that are loaded so far are taken down.
fn close_before_what_is_loaded() {
    static PROCESS: OnceLock<u32> = OnceLock::new();

    extern "C" fn close() {
        // A forked child has none of the threads that were inside.
        if PROCESS.get() != Some(&std::process::id()) || GATE.close(PATIENCE) {
            return;
        }
        let _ = writeln!(
            std::io::stderr(),
            "offload: a launch is still running {} seconds after the program began to exit; it is given up",
            PATIENCE.as_secs()
        );
    }

    unsafe extern "C" {
        fn atexit(handler: extern "C" fn()) -> i32;
    }

    PROCESS.get_or_init(std::process::id);
    // SAFETY: the handler may run at any time, on any thread and more than once. If there is no memory to
    // register it, the program ends as without it.
    unsafe { atexit(close) };
}

/// The loader calls it when it loads the program, or the library that this is linked into: on the main
/// thread, as a rule.
#[cfg(all(target_os = "linux", target_env = "gnu", not(miri)))]
#[used]
#[unsafe(link_section = ".init_array")]
static AT_START: extern "C" fn() = {
    extern "C" fn end_loads(_: *mut c_void) {
        GATE.end_loads();
    }

    extern "C" fn register() {
        unsafe extern "C" {
            fn __cxa_thread_atexit_impl(
                destructor: extern "C" fn(*mut c_void),
                object: *mut c_void,
                library: *const c_void,
            ) -> i32;
            static __dso_handle: c_void;
        }
        // SAFETY: a C++ compiler makes this call for an object of this thread. The object is the thread's
        // first, so it is destroyed last.
        unsafe { __cxa_thread_atexit_impl(end_loads, std::ptr::null_mut(), &raw const __dso_handle) };
    }

    register
};

/// The error of a launch that comes too late.
pub(crate) fn too_late(kernel: String, place: String) -> Error {
    Error::from(ErrorKind::Exiting { kernel, place })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATE: Duration = Duration::from_millis(200);

    #[test]
    fn the_exiting_thread_is_refused_and_others_wait() {
        let gate = Gate::new(LATE);
        let first = gate.enter();
        assert!(first.is_some() && gate.enter().is_some(), "a thread may go in twice");
        drop(first);
        assert!(gate.close(PATIENCE));
        let closed = gate.closing.get().unwrap().at;
        assert!(gate.enter().is_none());
        assert!(closed.elapsed() < LATE);
        std::thread::scope(|scope| {
            scope.spawn(|| assert!(gate.enter().is_none()));
        });
        assert!(closed.elapsed() >= LATE);
    }

    #[test]
    fn the_end_waits_for_those_inside_but_not_for_ever() {
        let gate = Gate::new(LATE);
        std::thread::scope(|scope| {
            let (sent, inside) = std::sync::mpsc::channel();
            let gate = &gate;
            scope.spawn(move || {
                let _pass = gate.enter();
                sent.send(()).unwrap();
                std::thread::sleep(Duration::from_millis(200));
            });
            inside.recv().unwrap();
            assert!(!gate.close(Duration::from_millis(1)));
            assert!(gate.close(PATIENCE));
        });
    }

    #[test]
    fn who_is_outside_is_not_waited_for_and_stops_on_the_way_back() {
        let gate = Gate::new(LATE);
        let pass = gate.enter();
        gate.outside(|| {
            std::thread::scope(|scope| {
                assert!(scope.spawn(|| gate.close(Duration::ZERO)).join().unwrap());
            });
        });
        assert!(gate.closing.get().unwrap().at.elapsed() >= LATE);
        drop(pass);
        assert_eq!(gate.calls.0.load(Ordering::Relaxed), Door::SHUT);
        assert_eq!(gate.outside(|| 7), 7, "whoever has no pass needs none back");
    }
}
