//! An iterator that the program never launches, and a launch whose result it ignores.

#![deny(unused_must_use)]

use offload::prelude::*;

fn main() {
    let mut y = [1.0; 4];
    y.offload_mut().rows(2).enumerate();
    y.offload_mut().for_each(|y| *y = 0.0);
}
