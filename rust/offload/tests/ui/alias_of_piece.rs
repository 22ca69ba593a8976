//! The macro recognises a piece by its name: an alias of a piece is a value.

#![allow(unused)]

use offload::{Each, Each2, Grid2};

type Pixel<'a> = Each2<'a, u8>;

#[offload::kernel]
fn invert(mut pixel: Pixel<'_>) {
    *pixel = !*pixel;
}

use offload::Each as Element;

#[offload::kernel]
fn clear(mut y: Element<u32>) {
    *y = 0;
}

fn main() {
    let mut picture = [0; 16];
    invert::launch(Grid2::new(&mut picture, 4)).unwrap();
    clear::launch(&mut [1; 4]).unwrap();
}
