//! Distances between floats, counted in the floats that lie between them.

use std::fmt::Debug;

use offload::DeviceData;

/// `f32` and `f64`.
pub trait Float: DeviceData + Copy + Debug + PartialEq + Into<f64> {
    /// The type's name.
    const NAME: &'static str;
    /// The distance from 1 to its successor.
    const EPSILON: f64;
    /// Its index in the order of all floats; the two zeros share an index, and infinity follows the largest
    /// finite number.
    fn place(self) -> i64;
    /// The bits, to print and to compare.
    fn bits(self) -> u64;
    /// Reads bits.
    fn from_bits(bits: u64) -> Self;
    /// The nearest float.
    fn from_f64(value: f64) -> Self;

    fn is_nan(self) -> bool {
        self.into().is_nan()
    }

    /// Whether both have the same bits, except for the payload of a NaN, which Rust does not specify.
    fn same(self, other: Self) -> bool {
        self.bits() == other.bits() || (self.is_nan() && other.is_nan())
    }

    /// The distance of `self` from plain Rust's result, in units of epsilon times the greater of that result
    /// and 1; infinite if only one of them is NaN or infinite.
    fn epsilons_from(self, plain: Self) -> f64 {
        if self == plain || self.same(plain) {
            return 0.0;
        }
        let (own, plain) = (self.into(), plain.into());
        let distance = (own - plain).abs() / (Self::EPSILON * plain.abs().max(1.0));
        if distance.is_nan() { f64::INFINITY } else { distance }
    }

    /// The distance of `self` from the correctly rounded result; `None` if only one of them is NaN, or both
    /// are zeros of different signs.
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
