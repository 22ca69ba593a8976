//! A `crate = path` that does not exist.

#![allow(unused)]

use offload::{DeviceData, DeviceView, Each};

#[offload::kernel(crate = missing)]
fn kernel(mut y: Each<u32>) {}

#[derive(Clone, Copy, DeviceData)]
#[device_data(crate = crate::nowhere)]
struct Data(u32);

#[derive(Clone, Copy, DeviceView)]
#[device_view(crate = absent::inner)]
struct View<'a>(&'a u32);

fn main() {
    kernel::launch(&mut [0]).unwrap();
}
