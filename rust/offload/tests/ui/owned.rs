//! Owners of heap memory: the message names the replacement.

#![allow(unused)]

use offload::Each;
use std::rc::Rc;
use std::sync::Arc;

#[offload::kernel]
fn vector(x: Vec<f32>, mut y: Each<f32>) {}

#[offload::kernel]
fn string(x: String, mut y: Each<f32>) {}

#[offload::kernel]
fn boxed(x: Box<[f32]>, mut y: Each<f32>) {}

#[offload::kernel]
fn shared(x: Rc<f32>, z: Arc<f32>, mut y: Each<f32>) {}

fn main() {}
