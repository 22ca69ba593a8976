//! Closures of an iterator that captured a leaked slice and a function: `Copy + Send + 'static`, and host addresses all the same.

use offload::prelude::*;

fn main() -> offload::Result<()> {
    let table: &'static [f32] = Box::leak(vec![1.0; std::env::args().count() + 9].into_boxed_slice());
    let mut y = [0; 3];
    (0..3usize).offload().map(move |i| table[i]).collect()?; //~ OFL022: kernel `range.map().collect()` uses a pointer that was captured by value in argument `closure of map`
    y.offload_mut().for_each(move |y| *y = table.len() as i32)
}
