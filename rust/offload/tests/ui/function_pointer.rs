//! The host's function pointers have no meaning on a device.

#![allow(unused)]

#[offload::kernel]
fn apply(f: fn(f32) -> f32, mut y: offload::Each<f32>) {
    *y = f(*y);
}

fn main() {}
