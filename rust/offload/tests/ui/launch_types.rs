//! The launch takes the types that the kernel's parameters require.

#![allow(unused)]

use offload::Each;

#[offload::kernel]
fn saxpy(a: f32, x: &[f32], mut y: Each<f32>) {
    *y += a * x[y.index()];
}

fn main() {
    let x = vec![1.0f64; 4];
    let mut y = vec![1.0f32; 4];
    saxpy::launch(2.0, &x, &mut y).unwrap();
    saxpy::launch(2.0, &y).unwrap();
}
