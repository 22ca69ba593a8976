//! A tree of references has no end that its type could say: take indices into one slice.

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
