//! A piece belongs to one thread of one launch: a kernel cannot keep it, copy it, or use it for longer than the borrow of the data.

#![allow(unused)]

use offload::{Each, EachChunk, EachTile};
use std::sync::Mutex;

static KEPT: Mutex<Option<Each<'static, u32>>> = Mutex::new(None);

#[offload::kernel]
fn keep(y: Each<u32>) {
    *KEPT.lock().unwrap() = Some(y);
}

#[offload::kernel]
fn send(mut chunk: EachChunk<u32>) {
    std::thread::spawn(move || chunk[0] = 1);
}

#[offload::kernel]
fn use_twice(y: Each<u32>) {
    let (mut first, mut second) = (y, y);
    (*first, *second) = (1, 2);
}

#[offload::kernel]
fn two_rows_at_once(mut tile: EachTile<u32, 4, 4>) {
    let (first, second) = (tile.row_mut(0), tile.row_mut(0));
    (first[0], second[0]) = (1, 2);
}

#[offload::kernel]
fn forever(mut y: Each<'static, u32>) {
    *y = 1;
}

fn launch_forever() {
    let mut y = [0; 4];
    forever::launch(&mut y).unwrap();
}

#[offload::kernel]
fn add(mut y: Each<u32>) {
    *y += 1;
}

#[offload::kernel]
fn launch_with_a_piece(y: Each<u32>) {
    add::launch(y).unwrap();
}

fn main() {}
