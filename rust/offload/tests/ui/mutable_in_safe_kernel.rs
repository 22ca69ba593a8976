//! Every thread would get the whole argument.

#![allow(unused)]

#[offload::kernel]
fn slice(y: &mut [f32]) {}

#[offload::kernel]
fn one_and_pointer(y: &mut f32, p: *mut f32) {}

type Alias<'a> = &'a mut [f32];

#[offload::kernel]
fn hidden(x: &[f32], y: Alias, mut z: offload::Each<f32>) {}

fn main() {}
