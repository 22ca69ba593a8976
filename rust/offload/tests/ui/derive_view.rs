//! The fields that a struct of references may have, and the types that may have references.

#![allow(unused)]

use offload::{DeviceView, Each};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::AtomicU32;

#[derive(Clone, Copy, DeviceView)]
struct Interior<'a> {
    cell: &'a Cell<u32>,
}

#[derive(Clone, DeviceView)]
struct Owner<'a> {
    shared: Rc<u32>,
    text: &'a String,
}

#[derive(DeviceView)]
struct Exclusive<'a> {
    slice: &'a mut [u32],
}

#[derive(Clone, Copy, DeviceView)]
enum Either<'a> {
    One(&'a f32),
}

#[derive(Clone, Copy, DeviceView)]
union Overlaid<'a> {
    slice: &'a [u32],
}

#[derive(DeviceView)]
struct Counter {
    count: AtomicU32,
}

#[offload::kernel]
fn counter_by_value(counter: Counter, mut y: Each<u32>) {}

#[derive(DeviceView)]
enum Counted {
    One(AtomicU32),
}

#[derive(DeviceView)]
struct Optional {
    count: Option<AtomicU32>,
}

fn main() {}
