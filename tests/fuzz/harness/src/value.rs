//! Element types: makes values from random bits, and compares them.

use crate::Random;
use offload::DeviceData;
use std::fmt::Debug;
use std::hash::{DefaultHasher, Hasher};

/// Plain data that a kernel takes or returns.
pub trait Value: DeviceData + Copy + Debug + 'static {
    /// A random value; edges of the type are frequent.
    fn random(random: &mut Random) -> Self;
    /// Appends bytes that are equal if the values are the same; all NaN count as equal.
    fn encode(&self, bytes: &mut Vec<u8>);
}

/// Bits of a float; one value for all NaN, whose payload and sign are unspecified.
#[inline]
pub fn code_of_f32(value: f32) -> u32 {
    if value.is_nan() { 0x7fc0_0000 } else { value.to_bits() }
}

/// Bits of a float; one value for all NaN.
#[inline]
pub fn code_of_f64(value: f64) -> u64 {
    if value.is_nan() { 0x7ff8_0000_0000_0000 } else { value.to_bits() }
}

/// A hash of a text that depends on every byte.
#[inline]
pub fn text_hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl Value for $integer {
            fn random(random: &mut Random) -> Self {
                let bits = u128::from(random.bits()) << 64 | u128::from(random.bits());
                match random.below(8) {
                    0 => *random.pick(&[0, 1, 2, <$integer>::MAX, <$integer>::MIN, <$integer>::MAX - 1, <$integer>::MIN + 1, (0 as $integer).wrapping_sub(1)]),
                    1 | 2 => (bits % 17) as $integer,
                    3 => ((bits % 256) as $integer).wrapping_sub(100),
                    // Of any magnitude.
                    4 => (bits as $integer) >> (random.bits() % u64::from(<$integer>::BITS)) as u32,
                    _ => bits as $integer,
                }
            }

            fn encode(&self, bytes: &mut Vec<u8>) {
                bytes.extend(self.to_le_bytes());
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! floats {
    ($($float:ident $bits:ident $code:ident;)*) => {$(
        impl Value for $float {
            fn random(random: &mut Random) -> Self {
                match random.below(8) {
                    0 => *random.pick(&[
                        0.0, -0.0, 1.0, -1.0, $float::NAN, $float::INFINITY, $float::NEG_INFINITY, $float::MAX,
                        $float::MIN_POSITIVE, -$float::MIN_POSITIVE / 4.0, $float::EPSILON, 0.5,
                    ]),
                    1 => $float::from_bits(random.bits() as $bits),
                    2 | 3 => random.between(0, 64) as $float - 32.0,
                    4 => (random.bits() as i64) as $float,
                    _ => (random.bits() as i64 >> 20) as $float / (1u64 << 36) as $float,
                }
            }

            fn encode(&self, bytes: &mut Vec<u8>) {
                bytes.extend($code(*self).to_le_bytes());
            }
        }
    )*};
}

floats! { f32 u32 code_of_f32; f64 u64 code_of_f64; }

impl Value for bool {
    fn random(random: &mut Random) -> Self {
        random.chance(50)
    }

    fn encode(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(*self));
    }
}

impl Value for char {
    fn random(random: &mut Random) -> Self {
        match random.below(4) {
            0 => *random.pick(&['\0', 'a', 'Z', '9', 'ß', 'é', '€', '𝄞', '\u{10ffff}']),
            1 => char::from_u32(random.bits() as u32 % 0xd800).unwrap_or('x'),
            _ => char::from(random.bits() as u8 & 0x7f),
        }
    }

    fn encode(&self, bytes: &mut Vec<u8>) {
        bytes.extend(u32::from(*self).to_le_bytes());
    }
}

impl<T: Value, const N: usize> Value for [T; N] {
    fn random(random: &mut Random) -> Self {
        std::array::from_fn(|_| T::random(random))
    }

    fn encode(&self, bytes: &mut Vec<u8>) {
        self.iter().for_each(|element| element.encode(bytes));
    }
}

impl<T: Value> Value for Option<T> {
    fn random(random: &mut Random) -> Self {
        random.chance(70).then(|| T::random(random))
    }

    fn encode(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(self.is_some()));
        self.iter().for_each(|value| value.encode(bytes));
    }
}

macro_rules! tuples {
    ($(($($name:ident)*))*) => {$(
        impl<$($name: Value),*> Value for ($($name,)*) {
            fn random(random: &mut Random) -> Self {
                ($($name::random(random),)*)
            }

            #[expect(non_snake_case, reason = "a type's name is its value's, too")]
            fn encode(&self, bytes: &mut Vec<u8>) {
                let ($($name,)*) = self;
                $($name.encode(bytes);)*
            }
        }
    )*};
}

tuples! { (A B) (A B C) (A B C D) }

/// A hash of the encoded `values`.
pub(crate) fn digest<T: Value>(values: &[T]) -> u64 {
    let mut bytes = Vec::new();
    values.iter().for_each(|value| value.encode(&mut bytes));
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    hasher.finish()
}

/// Index of the first difference.
pub(crate) fn difference<T: Value>(a: &[T], b: &[T]) -> Option<usize> {
    let encoded = |value: &T| {
        let mut bytes = Vec::new();
        value.encode(&mut bytes);
        bytes
    };
    (0..a.len().max(b.len())).find(|&i| a.get(i).map(encoded) != b.get(i).map(encoded))
}
