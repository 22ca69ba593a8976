//! A C function in a kernel, two calls away.

use offload::Each;

unsafe extern "C" {
    fn getpid() -> i32;
}

#[inline(never)]
fn identify(value: i32) -> i32 {
    // SAFETY: getpid has no preconditions.
    value + unsafe { getpid() } //~ OFL020: kernel `external_function::identity` calls the external function `getpid`
}

fn middle(value: i32) -> i32 {
    identify(value) * 2 //~ CHAIN middle
}

#[offload::kernel]
fn identity(mut y: Each<i32>) {
    *y = middle(*y); //~ CHAIN identity
}

fn main() -> offload::Result<()> {
    identity::launch(&mut [1, 2, 3])
}
