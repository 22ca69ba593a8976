//! No error: this shows that the set-up of the error tests compiles correct programs.

use offload::Each;

static TABLE: [i32; 3] = [5, 6, 7];

#[offload::kernel]
fn look_up(mut y: Each<i32>) {
    *y = TABLE[y.index()];
}

fn main() -> offload::Result<()> {
    look_up::launch(&mut [1, 2, 3])
}
