//! More than a GPU's memory: an error with the bytes that were asked for and those that were free, and the next launch works.

use std::time::Instant;

use offload::{Each, ErrorKind, Launch};

use crate::machine::{Machine, increment};
use crate::program::{Outcome, Test};

#[offload::kernel]
fn first_byte(x: &[u8], mut y: Each<u32>) {
    *y += u32::from(x[y.index()]);
}

/// Each GPU is asked for half as much again as it has.
pub fn run(machine: &Machine) -> Outcome {
    let start = Instant::now();
    let gpus = machine.devices.iter().filter(|device| device.kind == "gpu");
    let tests = gpus.map(|gpu| {
        let wrong = match gpu.memory_bytes {
            Some(memory) => ask(gpu.number, memory),
            None => Some("the size of its memory is not known".to_owned()),
        };
        Test::new(format!("out of memory on {}", gpu.number), wrong)
    });
    Outcome::of("memory", start, tests.collect())
}

/// What was wrong.
fn ask(device: u32, memory: u64) -> Option<String> {
    let on_device = Launch::new().device(device);
    let asked = memory + memory / 2;
    let x = match zeros(asked as usize) {
        Ok(x) => x,
        Err(error) => return Some(error),
    };
    let mut y = vec![7; 100];
    let error = match first_byte::launch_on(on_device, x, &mut y) {
        Ok(()) => return Some(format!("a launch with {asked} bytes worked")),
        Err(error) => error,
    };
    let ErrorKind::OutOfMemory { bytes, free: Some(free), .. } = *error.kind() else {
        return Some(format!("no OFL104 with the free bytes: {error}"));
    };
    if bytes != asked || free == 0 || free > memory {
        return Some(format!("{asked} bytes were asked for and {memory} are there: {error}"));
    }
    let next = first_byte::launch_on(on_device, &x[..1000], &mut y);
    let after = increment::launch_on(on_device, &mut y);
    if let Err(error) = next.and(after) {
        return Some(format!("after that: {error}"));
    }
    (y != [8; 100]).then(|| "a launch after that gave wrong numbers".to_owned())
}

unsafe extern "C" {
    fn mmap(address: *mut u8, length: usize, protection: i32, flags: i32, file: i32, offset: i64) -> *mut u8;
}

/// Zeros that take no memory of the machine's, which may have less than its GPU.
fn zeros(length: usize) -> Result<&'static [u8], String> {
    const READ: i32 = 1;
    const PRIVATE_ANONYMOUS_UNRESERVED: i32 = 0x4022;
    // SAFETY: a new mapping, never unmapped; failure is looked for.
    unsafe {
        let start = mmap(std::ptr::null_mut(), length, READ, PRIVATE_ANONYMOUS_UNRESERVED, -1, 0);
        if start as isize == -1 {
            return Err(format!("no {length} bytes of addresses: {}", std::io::Error::last_os_error()));
        }
        Ok(std::slice::from_raw_parts(start, length))
    }
}
