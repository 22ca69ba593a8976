//! Each option may be given only once.

#![allow(unused)]

use offload::{DeviceData, DeviceView, Each};

#[offload::kernel(max_block = 64, max_block = 128)]
fn block(mut y: Each<f32>) {}

#[offload::kernel(fp = "strict", max_block = 64, fp = "strict")]
fn fp(mut y: Each<f32>) {}

#[offload::kernel(crate = offload, crate = ::offload)]
fn path(mut y: Each<f32>) {}

#[derive(Clone, Copy, DeviceData)]
#[device_data(crate = offload)]
#[device_data(crate = ::offload)]
struct Data(u32);

#[derive(Clone, Copy, DeviceView)]
#[device_view(crate = offload, crate = ::offload)]
struct View<'a>(&'a u32);

fn main() {}
