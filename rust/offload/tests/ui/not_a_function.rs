//! Only functions are kernels.

#![allow(unused)]

#[offload::kernel]
struct Body {
    mass: f32,
}

fn main() {}
