//! Without a split argument there is no grid; two kinds of pieces have two grids.

#![allow(unused)]

use offload::{Each, Each2};

#[offload::kernel]
fn read_only(x: &[f32]) {}

#[offload::kernel]
fn mixed(mut a: Each<f32>, mut b: Each2<f32>) {}

fn main() {}
