//! A closure is copied to the device, so its bounds are `Copy + Send + 'static`.

#![allow(unused)]

#[offload::kernel]
fn apply<F: Fn(f32) -> f32>(f: F, mut y: offload::Each<f32>) {
    *y = f(*y);
}

fn main() {}
