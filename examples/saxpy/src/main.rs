//! `y += a * x` on a device, checked against plain Rust on fresh data: `saxpy [ELEMENTS]`.

use offload::Each;
use std::hash::{BuildHasher, RandomState};

/// Adds `a * x` to `y`.
#[offload::kernel]
fn saxpy(a: f32, x: &[f32], mut y: Each<f32>) {
    let i = y.index();
    *y += a * x[i];
}

const DEFAULT_ELEMENTS: usize = 4 << 20;

fn main() -> offload::Result<()> {
    let count = std::env::args().nth(1);
    let elements =
        count.map_or(DEFAULT_ELEMENTS, |count| count.parse().expect("the argument is a number of elements"));
    let mut random = random_floats();
    let a = random.next().unwrap_or_default();
    let x: Vec<f32> = random.by_ref().take(elements).collect();
    let before: Vec<f32> = random.take(elements).collect();

    let mut y = before.clone();
    saxpy::launch(a, &x, &mut y)?;

    let record = offload::last_launch();
    let device = record.as_ref().map_or("no device: nothing to do", |record| &record.device_name);
    let mut max_error = 0.0f64;
    let mut all_right = true;
    for ((x, before), y) in x.iter().zip(&before).zip(&y) {
        let error = (f64::from(before + a * x) - f64::from(*y)).abs();
        max_error = max_error.max(error);
        // A GPU rounds once where plain Rust rounds twice. Written so that a NaN is wrong.
        all_right &= if device.starts_with("cpu") || device.starts_with("fallback") {
            error == 0.0
        } else {
            error <= f64::from(f32::EPSILON) * f64::from((a * x).abs() + before.abs())
        };
    }
    println!("saxpy: {elements} elements on {device}: max error {max_error}");
    assert!(all_right, "the device computes something else than plain Rust");
    Ok(())
}

/// Numbers in `-1.0..1.0`, other ones in every run (xorshift64*).
fn random_floats() -> impl Iterator<Item = f32> {
    let mut state = RandomState::new().hash_one(0) | 1;
    std::iter::repeat_with(move || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40) as f32 / (1 << 23) as f32 - 1.0
    })
}
