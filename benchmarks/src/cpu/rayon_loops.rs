//! The same loops for rayon: the same operations on the same values in the same order, so that results are
//! equal bit for bit. They are written for speed: slices are cut before the inner loops, which then have no
//! bounds checks.

use blur::{RADIUS, TAPS};
use rayon::prelude::*;

pub fn saxpy(a: f32, x: &[f32], y: &mut [f32]) {
    y.par_iter_mut().zip(x).for_each(|(y, x)| *y += a * x);
}

pub fn triad(s: f64, b: &[f64], c: &[f64], a: &mut [f64]) {
    a.par_iter_mut().zip(b).zip(c).for_each(|((a, b), c)| *a = b + s * c);
}

pub fn blur_rows(weights: &[f32; TAPS], source: &[f32], out: &mut [f32], width: usize) {
    out.par_chunks_mut(width).zip(source.par_chunks(width)).for_each(|(out, row)| {
        let at_the_border = |x: usize| {
            let values = (0..TAPS).map(|tap| row[clamped(x + tap, RADIUS, width)]);
            weights.iter().zip(values).fold(0.0, |sum, (weight, value)| sum + weight * value)
        };
        let border = RADIUS.min(width);
        for x in (0..border).chain((width - border).max(border)..width) {
            out[x] = at_the_border(x);
        }
        for (out, window) in out[border..].iter_mut().zip(row.array_windows::<TAPS>()) {
            *out = weights.iter().zip(window).fold(0.0, |sum, (weight, value)| sum + weight * value);
        }
    });
}

pub fn blur_columns(weights: &[f32; TAPS], source: &[f32], out: &mut [f32], width: usize) {
    let height = source.len() / width;
    out.par_chunks_mut(width).enumerate().for_each(|(y, out)| {
        let rows: [&[f32]; TAPS] =
            std::array::from_fn(|tap| &source[clamped(y + tap, RADIUS, height) * width..][..width]);
        for (x, out) in out[..width].iter_mut().enumerate() {
            *out = weights.iter().zip(rows).fold(0.0, |sum, (weight, row)| sum + weight * row[x]);
        }
    });
}

pub fn sobel(source: &[f32], out: &mut [f32], width: usize) {
    let height = source.len() / width;
    out.par_chunks_mut(width).enumerate().for_each(|(y, out)| {
        let row = |place| &source[clamped(place, 1, height) * width..][..width];
        let (above, here, below) = (row(y), row(y + 1), row(y + 2));
        for x in [0, width - 1] {
            let window = |row: &[f32]| [row[clamped(x, 1, width)], row[x], row[clamped(x + 2, 1, width)]];
            out[x] = gradient(&window(above), &window(here), &window(below));
        }
        let windows = above.array_windows().zip(here.array_windows()).zip(below.array_windows());
        for (out, ((above, here), below)) in out[1..].iter_mut().zip(windows) {
            *out = gradient(above, here, below);
        }
    });
}

#[inline]
fn gradient(above: &[f32; 3], here: &[f32; 3], below: &[f32; 3]) -> f32 {
    let across = (above[2] + 2.0 * here[2] + below[2]) - (above[0] + 2.0 * here[0] + below[0]);
    let down = (below[0] + 2.0 * below[1] + below[2]) - (above[0] + 2.0 * above[1] + above[2]);
    (across * across + down * down).sqrt()
}

/// `place - offset`, or the nearest index below `length`.
#[inline]
fn clamped(place: usize, offset: usize, length: usize) -> usize {
    place.saturating_sub(offset).min(length - 1)
}
