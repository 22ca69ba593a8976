//! An attribute below a derive changes the item that the derive saw.

#![allow(unused)]
#![forbid(unsafe_code)]

use offload::{DeviceData, DeviceView};
use offload_test_attributes::{add_label, add_variant, make_union, rename, shared_counter};

#[derive(Clone, Copy, DeviceData)]
#[shared_counter]
struct Type {
    n: u64,
}

#[derive(Clone, Copy, DeviceData)]
#[add_label]
struct Added {
    n: u32,
}

#[derive(Clone, Copy, DeviceData)]
#[add_label]
struct Empty {}

#[derive(Clone, Copy, DeviceData)]
#[rename]
struct Renamed {
    n: u32,
}

#[derive(Clone, Copy, DeviceData)]
#[make_union]
struct One {
    n: u32,
}

#[derive(Clone, Copy, DeviceData)]
#[make_union]
struct Two {
    n: u32,
    f: f32,
}

#[derive(Clone, Copy, DeviceData)]
#[shared_counter]
struct Tuple<T>(T, u64);

#[derive(Clone, Copy, DeviceData)]
#[shared_counter]
enum InVariant {
    A,
    B(u64),
}

#[derive(Clone, Copy, DeviceData)]
#[add_variant]
enum Variant {
    A,
}

#[derive(Clone, Copy, DeviceView)]
#[shared_counter]
struct ViewType<'a> {
    a: &'a [u32],
    n: u64,
}

#[derive(Clone, Copy, DeviceView)]
#[add_label]
struct ViewAdded<'a> {
    a: &'a [u32],
}

#[derive(Clone, Copy, DeviceView)]
#[make_union]
struct ViewUnion<'a> {
    n: &'a u32,
}

fn main() {}
