//! `zip` takes iterators, borrowed slices and ranges, but no iterator with a filter.

use offload::prelude::*;

fn main() {
    let x = vec![1, 2, 3];
    let y = [1, 2, 3];
    x.offload().zip(y).count().unwrap();
    x.offload().zip(x.iter()).count().unwrap();
    x.offload().zip(0.0..3.0).count().unwrap();
    x.offload().zip(y.offload().filter(|y| **y > 1)).count().unwrap();
    x.offload().filter(|x| **x > 1).enumerate().count().unwrap();
    x.offload().filter(|x| **x > 1).copied().collect().unwrap();
}
