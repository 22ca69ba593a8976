//! A mutable static, written.

use offload::Each;

static mut COUNT: i32 = 0;

#[offload::kernel]
fn count(mut y: Each<i32>) {
    // SAFETY: not at all.
    unsafe {
        COUNT = *y; //~ OFL021: kernel `static_write::count` uses the mutable static `static_write::COUNT`
    }
    *y += 1;
}

fn main() -> offload::Result<()> {
    count::launch(&mut [1, 2, 3])?;
    // SAFETY: one thread.
    println!("{}", unsafe { COUNT });
    Ok(())
}
