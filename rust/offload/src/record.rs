//! The record of the last launch.

use core::cell::Cell;
use core::time::Duration;
use std::time::Instant;

/// The facts about a launch, and the device on which it ran.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LaunchRecord {
    /// The path of the kernel; for an [iterator](crate::iter), its chain of calls.
    pub kernel: String,
    /// The name of the device, such as `cpu (AMD EPYC, 2 threads)`. Without a device it gives the reason why
    /// the kernel ran on the calling thread: `fallback (no plugin)`, or `fallback (no device code)` if the
    /// user has allowed that.
    pub device_name: String,
    /// The number of the device; `None` on the calling thread.
    pub device_number: Option<u32>,
    /// The time of the kernel, without transfers.
    pub kernel_time: Duration,
    /// The number of bytes that were copied to the device.
    pub bytes_to: u64,
    /// The number of bytes that were copied back.
    pub bytes_from: u64,
}

/// A launch that ran on the calling thread.
#[derive(Clone, Copy)]
struct Fallback {
    kernel: &'static str,
    device_name: &'static str,
    time: Duration,
}

thread_local! {
    static LAST_FALLBACK: Cell<Option<Fallback>> = const { Cell::new(None) };
}

/// The record of the calling thread's last launch; `None` before the first.
///
/// A launch without elements has no record, nor does a launch that failed before its kernel began.
///
/// ```
/// use offload::Each;
///
/// #[offload::kernel]
/// fn increment(mut y: Each<u32>) {
///     *y += 1;
/// }
///
/// increment::launch(&mut [1, 2, 3])?;
/// let record = offload::last_launch().unwrap();
/// println!("{} ran on {} in {:?}", record.kernel, record.device_name, record.kernel_time);
/// # assert!(record.kernel.ends_with("::increment"));
/// # Ok::<(), offload::Error>(())
/// ```
pub fn last_launch() -> Option<LaunchRecord> {
    if let Some(last) = LAST_FALLBACK.get() {
        return Some(LaunchRecord {
            kernel: last.kernel.into(),
            device_name: last.device_name.into(),
            device_number: None,
            kernel_time: last.time,
            bytes_to: 0,
            bytes_from: 0,
        });
    }
    let last = offload_rt::last_launch()?;
    Some(LaunchRecord {
        kernel: last.kernel,
        device_name: last.device_name,
        device_number: Some(last.device_number),
        kernel_time: last.kernel_time,
        bytes_to: last.bytes_to,
        bytes_from: last.bytes_from,
    })
}

/// The runtime layer has the record.
pub(crate) fn on_device() {
    LAST_FALLBACK.set(None);
}

/// Whether the calling thread's last launch ran on the calling thread.
pub(crate) fn was_fallback() -> bool {
    LAST_FALLBACK.get().is_some()
}

/// Runs a kernel on the calling thread and records it.
pub(crate) fn fallback(kernel: &'static str, device_name: &'static str, run: impl FnOnce()) {
    let start = Instant::now();
    run();
    LAST_FALLBACK.set(Some(Fallback { kernel, device_name, time: start.elapsed() }));
}
