//! Parameters have types.

#![allow(unused)]

#[offload::kernel]
fn step(y) {}

#[offload::kernel]
fn guess(y: _) {}

fn main() {}
