//! A launch in progress: the object that the calls of a lowered launch pass on.
//!
//! The caller's frame has the memory: the bytes of a [`LaunchState`], which the caller does not read. [`put`]
//! stores a [`State`] in them, and [`take`] takes it out. Between the two, the state alone owns the launch's
//! resources, and each call borrows it. A failed step gives the resources back at once; later steps then do
//! nothing.

use crate::exit::{self, GATE};
use crate::launch::{Arguments, Launch};
use crate::launch_error::failed;
use crate::mapping::Mapping;
use crate::plan::Plan;
use crate::record;
use crate::runtime::Runtime;
use crate::{Error, error};
use offload_abi::{KernelHandle, LaunchState, STATUS_FAILED, STATUS_OK, STATUS_USE_FALLBACK};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A launch with its device and its resources there.
pub(crate) struct ActiveLaunch<'a> {
    pub(crate) arguments: Arguments<'a>,
    pub(crate) handle: &'a KernelHandle,
    pub(crate) mapping: Mapping<'a>,
}

impl<'a> ActiveLaunch<'a> {
    /// Checks that the kernel can be launched, makes its device ready, and enters its ranges there. `None` asks for the fallback.
    ///
    /// # Safety
    ///
    /// `handle` is null or a kernel's handle in a linked artifact.
    unsafe fn prepare(
        runtime: &'a Runtime,
        handle: *const KernelHandle,
        arguments: Arguments<'a>,
    ) -> Result<Option<Self>, Error> {
        record::start();
        let launch = arguments.launch;
        // SAFETY: the caller's promise.
        let (handle, backend, device) = match unsafe { runtime.make_ready(handle, launch) } {
            Ok(ready) => ready,
            Err(error) if runtime.may_fall_back(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mapping = Mapping::new(runtime, backend, device, launch, Plan::new(&arguments)?)?;
        Ok(Some(Self { arguments, handle, mapping }))
    }
}

/// The progress of a launch.
enum Progress {
    /// Nothing has failed.
    Fine,
    /// Nothing was done, and the calling thread may run the kernel.
    Fallback,
    Failed(Error),
}

/// The object in the bytes of a [`LaunchState`].
pub(crate) struct State<'a> {
    launch: Launch<'a>,
    progress: Progress,
    /// `None` if nothing is left to do: after a failure, or before a fallback.
    active: Option<ActiveLaunch<'a>>,
}

const _: () = assert!(size_of::<State<'_>>() <= size_of::<LaunchState>());
const _: () = assert!(align_of::<State<'_>>() <= align_of::<LaunchState>());

impl<'a> State<'a> {
    /// Makes the object of a launch, with its ranges planned and their device memory allocated.
    ///
    /// # Safety
    ///
    /// `handle` is null or a kernel's handle in a linked artifact, and everything that the launch points to
    /// lives for `'a`.
    pub(crate) unsafe fn begin(
        runtime: impl FnOnce() -> Result<&'a Runtime, Error>,
        handle: *const KernelHandle,
        arguments: Arguments<'a>,
    ) -> Self {
        let mut state = Self { launch: arguments.launch, progress: Progress::Fine, active: None };
        state.guarded(|state| {
            // SAFETY: the caller's promise.
            let active = unsafe { ActiveLaunch::prepare(runtime()?, handle, arguments)? };
            if active.is_none() {
                state.progress = Progress::Fallback;
            }
            state.active = active;
            Ok(())
        });
        state
    }

    /// Sends the ranges that belong to `slot`.
    pub(crate) fn map_begin(&mut self, slot: u32) {
        self.step(|active| active.mapping.begin(slot));
    }

    /// Runs the kernel and waits for it.
    ///
    /// # Safety
    ///
    /// All mapped slots have begun.
    pub(crate) unsafe fn run_kernel(&mut self) {
        // SAFETY: the caller's promise.
        self.step(|active| unsafe { active.run_kernel() });
    }

    /// Copies the written ranges that belong to `slot` back. If a copy fails, the other slots still end.
    pub(crate) fn map_end(&mut self, slot: u32) {
        let mut result = Ok(());
        self.step(|active| {
            result = active.mapping.end(slot);
            Ok(())
        });
        if let (Err(error), Progress::Fine) = (result, &self.progress) {
            self.progress = Progress::Failed(error);
        }
    }

    /// Gives up the launch's remaining resources. Returns its status, and the error of a failed launch.
    pub(crate) fn finish(mut self) -> (i32, Option<Error>) {
        self.give_up();
        match std::mem::replace(&mut self.progress, Progress::Fine) {
            Progress::Fine => (STATUS_OK, None),
            Progress::Fallback => (STATUS_USE_FALLBACK, None),
            Progress::Failed(error) => (STATUS_FAILED, Some(error)),
        }
    }

    /// Runs a step if the launch has not failed so far.
    fn step(&mut self, step: impl FnOnce(&mut ActiveLaunch<'a>) -> Result<(), Error>) {
        if self.active.is_some() {
            self.guarded(|state| state.active.as_mut().map_or(Ok(()), step));
        }
    }

    /// Runs `work` unless the program is exiting. A failure ends the launch, and so does a panic in `work`:
    /// nothing may unwind into the caller.
    fn guarded(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Error>) {
        let Some(pass) = GATE.enter() else {
            // The resources go with the process: nothing may call the runtime library any more.
            std::mem::forget(self.active.take());
            let late = exit::too_late(self.launch.kernel().into(), self.launch.place());
            self.progress = Progress::Failed(late);
            return;
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| work(self)));
        let failure = match outcome {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error),
            Err(payload) => Some(failed(self.launch, "the runtime layer", panic_text(&*payload))),
        };
        if let Some(error) = failure {
            self.progress = Progress::Failed(error);
            self.give_up();
        }
        drop(pass);
    }

    /// Drops the launch's resources.
    fn give_up(&mut self) {
        if self.active.is_none() {
            return;
        }
        let Some(_pass) = GATE.enter() else {
            std::mem::forget(self.active.take());
            return;
        };
        let active = self.active.take();
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(active)))
            && let Progress::Fine = self.progress
        {
            let error = failed(self.launch, "the end of a launch", panic_text(&*payload));
            self.progress = Progress::Failed(error);
        }
    }
}

impl Drop for State<'_> {
    fn drop(&mut self) {
        self.give_up();
    }
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".into())
}

/// Puts a state into the caller's bytes, which own it from now on.
///
/// # Safety
///
/// `place` may be written, and has no state in it.
pub(crate) unsafe fn put(place: *mut LaunchState, state: State<'_>) {
    // SAFETY: the caller's promise; size and alignment are checked above.
    unsafe { place.cast::<State<'_>>().write(state) }
}

/// Borrows the state in the caller's bytes.
///
/// # Safety
///
/// [`put`] has put a state there, [`take`] has not taken it out, nothing else uses it, and everything that
/// its launch points to is alive.
pub(crate) unsafe fn get<'s>(place: *mut LaunchState) -> &'s mut State<'s> {
    // SAFETY: the caller's promise.
    unsafe { &mut *place.cast::<State<'_>>() }
}

/// Takes the state out of the caller's bytes and ends its launch. Keeps the error of a failed launch for the
/// calling thread.
///
/// # Safety
///
/// As for [`get`]; the bytes have no state afterwards.
pub(crate) unsafe fn take(place: *mut LaunchState) -> i32 {
    // SAFETY: the caller's promise.
    let state = unsafe { place.cast::<State<'_>>().read() };
    let (status, error) = state.finish();
    if let Some(error) = error {
        error::set_error(error);
    }
    status
}
