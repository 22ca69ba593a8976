//! Floats as places on a line: how many others lie between two of them.

use std::fmt::Debug;

use offload::DeviceData;

/// `f32` and `f64`.
pub trait Float: DeviceData + Copy + Debug + PartialEq + Into<f64> {
    /// The type's name.
    const NAME: &'static str;
    /// The distance from 1 to its successor.
    const EPSILON: f64;
    /// Where it is on the line; the two zeros share a place, and infinity is next to the greatest finite number.
    fn place(self) -> i64;
    /// The bits, to print and to compare.
    fn bits(self) -> u64;
    /// Reads bits.
    fn from_bits(bits: u64) -> Self;
    /// The nearest one.
    fn from_f64(value: f64) -> Self;

    fn is_nan(self) -> bool {
        self.into().is_nan()
    }

    /// Nothing to tell them apart but the payload of a NaN, which Rust leaves open.
    fn same(self, other: Self) -> bool {
        self.bits() == other.bits() || (self.is_nan() && other.is_nan())
    }

    /// How far `self` is from plain Rust's result, in units of epsilon times the greater of that and 1; infinite where only one of
    /// them is NaN or infinite.
    fn epsilons_from(self, plain: Self) -> f64 {
        if self == plain || self.same(plain) {
            return 0.0;
        }
        let (own, plain) = (self.into(), plain.into());
        let distance = (own - plain).abs() / (Self::EPSILON * plain.abs().max(1.0));
        if distance.is_nan() { f64::INFINITY } else { distance }
    }

    /// How far `self` is from the correctly rounded result; `None` where one is NaN and the other is not, or both are zero
    /// and their signs differ.
    fn ulps_from(self, correct: Self) -> Option<u64> {
        if self.same(correct) {
            return Some(0);
        }
        let differ = self.is_nan() || correct.is_nan() || self == correct;
        (!differ).then(|| self.place().abs_diff(correct.place()))
    }
}

macro_rules! float {
    ($type:ident, $bits:ident, $signed:ident) => {
        impl Float for $type {
            const NAME: &'static str = stringify!($type);
            const EPSILON: f64 = $type::EPSILON as f64;

            fn place(self) -> i64 {
                let magnitude = i64::from(self.abs().to_bits() as $signed);
                if self.is_sign_negative() { -magnitude } else { magnitude }
            }

            fn bits(self) -> u64 {
                self.to_bits().into()
            }

            fn from_bits(bits: u64) -> Self {
                Self::from_bits(bits as $bits)
            }

            fn from_f64(value: f64) -> Self {
                value as Self
            }
        }
    };
}

float!(f32, u32, i32);
float!(f64, u64, i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_apart() {
        assert_eq!(1.0f32.next_up().ulps_from(1.0), Some(1));
        assert_eq!(f64::MAX.ulps_from(f64::INFINITY), Some(1));
        assert_eq!((-f32::from_bits(1)).ulps_from(f32::from_bits(2)), Some(3));
        assert_eq!(1.0f64.ulps_from(1.0), Some(0));
    }

    #[test]
    fn classes_are_told_apart() {
        assert_eq!(0.0f32.ulps_from(-0.0), None);
        assert_eq!(f64::NAN.ulps_from(0.0), None);
        assert_eq!(1.0f32.ulps_from(f32::NAN), None);
        assert_eq!((-f64::NAN).ulps_from(f64::NAN), Some(0));
    }
}
