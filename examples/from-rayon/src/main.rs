//! A program that used rayon, on a device, checked against what it was on fresh data: `from-rayon [ELEMENTS]`.

mod with_offload;
mod with_rayon;

use std::hash::{BuildHasher, RandomState};

const DEFAULT_ELEMENTS: usize = 1 << 20;
const STEPS: usize = 20;
const CELL: usize = 100;

/// The results of both programs about the oscillators.
#[derive(Debug)]
struct Summary {
    /// How many began outside of the middle half.
    outside: usize,
    energy: f64,
    fastest: f64,
    furthest: Option<f64>,
    /// Sum of the places of each cell.
    cells: Vec<f64>,
}

fn main() -> offload::Result<()> {
    let count = std::env::args().nth(1);
    let elements =
        count.map_or(DEFAULT_ELEMENTS, |count| count.parse().expect("the argument is a number of elements"));
    let mut random = random_floats();
    let dt = 0.01 + 0.01 * random.next().unwrap_or_default();
    let place: Vec<f64> = random.by_ref().take(elements).collect();
    let speed: Vec<f64> = random.take(elements).collect();

    let (mut expected_place, mut expected_speed) = (place.clone(), speed.clone());
    let expected = with_rayon::simulate(dt, STEPS, CELL, &mut expected_place, &mut expected_speed);
    let (mut place, mut speed) = (place, speed);
    let summary = with_offload::simulate(dt, STEPS, CELL, &mut place, &mut speed)?;

    let record = offload::last_launch();
    let device = record.as_ref().map_or("no device: nothing to do", |record| &record.device_name);
    let mut comparison = Comparison { error: 0.0, right: true };
    let on_gpu = !device.starts_with("cpu") && !device.starts_with("fallback");
    // A GPU rounds `x + dt * v` once where plain Rust rounds twice, in every step. All values are below 2.
    let bound = if on_gpu { 2.0 * 2.0 * STEPS as f64 * f64::EPSILON } else { 0.0 };
    comparison.all(bound, &place, &expected_place);
    comparison.all(bound, &speed, &expected_speed);
    comparison.all(bound, &[summary.fastest], &[expected.fastest]);
    comparison.all(bound, summary.furthest.as_slice(), expected.furthest.as_slice());
    comparison.all(bound * CELL as f64, &summary.cells, &expected.cells);
    // Neither adds up one after the other; rayon not even in the same order every time.
    comparison.all(
        f64::EPSILON * elements as f64 + 4.0 * bound,
        &[summary.energy / elements.max(1) as f64],
        &[expected.energy / elements.max(1) as f64],
    );
    comparison.right &= summary.outside == expected.outside;

    println!("from-rayon: {elements} elements on {device}: max error {}", comparison.error);
    assert!(comparison.right, "the device computes something else than plain Rust");
    Ok(())
}

struct Comparison {
    error: f64,
    right: bool,
}

impl Comparison {
    /// Written so that a NaN is wrong.
    fn all(&mut self, bound: f64, found: &[f64], expected: &[f64]) {
        self.right &= found.len() == expected.len();
        for (found, expected) in found.iter().zip(expected) {
            let error = (found - expected).abs();
            self.error = self.error.max(error);
            self.right &= error <= bound;
        }
    }
}

/// Numbers in `-1.0..1.0`, other ones in every run (xorshift64*).
fn random_floats() -> impl Iterator<Item = f64> {
    let mut state = RandomState::new().hash_one(0) | 1;
    std::iter::repeat_with(move || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    })
}
