//! The program on a device: the same chains, with `?`.

use crate::Summary;
use offload::prelude::*;

/// Lets every oscillator swing for `steps` steps of `dt`, and sums up where they are.
pub fn simulate(
    dt: f64,
    steps: usize,
    cell: usize,
    place: &mut [f64],
    speed: &mut [f64],
) -> offload::Result<Summary> {
    let outside = place.offload().filter(|x| x.abs() > 0.5).count()?;

    place.offload_mut().zip(speed.offload_mut()).for_each(move |(x, v)| {
        // The steps moved inside: the data travels once instead of once per step.
        for _ in 0..steps {
            *v -= dt * *x;
            *x += dt * *v;
        }
    })?;

    let energy = place.offload().zip(&*speed).map(|(x, v)| 0.5 * (x * x + v * v)).sum()?;
    let fastest = speed.offload().map(|v| v.abs()).reduce(|| 0.0, f64::max)?;
    let furthest = place.offload().copied().max_by(f64::total_cmp)?;
    let cells = place.offload().chunks(cell).map(|cell| cell.iter().sum()).collect()?;

    place.offload_mut().chunks_mut(cell).enumerate().for_each(|(i, cell)| {
        if i % 2 == 1 {
            cell.reverse();
        }
    })?;
    Ok(Summary { outside, energy, fastest, furthest, cells })
}
