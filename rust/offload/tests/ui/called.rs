//! The function itself can be called, but only a launch creates pieces.

#![allow(unused)]

use offload::Each;

#[offload::kernel]
fn clear(mut y: Each<f32>) {
    *y = 0.0;
}

#[offload::kernel]
fn clear_negative(y: Each<f32>) {
    if *y < 0.0 {
        clear(y);
    }
}

fn main() {
    clear(&mut [1.0]);
}
