//! Data that a launch writes cannot be read by the same launch, nor be written twice.

use offload::prelude::*;

fn main() {
    let mut y = [1.0; 4];
    y.offload_mut().zip(y.offload()).for_each(|(y, x)| *y += x).unwrap();
    y.offload_mut().zip(y.offload_mut()).for_each(|(y, x)| *y += *x).unwrap();
    let all = y.offload_mut();
    all.for_each(|y| *y = 0.0).unwrap();
    all.for_each(|y| *y = 0.0).unwrap();
}
