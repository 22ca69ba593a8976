//! Plain Rust loops, with which the device version is compared.

use crate::{Filtered, Picture, RADIUS, gaussian};

/// Filters a picture on the calling thread.
pub fn filter(picture: &Picture) -> Filtered {
    let width = picture.width;
    let blur = |plane: &Vec<f32>| blur_columns(&blur_rows(plane, width), width);
    let planes = picture.planes.each_ref().map(blur);
    let brightness = luminance(&planes);
    let edges = sobel(&brightness, width);
    Filtered { blurred: Picture { width, planes }, edges }
}

fn blur_rows(plane: &[f32], width: usize) -> Vec<f32> {
    let weights = gaussian();
    let mut out = Vec::with_capacity(plane.len());
    for y in 0..height(plane, width) {
        for x in 0..width {
            let mut sum = 0.0;
            for (tap, weight) in weights.iter().enumerate() {
                sum += weight * value_at(plane, width, offset(x, tap), y as isize);
            }
            out.push(sum);
        }
    }
    out
}

fn blur_columns(plane: &[f32], width: usize) -> Vec<f32> {
    let weights = gaussian();
    let mut out = Vec::with_capacity(plane.len());
    for y in 0..height(plane, width) {
        for x in 0..width {
            let mut sum = 0.0;
            for (tap, weight) in weights.iter().enumerate() {
                sum += weight * value_at(plane, width, x as isize, offset(y, tap));
            }
            out.push(sum);
        }
    }
    out
}

fn luminance([red, green, blue]: &[Vec<f32>; 3]) -> Vec<f32> {
    let colours = red.iter().zip(green).zip(blue);
    colours.map(|((red, green), blue)| 0.2126 * red + 0.7152 * green + 0.0722 * blue).collect()
}

fn sobel(plane: &[f32], width: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(plane.len());
    for y in 0..height(plane, width) as isize {
        for x in 0..width as isize {
            let value = |dx, dy| value_at(plane, width, x + dx, y + dy);
            let across = (value(1, -1) + 2.0 * value(1, 0) + value(1, 1))
                - (value(-1, -1) + 2.0 * value(-1, 0) + value(-1, 1));
            let down = (value(-1, 1) + 2.0 * value(0, 1) + value(1, 1))
                - (value(-1, -1) + 2.0 * value(0, -1) + value(1, -1));
            out.push((across * across + down * down).sqrt());
        }
    }
    out
}

fn height(plane: &[f32], width: usize) -> usize {
    plane.len().checked_div(width).unwrap_or(0)
}

fn offset(place: usize, tap: usize) -> isize {
    place as isize + tap as isize - RADIUS as isize
}

/// The value at a position, or at the nearest position inside.
fn value_at(plane: &[f32], width: usize, x: isize, y: isize) -> f32 {
    let x = x.clamp(0, width as isize - 1) as usize;
    let y = y.clamp(0, height(plane, width) as isize - 1) as usize;
    plane[y * width + x]
}
