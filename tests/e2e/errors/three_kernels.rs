//! A cause that several kernels reach is one error.

use offload::Each;

fn identify() -> u64 {
    std::process::id() as u64 //~ OFL032: kernel `three_kernels::first` works with processes: it calls `id` of `std::process`
}

#[offload::kernel]
fn first(mut y: Each<u64>) {
    *y = identify();
}

#[offload::kernel]
fn second(mut y: Each<u64>) {
    *y = 1 + identify();
}

#[offload::kernel]
fn third(mut y: Each<u64>) {
    *y = 2 * identify();
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    first::launch(&mut y)?;
    second::launch(&mut y)?;
    third::launch(&mut y)
}
