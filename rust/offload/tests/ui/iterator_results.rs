//! References cannot come back from a device.

use offload::prelude::*;

fn main() {
    let x = [1, 2, 3];
    let _ = x.offload().max();
    let _ = x.offload().collect();
    let _ = x.offload().reduce(|| &0, |a, _| a);
    let _ = x.offload().map(|x| x.to_string()).collect();
}
