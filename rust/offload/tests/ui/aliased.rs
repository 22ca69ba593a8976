//! What is written is borrowed for the launch.

#![allow(unused)]

use offload::Each;

#[offload::kernel]
fn shift(x: &[f32], mut y: Each<f32>) {
    *y = x[(y.index() + 1) % x.len()];
}

fn main() {
    let mut y = vec![1.0f32; 4];
    shift.launch((&y, &mut y)).unwrap();
}
