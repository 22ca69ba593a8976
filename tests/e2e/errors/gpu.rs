//! Operations that the CPU has and a GPU lacks.

#![feature(f128)]

use offload::Each;
use std::arch::x86_64::*;
use std::sync::atomic::Ordering;

#[target_feature(enable = "cmpxchg16b")]
fn exchange_pair(pair: &mut u128) -> u128 {
    // SAFETY: it is aligned, and nobody else has it.
    unsafe { cmpxchg16b(pair, 3, 4, Ordering::SeqCst, Ordering::SeqCst) } //~ OFL034: kernel `gpu::exchange` is written for the host's processor: it calls `cmpxchg16b` of `std::arch`
}

#[target_feature(enable = "sse4.2")]
fn crc(value: u64) -> u64 {
    _mm_crc32_u64(1, value) //~ OFL034: kernel `gpu::checksum` is written for the host's processor: it calls `_mm_crc32_u64` of `std::arch`
}

#[target_feature(enable = "avx2")]
fn shuffled(value: u64) -> u64 {
    let bytes = _mm256_set1_epi32(value as i32);
    _mm256_extract_epi64::<0>(_mm256_shuffle_epi8(bytes, bytes)) as u64 //~ OFL034: kernel `gpu::shuffle` is written for the host's processor: it calls `_mm256_shuffle_epi8` of `std::arch`
}

#[target_feature(enable = "aes")]
fn encrypted(value: u64) -> u64 {
    let block = _mm_set1_epi64x(value as i64);
    _mm_cvtsi128_si64(_mm_aesenc_si128(block, block)) as u64 //~ OFL034: kernel `gpu::encrypt` is written for the host's processor: it calls `_mm_aesenc_si128` of `std::arch`
}

#[offload::kernel]
fn quadruple(mut y: Each<u64>) {
    let value = *y as f128; //~ OFL038: kernel `gpu::quadruple` computes with `f128`, which this GPU cannot
    *y = (value / 3.0) as u64; //~ OFL038: kernel `gpu::quadruple` computes with `f128`, which this GPU cannot
}

#[offload::kernel]
fn exchange(mut y: Each<u64>) {
    // SAFETY: the processor has it.
    *y = unsafe { exchange_pair(&mut 3) } as u64;
}

#[offload::kernel]
fn checksum(mut y: Each<u64>) {
    // SAFETY: the processor has it.
    *y = unsafe { crc(*y) };
}

#[offload::kernel]
fn fence(mut y: Each<u64>) {
    // SAFETY: every x86-64 has it.
    unsafe { _mm_mfence() }; //~ OFL034: kernel `gpu::fence` is written for the host's processor: it calls `_mm_mfence` of `std::arch`
    *y = 1;
}

#[offload::kernel]
fn cycles(mut y: Each<u64>) {
    // SAFETY: every x86-64 has it.
    *y = unsafe { _rdtsc() }; //~ OFL034: kernel `gpu::cycles` is written for the host's processor: it calls `_rdtsc` of `std::arch`
}

#[offload::kernel]
fn shuffle(mut y: Each<u64>) {
    // SAFETY: the processor has it.
    *y = unsafe { shuffled(*y) };
}

#[offload::kernel]
fn encrypt(mut y: Each<u64>) {
    // SAFETY: the processor has it.
    *y = unsafe { encrypted(*y) };
}

#[offload::kernel]
fn large(mut y: Each<u64>) {
    let mut table = [0u8; 1 << 20]; //~ OFL039: kernel `gpu::large` has a local variable of 1048576 bytes
    for i in 0..*y as usize {
        table[i * 7 % (1 << 20)] += 1;
    }
    *y = table[*y as usize] as u64;
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    quadruple::launch(&mut y)?;
    exchange::launch(&mut y)?;
    checksum::launch(&mut y)?;
    fence::launch(&mut y)?;
    cycles::launch(&mut y)?;
    shuffle::launch(&mut y)?;
    encrypt::launch(&mut y)?;
    large::launch(&mut y)
}
