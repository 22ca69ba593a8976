//! A mutable static, read in the kernel and written on the host.

use offload::Each;

static mut LEVEL: i32 = 7;

#[offload::kernel]
fn raise(mut y: Each<i32>) {
    // SAFETY: not at all.
    *y += unsafe { LEVEL }; //~ OFL021: kernel `static_read::raise` uses the mutable static `static_read::LEVEL`
}

fn main() -> offload::Result<()> {
    // SAFETY: one thread.
    unsafe { LEVEL = std::env::args().count() as i32 };
    raise::launch(&mut [1, 2, 3])
}
