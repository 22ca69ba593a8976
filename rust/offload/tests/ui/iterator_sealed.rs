//! The trait is implemented in the crate only.

use offload::prelude::*;

struct Mine;

impl OffloadIterator for Mine {}

fn main() {}
