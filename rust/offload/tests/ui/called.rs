//! A kernel is launched, not called.

#![allow(unused)]

#[offload::kernel]
fn clear(mut y: offload::Each<f32>) {
    *y = 0.0;
}

fn main() {
    clear(&mut [1.0]);
}
