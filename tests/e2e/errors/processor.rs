//! The host's processor.

use offload::Each;

#[offload::kernel]
fn identify(mut y: Each<u64>) {
    *y = std::arch::x86_64::__cpuid(0).eax as u64; //~ OFL034: kernel `processor::identify` is written for the host's processor: it calls `__cpuid` of `std::arch`
}

#[offload::kernel]
fn detect(mut y: Each<u64>) {
    *y = std::is_x86_feature_detected!("avx2") as u64; //~ OFL034: kernel `processor::detect` is written for the host's processor: it calls `avx2` of `std::arch`
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    identify.launch((&mut y,))?;
    detect.launch((&mut y,))
}
