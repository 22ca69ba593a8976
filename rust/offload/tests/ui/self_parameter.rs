//! A method cannot be a kernel.

#![allow(unused)]

struct Body;

impl Body {
    #[offload::kernel]
    fn step(&self, mut y: offload::Each<f32>) {}
}

fn main() {}
