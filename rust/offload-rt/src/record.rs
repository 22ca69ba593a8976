//! The reports of a launch: the record for the program, and the lines of `OFFLOAD_INFO=1`.

use crate::launch::Launch;
use std::cell::RefCell;
use std::io::Write;
use std::time::Duration;

/// The record of a thread's last launch.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LaunchRecord {
    /// The kernel's path.
    pub kernel: String,
    /// Number of the device.
    pub device_number: u32,
    /// Name of the device, such as `cpu (AMD EPYC, 2 threads)`.
    pub device_name: String,
    /// Time from the call of the kernel until its end, without transfers.
    pub kernel_time: Duration,
    /// Bytes of mapped ranges that were copied to the device.
    pub bytes_to: u64,
    /// Bytes of mapped ranges that were copied back.
    pub bytes_from: u64,
}

#[derive(Default)]
struct Records {
    /// Bytes copied to the device since the launch was prepared.
    bytes_to: u64,
    last: Option<LaunchRecord>,
}

thread_local! {
    static RECORDS: RefCell<Records> = RefCell::default();
}

/// The last launch of the calling thread whose kernel ran on a device, whether or not it panicked there.
pub fn last_launch() -> Option<LaunchRecord> {
    RECORDS.try_with(|records| records.borrow().last.clone()).ok().flatten()
}

/// Changes this thread's records. Does nothing if the thread is ending.
fn update(change: impl FnOnce(&mut Records)) {
    let _ = RECORDS.try_with(|records| change(&mut records.borrow_mut()));
}

/// Begins the record of a launch.
pub(crate) fn start() {
    update(|records| records.bytes_to = 0);
}

pub(crate) fn sent(bytes: u64) {
    update(|records| records.bytes_to += bytes);
}

pub(crate) fn fetched(bytes: u64) {
    update(|records| {
        if let Some(last) = &mut records.last {
            last.bytes_from += bytes;
        }
    });
}

pub(crate) fn ran(kernel: String, device_number: u32, device_name: String, kernel_time: Duration) {
    update(|records| {
        let bytes_to = records.bytes_to;
        records.last =
            Some(LaunchRecord { kernel, device_number, device_name, kernel_time, bytes_to, bytes_from: 0 });
    });
}

/// The direction of a copy.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Direction {
    /// To the device.
    To,
    /// From the device.
    From,
}

impl Direction {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::To => "to",
            Self::From => "from",
        }
    }
}

/// Prints the line of a transfer of `bytes` bytes.
pub(crate) fn print_transfer(place: &str, direction: Direction, argument: &str, device: u32, bytes: u64) {
    let direction = direction.name();
    print(format_args!(
        "offload: transfer {direction} argument={argument:?} bytes={bytes} device={device} place={place:?}"
    ));
}

/// Prints the line of a launch.
pub(crate) fn print_launch(launch: Launch<'_>, device: u32, name: &str, time: Duration) {
    let [gx, gy, gz] = launch.params.grid;
    let [bx, by, bz] = launch.params.block;
    print(format_args!(
        "offload: launch kernel={:?} grid={gx},{gy},{gz} block={bx},{by},{bz} device={device} device_name={name:?} \
         place={:?} time_us={:.1}",
        launch.kernel(),
        launch.place(),
        time.as_secs_f64() * 1e6
    ));
}

/// Prints a line in one write, so that the lines of several threads don't mix. Ignores a closed standard
/// error.
fn print(line: std::fmt::Arguments<'_>) {
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}
