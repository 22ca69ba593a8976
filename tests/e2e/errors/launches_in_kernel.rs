//! All launches in a kernel are one error, which names all of their places.

use offload::Each;
use offload::prelude::*;

#[offload::kernel]
fn inner(mut y: Each<u32>) {
    *y += 1;
}

struct Launches;

impl Drop for Launches {
    fn drop(&mut self) {
        inner::launch(&mut [0u32; 3]).unwrap();
    }
}

#[offload::kernel]
fn outer(mut y: Each<u32>) {
    //~ ANYWHERE OFL014: kernel `launches_in_kernel::outer` launches a kernel or asks about devices, which only the host can
    let mut z = [*y; 5];
    inner::launch(&mut z).unwrap();
    let sum: u32 = z.offload().sum().unwrap();
    let _launches = Launches;
    *y = sum + z[y.index() % 5];
}

fn main() -> offload::Result<()> {
    outer::launch(&mut [1; 10])
}
