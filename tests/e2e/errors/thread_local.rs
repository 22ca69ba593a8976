//! A thread-local.

use offload::Each;
use std::cell::Cell;

thread_local! {
    static LEVEL: Cell<u32> = const { Cell::new(3) };
}

#[offload::kernel]
fn raise(mut y: Each<u32>) {
    *y += LEVEL.get(); //~ CHAIN raise
}
//~ ANYWHERE OFL023: kernel `thread_local::raise` uses the thread-local

fn main() -> offload::Result<()> {
    LEVEL.set(4);
    raise::launch(&mut [1, 2, 3])
}
