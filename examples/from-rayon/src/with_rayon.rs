//! The original program.

use crate::Summary;
use rayon::prelude::*;

/// Lets every oscillator swing for `steps` steps of `dt`, and summarises their positions.
pub fn simulate(dt: f64, steps: usize, cell: usize, place: &mut [f64], speed: &mut [f64]) -> Summary {
    let outside = place.par_iter().filter(|x| x.abs() > 0.5).count();

    for _ in 0..steps {
        place.par_iter_mut().zip(speed.par_iter_mut()).for_each(|(x, v)| {
            *v -= dt * *x;
            *x += dt * *v;
        });
    }

    let energy = place.par_iter().zip(&*speed).map(|(x, v)| 0.5 * (x * x + v * v)).sum();
    let fastest = speed.par_iter().map(|v| v.abs()).reduce(|| 0.0, f64::max);
    let furthest = place.par_iter().copied().max_by(f64::total_cmp);
    let cells = place.par_chunks(cell).map(|cell| cell.iter().sum()).collect();

    place.par_chunks_mut(cell).enumerate().for_each(|(i, cell)| {
        if i % 2 == 1 {
            cell.reverse();
        }
    });
    Summary { outside, energy, fastest, furthest, cells }
}
