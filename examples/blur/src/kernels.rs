//! The device version.
//!
//! Pixels outside the picture have the value of the nearest pixel inside. Few pixels need that. Separate
//! functions, marked cold, handle them, so that all other pixels are plain loads, which an optimiser can
//! vectorise. Rows are cut out of the picture before they are indexed, so their bounds checks are the same
//! for all pixels of a row.

use crate::{RADIUS, TAPS};
use offload::{Each, Each2};

/// Blurs along the rows.
#[offload::kernel]
pub fn blur_rows(weights: [f32; TAPS], source: &[f32], mut out: Each2<f32>) {
    let (x, width) = (out.x(), out.width());
    let row = row(source, width, out.y());
    *out = if x >= RADIUS && x + RADIUS < width {
        let window = &row[x - RADIUS..x + RADIUS + 1];
        weights.iter().zip(window).fold(0.0, |sum, (weight, value)| sum + weight * value)
    } else {
        blur_at_the_border(&weights, row, x)
    };
}

#[cold]
#[inline(never)]
fn blur_at_the_border(weights: &[f32; TAPS], row: &[f32], x: usize) -> f32 {
    let values = (0..TAPS).map(|tap| row[clamped(x + tap, RADIUS, row.len())]);
    weights.iter().zip(values).fold(0.0, |sum, (weight, value)| sum + weight * value)
}

/// Blurs along the columns.
#[offload::kernel]
pub fn blur_columns(weights: [f32; TAPS], source: &[f32], mut out: Each2<f32>) {
    let (x, y, width, height) = (out.x(), out.y(), out.width(), out.height());
    let mut sum = 0.0;
    for (tap, weight) in weights.iter().enumerate() {
        sum += weight * row(source, width, clamped(y + tap, RADIUS, height))[x];
    }
    *out = sum;
}

/// Brightness of a colour (ITU-R BT.709).
#[offload::kernel]
pub fn luminance(red: &[f32], green: &[f32], blue: &[f32], mut out: Each<f32>) {
    let i = out.index();
    *out = 0.2126 * red[i] + 0.7152 * green[i] + 0.0722 * blue[i];
}

/// Length of the gradient, by Sobel's two windows of 3 x 3.
#[offload::kernel]
pub fn sobel(source: &[f32], mut out: Each2<f32>) {
    let (x, y, width, height) = (out.x(), out.y(), out.width(), out.height());
    let above = row(source, width, clamped(y, 1, height));
    let here = row(source, width, y);
    let below = row(source, width, clamped(y + 2, 1, height));
    *out = if x >= 1 && x + 1 < width {
        gradient(&above[x - 1..x + 2], &here[x - 1..x + 2], &below[x - 1..x + 2])
    } else {
        gradient_at_the_border(above, here, below, x)
    };
}

#[cold]
#[inline(never)]
fn gradient_at_the_border(above: &[f32], here: &[f32], below: &[f32], x: usize) -> f32 {
    let width = here.len();
    let window = |row: &[f32]| [row[clamped(x, 1, width)], row[x], row[clamped(x + 2, 1, width)]];
    gradient(&window(above), &window(here), &window(below))
}

#[inline]
fn gradient(above: &[f32], here: &[f32], below: &[f32]) -> f32 {
    let across = (above[2] + 2.0 * here[2] + below[2]) - (above[0] + 2.0 * here[0] + below[0]);
    let down = (below[0] + 2.0 * below[1] + below[2]) - (above[0] + 2.0 * above[1] + above[2]);
    (across * across + down * down).sqrt()
}

/// Row `y` of a plane.
#[inline]
fn row(plane: &[f32], width: usize, y: usize) -> &[f32] {
    &plane[y * width..][..width]
}

/// `place - offset`, or the nearest index below `length`.
#[inline]
fn clamped(place: usize, offset: usize, length: usize) -> usize {
    place.saturating_sub(offset).min(length - 1)
}
