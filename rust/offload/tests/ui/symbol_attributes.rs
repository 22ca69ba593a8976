//! The two passes find a kernel by its symbol.

#![allow(unused)]

#[offload::kernel]
#[unsafe(no_mangle)]
fn one(mut y: offload::Each<f32>) {}

#[offload::kernel]
#[unsafe(export_name = "other")]
#[unsafe(link_section = ".text.kernels")]
fn two(mut y: offload::Each<f32>) {}

#[offload::kernel]
#[test]
fn three(mut y: offload::Each<f32>) {}

fn main() {}
