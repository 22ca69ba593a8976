//! Unknown options are refused, with the ones there are.

#![allow(unused)]

#[offload::kernel(blocks = 3)]
fn one(mut y: offload::Each<f32>) {}

fn main() {}
