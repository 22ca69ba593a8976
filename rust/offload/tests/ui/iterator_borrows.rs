//! A borrow that ends too early.

use offload::prelude::*;

fn sum_is_zero(y: &[f32], limit: f32) -> bool {
    y.offload().map(|y| y.min(limit)).sum::<f32>().unwrap() == 0.0
}

fn main() {
    sum_is_zero(&[0.0], 1.0);
}
