//! Errors about unknown options list the known ones; invalid values are errors, too.

#![allow(unused)]

#[offload::kernel(blocks = 3)]
fn one(mut y: offload::Each<f32>) {}

#[offload::kernel(fp = "fast")]
fn two(mut y: offload::Each<f32>) {}

#[offload::kernel(max_block = 2048)]
fn three(mut y: offload::Each<f32>) {}

#[offload::kernel(max_block = 0)]
fn four(mut y: offload::Each<f32>) {}

fn main() {}
