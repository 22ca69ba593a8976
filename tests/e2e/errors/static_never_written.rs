//! A mutable static that nothing writes is no constant either: the optimiser must not fold it before it is seen.

use offload::Each;

static mut LEVEL: i32 = 7;

#[offload::kernel]
fn raise(mut y: Each<i32>) {
    // SAFETY: nobody writes.
    *y += unsafe { LEVEL }; //~ OFL021: kernel `static_never_written::raise` uses the mutable static `static_never_written::LEVEL`
}

fn main() -> offload::Result<()> {
    raise.launch((&mut [1, 2, 3],))
}
