//! Only a launch creates pieces.

#![allow(unused)]

use offload::Each;

#[offload::kernel]
fn make(mut y: Each<u32>) {
    let other = Each { element: &mut *y, index: 7 };
}

fn main() {}
