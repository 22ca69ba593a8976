//! The derive checks every field.

#![allow(unused)]

use offload::DeviceData;
use std::cell::Cell;

#[derive(Clone, Copy, DeviceData)]
struct Pointer {
    length: usize,
    first: *const f32,
}

#[derive(Clone, Copy, DeviceData)]
enum Reference {
    None,
    Some(&'static f32),
}

#[derive(Clone, DeviceData)]
struct Counter(Cell<u32>);

#[derive(Clone, Copy, DeviceData)]
union Bits {
    float: f32,
    integer: u32,
}

#[derive(Clone, Copy, DeviceData)]
#[device_data(packed)]
struct Option(u32);

fn main() {}
