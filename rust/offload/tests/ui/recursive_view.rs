//! The type of a tree of references would have no end: use indices into one slice.

#![allow(unused)]

use offload::DeviceView;

#[derive(Clone, Copy, DeviceView)]
struct Node<'a> {
    value: u32,
    children: &'a [Node<'a>],
}

#[derive(Clone, Copy, DeviceView)]
struct List<'a>(u32, (&'a [Self], u8));

fn main() {}
