//! The launch refuses a closure that borrows.

#![allow(unused)]

#[offload::kernel]
fn apply<F: Fn(f32) -> f32 + Copy + Send + 'static>(f: F, mut y: offload::Each<f32>) {
    *y = f(*y);
}

fn main() {
    let table = vec![1.0; 10];
    let mut y = [0.5; 4];
    apply::launch(|x| x * table[3], &mut y).unwrap();
}
