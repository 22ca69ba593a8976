//! Two ways to stop LLVM by its own intrinsics: an instruction that no level of x86-64 has, which LLVM cannot select, and an intrinsic with
//! the wrong type, which the verifier refuses.

#![feature(abi_unadjusted, link_llvm_intrinsics, simd_ffi)]
#![allow(improper_ctypes, internal_features)]

use offload::Each;

unsafe extern "unadjusted" {
    #[link_name = "llvm.x86.tbm.bextri.u32"]
    fn bits(value: u32, control: u32) -> u32;
    #[link_name = "llvm.x86.xop.vphaddbw"]
    fn pairs(bytes: std::arch::x86_64::__m128i) -> std::arch::x86_64::__m128i;
}

#[offload::kernel]
fn cut(mut y: Each<u32>) { //~ OFL041: LLVM cannot compile kernel `backend::cut` for cpu: Cannot select:
    // SAFETY: it has no effects.
    *y = unsafe { bits(*y, 0x0203) };
}

#[offload::kernel]
fn double(mut y: Each<u32>) {
    *y *= 2;
}

#[offload::kernel]
fn add(mut y: Each<u32>) { //~ OFL041: LLVM cannot compile kernel `backend::add` for cpu: broken code: Intrinsic has incorrect return type!
    use std::arch::x86_64::{_mm_cvtsi128_si32, _mm_set1_epi32};
    // SAFETY: it has no effects.
    *y = unsafe { _mm_cvtsi128_si32(pairs(_mm_set1_epi32(*y as i32))) } as u32;
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    cut::launch(&mut y)?;
    double::launch(&mut y)?;
    add::launch(&mut y)
}
