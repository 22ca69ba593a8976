//! No error: the tests of errors can see that their set-up compiles what is right.

use offload::Each;

static TABLE: [i32; 3] = [5, 6, 7];

#[offload::kernel]
fn look_up(mut y: Each<i32>) {
    *y = TABLE[y.index()];
}

fn main() -> offload::Result<()> {
    look_up::launch(&mut [1, 2, 3])
}
