//! The program on a device: the same chains, with `?`, over data that is sent once and comes back once.

use crate::Summary;
use offload::prelude::*;

/// Lets every oscillator swing for `steps` steps of `dt`, and summarises their positions.
pub fn simulate(
    dt: f64,
    steps: usize,
    cell: usize,
    place: &mut [f64],
    speed: &mut [f64],
) -> offload::Result<Summary> {
    offload::scope(|scope| {
        let mut place = scope.resident_mut(place)?;
        let mut speed = scope.resident_mut(speed)?;
        let outside = place.on_device().offload().filter(|x| x.abs() > 0.5).count()?;

        for _ in 0..steps {
            let (place, speed) = (place.on_device_mut(), speed.on_device_mut());
            place.offload_mut().zip(speed.offload_mut()).for_each(move |(x, v)| {
                *v -= dt * *x;
                *x += dt * *v;
            })?;
        }

        let (x, v) = (place.on_device(), speed.on_device());
        let energy = x.offload().zip(v).map(|(x, v)| 0.5 * (x * x + v * v)).sum()?;
        let fastest = v.offload().map(|v| v.abs()).reduce(|| 0.0, f64::max)?;
        let furthest = x.offload().copied().max_by(f64::total_cmp)?;
        let cells = x.offload().chunks(cell).map(|cell| cell.iter().sum()).collect()?;

        place.on_device_mut().offload_mut().chunks_mut(cell).enumerate().for_each(|(i, cell)| {
            if i % 2 == 1 {
                cell.reverse();
            }
        })?;
        Ok(Summary { outside, energy, fastest, furthest, cells })
    })
}
