//! Only this crate implements the trait.

use offload::prelude::*;

struct Mine;

impl OffloadIterator for Mine {}

fn main() {}
