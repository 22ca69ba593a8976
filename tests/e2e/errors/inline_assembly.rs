//! Inline assembly.

use offload::Each;

#[offload::kernel]
fn count(mut y: Each<u64>) {
    let value: u64;
    // SAFETY: writes one register.
    unsafe { std::arch::asm!("mov {}, 5", out(reg) value) }; //~ OFL024: kernel `inline_assembly::count` contains inline assembly
    *y = value;
}

fn main() -> offload::Result<()> {
    count::launch(&mut [1, 2, 3])
}
