//! Slices of a type that is not plain data.

use offload::prelude::*;
use std::cell::Cell;

fn main() {
    let names = vec![String::from("x")];
    names.offload().count().unwrap();
    let mut cells = [Cell::new(1)];
    cells.offload_mut().for_each(|cell| cell.set(2)).unwrap();
    let numbers = [1, 2];
    let references = [&numbers[0], &numbers[1]];
    numbers.offload().zip(&references).count().unwrap();
}
