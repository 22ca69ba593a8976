//! Only this crate implements these traits, so they may grow.

#![allow(unused)]

use offload::iter::{Elements, Integer};
use offload::prelude::*;

#[derive(Clone, Copy)]
struct Mine(u32);

impl IntoOffload for Mine {
    type Data = u32;
    type Iter = Elements<&'static [u32]>;

    fn offload(self) -> Self::Iter {
        todo!()
    }
}

impl OffloadMut for Mine {
    type Data = u32;

    fn offload_mut(&mut self) -> Elements<&mut [u32]> {
        todo!()
    }
}

impl Integer for Mine {}

fn main() {}
