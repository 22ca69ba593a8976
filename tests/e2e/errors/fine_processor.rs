//! A kernel with instructions that `cfg` chose for the processor that the program is compiled for.

use offload::Each;

#[cfg(target_feature = "aes")]
fn mixed(value: u64) -> u64 {
    use std::arch::x86_64::{_mm_aesenc_si128, _mm_cvtsi128_si64, _mm_set1_epi64x};
    // SAFETY: the processor has it.
    unsafe {
        let block = _mm_set1_epi64x(value as i64);
        _mm_cvtsi128_si64(_mm_aesenc_si128(block, block)) as u64
    }
}

#[cfg(not(target_feature = "aes"))]
fn mixed(value: u64) -> u64 {
    value.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[offload::kernel]
fn mix(mut y: Each<u64>) {
    *y = mixed(*y);
}

fn main() -> offload::Result<()> {
    mix::launch(&mut [1, 2, 3])
}
