//! Closures of iterators capture plain values: borrows and owners of memory are refused.

use offload::prelude::*;

fn main() {
    let table = vec![1.0; 10];
    let mut y = [0.5; 4];
    y.offload_mut().for_each(|y| *y += table[3]).unwrap();
    y.offload_mut().for_each(move |y| *y += table[3]).unwrap();
    let name = String::from("sum");
    y.offload().filter(move |_| name.is_empty()).count().unwrap();
    let counter = std::rc::Rc::new(1.0);
    let _ = y.offload().map(move |y| y * *counter).reduce(|| 0.0, f32::max).unwrap();
}
