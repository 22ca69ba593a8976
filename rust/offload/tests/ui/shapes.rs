//! The launch sets the shape of the data, once for all threads: a kernel or a thread cannot choose a stride, and a slice in a row is not a
//! grid.

#![allow(unused)]

use offload::{Each, Each2, EachTile, Grid2};

#[offload::kernel]
fn whole_grid(mut y: Grid2<f32>) {}

#[offload::kernel]
fn flat(mut y: Each<f32>) {
    *y = 1.0;
}

#[offload::kernel]
fn rows(mut y: Each2<f32>) {
    *y = 1.0;
}

fn flat_over_rows(y: &mut [f32]) {
    flat::launch(Grid2::new(y, 4)).unwrap();
}

fn rows_over_flat(y: &mut [f32]) {
    rows::launch(y).unwrap();
}

#[offload::kernel]
fn no_tile(mut y: EachTile<f32, 0, 4>) {}

#[offload::kernel]
fn neighbours(mut y: Each<f32>) {
    *y = y[y.index() + 1];
}

fn main() {}
