//! Elements with pointers, with interior mutability, or of a type that does not implement the trait.

#![allow(unused)]

use offload::Each;
use std::cell::Cell;
use std::sync::atomic::AtomicU32;

struct Unknown(f32);

#[offload::kernel]
fn cells(counts: &[Cell<u32>], mut y: Each<f32>) {}

#[offload::kernel]
fn atomic_pieces(mut y: Each<AtomicU32>) {}

#[offload::kernel]
fn pointers(x: &[*const f32], mut y: Each<f32>) {}

#[offload::kernel]
fn owners_behind_references(x: &[Box<f32>], mut y: Each<f32>) {}

#[offload::kernel]
fn vectors(mut y: Each<Vec<f32>>) {}

#[offload::kernel]
fn unknown(x: Unknown, mut y: Each<f32>) {}

fn main() {}
