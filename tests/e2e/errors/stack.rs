//! A local variable that is too large for the stack of any thread.

use offload::Each;

#[offload::kernel]
fn large(mut y: Each<u64>) {
    let mut table = [0u8; 8 << 20]; //~ OFL039: kernel `stack::large` has a local variable of 8388608 bytes
    for i in 0..*y as usize {
        table[i * 7 % (8 << 20)] += 1;
    }
    *y = table[*y as usize] as u64;
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    large::launch(&mut y)
}
