use corpus::{cases, fraction};
use half::{bf16, f16};

// From f32: an f64 is rounded twice where the crate finds that the host's processor has F16C, and once elsewhere.
cases! {
    "conversions": |seed| {
        let number = (fraction(seed, 0) * 70_000.0 - 1000.0) as f32;
        u64::from(f16::from_f32(number).to_bits()) ^ u64::from(bf16::from_f32(number).to_bits()) << 16
            ^ u64::from(f16::from_bits(seed as u16 & 0x7bff).to_f32().to_bits()) << 32
    };
    "arithmetic": |seed| {
        let [a, b] = [fraction(seed, 0), fraction(seed, 1) + 0.5].map(|number| f16::from_f32(number as f32));
        u64::from((a * b + a / b - b).to_bits()) | u64::from(a.total_cmp(&b) as u8) << 32
    };
    "slices": |seed| {
        use half::slice::HalfFloatSliceExt;
        let numbers: [f32; 12] = std::array::from_fn(|i| fraction(seed, i as u32) as f32 * 100.0);
        let mut halves = [f16::ZERO; 12];
        halves.convert_from_f32_slice(&numbers);
        halves.iter().fold(0, |hash, x| hash * 31 + u64::from(x.to_bits()))
    };
}
