//! Fresh pseudo-random data for every run; a test that fails prints its seed with the assertion.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::hash::{BuildHasher, RandomState};

/// Whether launches run on a GPU, which cannot reach host memory and rounds `a * b + c` once.
pub fn on_gpu() -> bool {
    offload::Device::current().is_ok_and(|device| device.kind() == offload::DeviceKind::Gpu)
}

/// Whether both are equal. On a GPU they may differ by the effect of one missing rounding, for values of
/// magnitude up to 4.
pub fn same(device: f32, host: f32) -> bool {
    device == host || (on_gpu() && (device - host).abs() <= 2.0 * f32::EPSILON)
}

/// xorshift64*.
pub struct Random(u64);

impl Random {
    /// Seeded from the system's randomness, or from `OFFLOAD_TEST_SEED`.
    pub fn new() -> Self {
        let seed = match std::env::var("OFFLOAD_TEST_SEED") {
            Ok(seed) => seed.parse().expect("OFFLOAD_TEST_SEED is a number"),
            Err(_) => RandomState::new().hash_one(0),
        };
        println!("OFFLOAD_TEST_SEED={seed}");
        Self(seed | 1)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number in `0..end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.bits() % end as u64) as usize
    }

    /// A number in `-1.0..1.0`.
    pub fn float(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    pub fn floats(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.float() as f32).collect()
    }

    pub fn numbers(&mut self, count: usize) -> Vec<u64> {
        (0..count).map(|_| self.bits()).collect()
    }
}
