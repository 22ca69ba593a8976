//! Elements with pointers, interior mutability, or of a type that says nothing.

#![allow(unused)]

use offload::Each;
use std::sync::atomic::AtomicU32;

struct Unknown(f32);

#[offload::kernel]
fn atomics(counts: &[AtomicU32], mut y: Each<f32>) {}

#[offload::kernel]
fn pointers(x: &[&f32], mut y: Each<f32>) {}

#[offload::kernel]
fn vectors(mut y: Each<Vec<f32>>) {}

#[offload::kernel]
fn unknown(x: Unknown, mut y: Each<f32>) {}

fn main() {}
