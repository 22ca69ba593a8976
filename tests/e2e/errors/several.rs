//! All errors of a compilation at once: two kernels, three errors.

use offload::Each;

static mut COUNT: i32 = 0;

unsafe extern "C" {
    fn getpid() -> i32;
    fn getppid() -> i32;
}

#[offload::kernel]
fn first(mut y: Each<i32>) {
    // SAFETY: not at all.
    unsafe {
        COUNT = *y; //~ OFL021: kernel `several::first` uses the mutable static `several::COUNT`
        *y = getpid(); //~ OFL020: kernel `several::first` calls the external function `getpid`
    }
}

#[offload::kernel]
fn second(mut y: Each<i32>) {
    // SAFETY: getppid has no preconditions.
    *y = unsafe { getppid() }; //~ OFL020: kernel `several::second` calls the external function `getppid`
}

fn main() -> offload::Result<()> {
    first::launch(&mut [1, 2, 3])?;
    second::launch(&mut [1, 2, 3])?;
    // SAFETY: one thread.
    println!("{}", unsafe { COUNT });
    Ok(())
}
