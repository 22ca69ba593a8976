//! A static with interior mutability.

use offload::Each;
use std::sync::atomic::{AtomicU32, Ordering};

static TICKETS: AtomicU32 = AtomicU32::new(0);

#[offload::kernel]
fn ticket(mut y: Each<u32>) {
    *y = TICKETS.fetch_add(1, Ordering::Relaxed); //~ CHAIN ticket
}

//~ ANYWHERE OFL021: kernel `static_interior::ticket` uses the mutable static `static_interior::TICKETS`

fn main() -> offload::Result<()> {
    ticket::launch(&mut [1, 2, 3])
}
