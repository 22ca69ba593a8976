//! Numbers that need more than one instruction.

#![feature(f16, f128, portable_simd)]

use offload::Each;
use std::arch::x86_64::{_mm_add_ps, _mm_cvtss_f32, _mm_set1_ps};
use std::simd::StdFloat;
use std::simd::prelude::*;
use std::sync::atomic::{AtomicU8, Ordering};

#[offload::kernel]
fn wide(mut y: Each<u64>) {
    let a = *y as u128 * 0x1234_5678_1234_5678;
    *y = (a / (*y as u128 + 3) % 7) as u64 + (*y as i128).rem_euclid(7) as u64;
}

#[offload::kernel]
fn wide_checked(mut y: Each<u64>) {
    let a = *y as u128;
    *y = (a.saturating_mul(a).checked_add(3).unwrap_or(1) as i128).wrapping_shl(3).isqrt() as u64;
}

#[offload::kernel]
fn wide_bits(mut y: Each<u64>) {
    *y = (*y as u128).reverse_bits().rotate_left(3).count_ones() as u64
        + (*y as i128 >> 3).leading_zeros() as u64;
}

#[offload::kernel]
fn wide_floats(mut y: Each<u64>) {
    *y = (*y as u128 as f64) as i128 as u64 + (*y as f32 as u128) as u64;
}

#[offload::kernel]
fn half(mut y: Each<u64>) {
    let a = *y as f16;
    *y = (a * a + 1.0f16) as u64;
}

#[offload::kernel]
fn half_functions(mut y: Each<u64>) {
    let a = *y as f16;
    *y = (a.sin() + a.powf(a) + a.exp() % 3.0f16 + a.sqrt() + a.floor()) as u64;
}

#[offload::kernel]
fn quadruple_moved(mut y: Each<u64>) {
    *y = f128::from_bits(*y as u128).to_bits() as u64;
}

#[offload::kernel]
fn small_atomics(mut y: Each<u64>) {
    let a = AtomicU8::new(*y as u8);
    std::hint::black_box(&a);
    a.fetch_max(5, Ordering::AcqRel);
    *y = a.swap(2, Ordering::SeqCst) as u64;
}

#[offload::kernel]
fn lanes(mut y: Each<u64>) {
    let a = u64x8::splat(*y);
    *y = (a * a + u64x8::from_array([1, 2, 3, 4, 5, 6, 7, 8])).reduce_sum();
}

#[offload::kernel]
fn odd_lanes(mut y: Each<u64>) {
    let a = Simd::<f32, 3>::splat(*y as f32);
    let b = Simd::<u16, 5>::splat(*y as u16);
    *y = a.reduce_product() as u64 + b.reduce_and() as u64;
}

#[offload::kernel]
fn lane_functions(mut y: Each<u64>) {
    let a = f32x16::splat(*y as f32);
    *y = (a.sqrt() + a.sin() + a.floor() + a.mul_add(a, a)).reduce_sum() as u64;
}

#[offload::kernel]
fn gathered(mut y: Each<u64>) {
    let table = [1, 2, 3, 4, 5, 6, 7, 8];
    *y = u64x8::gather_or_default(&table, usizex8::splat(*y as usize)).reduce_max();
}

#[offload::kernel]
fn lane_masks(mut y: Each<u64>) {
    *y = u8x64::splat(*y as u8).simd_gt(u8x64::splat(3)).to_bitmask();
}

#[offload::kernel]
fn wide_volatile(mut y: Each<u64>) {
    let mut a = *y as u128;
    // SAFETY: a local variable.
    unsafe { (&raw mut a).write_volatile(5) };
    *y += a as u64;
}

#[offload::kernel]
fn sse(mut y: Each<u64>) {
    // SAFETY: every x86-64 has it.
    *y = unsafe { _mm_cvtss_f32(_mm_add_ps(_mm_set1_ps(*y as f32), _mm_set1_ps(1.0))) } as u64;
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    wide::launch(&mut y)?;
    wide_checked::launch(&mut y)?;
    wide_bits::launch(&mut y)?;
    wide_floats::launch(&mut y)?;
    half::launch(&mut y)?;
    half_functions::launch(&mut y)?;
    quadruple_moved::launch(&mut y)?;
    small_atomics::launch(&mut y)?;
    lanes::launch(&mut y)?;
    odd_lanes::launch(&mut y)?;
    lane_functions::launch(&mut y)?;
    gathered::launch(&mut y)?;
    lane_masks::launch(&mut y)?;
    wide_volatile::launch(&mut y)?;
    sse::launch(&mut y)
}
