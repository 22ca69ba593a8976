//! Only the host can launch kernels and iterators, and ask about devices: in a function, in a closure, in a destructor. Each is one error.

use offload::prelude::*;
use offload::{Device, Each, Resident};

#[offload::kernel]
fn inner(mut y: Each<u32>) {
    *y += 1;
}

/// The launch of a generic kernel with another block size.
#[offload::kernel]
fn any<T: offload::DeviceData>(x: T, mut y: Each<T>) {
    *y = x;
}

struct Launches;

impl Drop for Launches {
    fn drop(&mut self) {
        inner::launch(&mut [0u32; 3]).unwrap(); //~ OFL014: kernel `launch_in_kernel::dropped` launches a kernel or asks about devices, which only the host can: it calls `launch` of `offload`
    }
}

#[offload::kernel]
fn dropped(mut y: Each<u32>) {
    let _launches = Launches;
    *y += 1; //~ ANYWHERE OFL014: it calls `launch` of `offload`
}

#[inline(never)]
fn helper(y: &mut [u32]) -> u32 {
    any::launch_on(offload::Launch::new().block(32), 7, &mut y[..]).unwrap(); //~ OFL014: kernel `launch_in_kernel::called` launches a kernel or asks about devices, which only the host can: it calls `launch` of `offload`
    y[0]
}

#[offload::kernel]
fn called(mut y: Each<u32>) {
    *y = helper(&mut [*y; 5]); //~ CHAIN called
}

#[offload::kernel]
fn iterates(mut y: Each<u32>) {
    let z = [*y; 5];
    *y = z.offload().map(|z| z + 1).sum().unwrap(); //~ OFL014: kernel `launch_in_kernel::iterates` launches a kernel or asks about devices, which only the host can: it calls `sum` of `offload`
}

#[offload::kernel]
fn apply<F: Fn(u32) -> u32 + Copy + Send + 'static>(f: F, mut y: Each<u32>) {
    *y = f(*y);
}

#[offload::kernel]
fn asks(mut y: Each<u32>) {
    *y = Device::all().map_or(0, |devices| devices.len() as u32); //~ OFL014: kernel `launch_in_kernel::asks` launches a kernel or asks about devices, which only the host can: it calls `all` of `offload`
}

#[offload::kernel]
fn keeps(mut y: Each<u32>) {
    let kept = Resident::new(vec![*y; 5]); //~ MORE
    *y = kept.map_or(0, |kept| kept.len() as u32);
}

fn main() -> offload::Result<()> {
    let y = &mut [1; 10];
    dropped::launch(&mut *y)?;
    called::launch(&mut *y)?;
    iterates::launch(&mut *y)?;
    let collects = |y| (0..y).offload().map(|i| i * i).collect().map_or(0, |squares| squares.len() as u32); //~ OFL014: it calls `collect` of `offload`
    apply::launch(collects, &mut *y)?;
    asks::launch(&mut *y)?;
    keeps::launch(&mut *y)
}
