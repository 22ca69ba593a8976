use corpus::{cases, digest};
use fixed::types::{I16F16, I32F32, U8F24};

cases! {
    "arithmetic": |seed| {
        let (a, b) = (I32F32::from_bits(seed as u32 as i64), I32F32::from_bits((seed >> 32) as i64 | 1 << 32));
        (a * b + a / b).to_bits() as u64 ^ a.sqrt().to_bits() as u64
    };
    "conversions": |seed| {
        let number = I16F16::from_bits(seed as i32);
        number.to_num::<f64>().to_bits() ^ number.wrapping_ceil().to_bits() as u64
            ^ u64::from(U8F24::from_num((seed % 200) as f32 / 8.0).to_bits())
    };
    "text": |seed| digest(I16F16::from_bits(seed as i32).to_string().as_bytes());
}
