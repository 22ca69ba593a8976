//! Arguments for the functions: special values and their neighbours, every part of the type's range, and
//! fresh numbers.

use std::hash::{BuildHasher, RandomState};

use crate::ulps::Float;

/// Three arguments; functions with fewer arguments ignore the rest.
pub type Arguments<T> = [T; 3];

/// Poles, range limits and exact values of functions, and limits of types.
fn special<T: Float>() -> Vec<T> {
    let limits = match T::NAME {
        "f32" => [f32::MAX.into(), f32::MIN_POSITIVE.into(), f32::from_bits(1).into(), 88.72283, 103.97],
        _ => [f64::MAX, f64::MIN_POSITIVE, f64::from_bits(1), 709.782712893384, 745.1332191019411],
    };
    let others = [
        0.0,
        f64::INFINITY,
        f64::NAN,
        1.0,
        2.0,
        3.0,
        0.5,
        1.5,
        2.5,
        10.0,
        100.0,
        1e10,
        1e-10,
        std::f64::consts::PI,
        std::f64::consts::FRAC_PI_2,
        std::f64::consts::FRAC_PI_4,
        std::f64::consts::E,
        std::f64::consts::LN_2,
        16_777_216.0,
        2_147_483_648.0,
        9_007_199_254_740_992.0,
    ];
    let mut values = Vec::new();
    for value in limits.into_iter().chain(others) {
        for sign in [1.0, -1.0] {
            let bits = T::from_f64(sign * value).bits();
            values.extend([0, 1, -1].map(|step: i64| quiet::<T>(bits.wrapping_add_signed(step))));
        }
    }
    values
}

/// `count` arguments, or a few more.
pub fn inputs<T: Float>(count: usize) -> Vec<Arguments<T>> {
    let special = special::<T>();
    let fresh = RandomState::new();
    let random = |number: usize| fresh.hash_one(number);
    let mut inputs: Vec<Arguments<T>> = Vec::with_capacity(count + special.len() * special.len());
    for (row, &x) in special.iter().enumerate() {
        inputs.extend(
            special.iter().enumerate().map(|(column, &y)| [x, y, special[(row + column) % special.len()]]),
        );
    }
    let rest = count.saturating_sub(inputs.len());
    for number in 0..rest {
        // The first argument steps evenly through all bit patterns, from a new start in each run.
        let even = (number as u64).wrapping_mul(u64::MAX / rest as u64).wrapping_add(random(usize::MAX));
        let value = |which: usize| any::<T>(random(3 * number + which), random(3 * (number + rest) + which));
        let first = if number % 2 == 0 { from_high_bits(even) } else { value(0) };
        inputs.push([first, value(1), value(2)]);
    }
    inputs
}

/// The type's bits from the upper bits of a number.
fn from_high_bits<T: Float>(bits: u64) -> T {
    quiet(if T::NAME == "f32" { bits >> 32 } else { bits })
}

/// The float with these bits, but never a signalling NaN, for which Rust does not specify results.
fn quiet<T: Float>(bits: u64) -> T {
    let value = T::from_bits(bits);
    if value.is_nan() { T::from_f64(f64::NAN) } else { value }
}

/// A number from one of several distributions, since random bits alone are nearly always too large or too
/// small to be interesting.
fn any<T: Float>(choice: u64, bits: u64) -> T {
    let unit = bits as i64 as f64 / 2f64.powi(63);
    match choice % 8 {
        0 => from_high_bits(bits),
        // All magnitudes from 2⁻⁴⁰ to 2⁴⁰ with equal probability.
        1 | 2 => T::from_f64(unit.signum() * (unit.abs() * 80.0 - 40.0).exp2()),
        3 => T::from_f64(unit * 1.5),
        4 => T::from_f64(unit * 20.0),
        5 => T::from_f64(unit * 760.0),
        6 => T::from_f64(1.0 + unit / (1u64 << (choice >> 8 & 31)) as f64),
        _ => T::from_f64((unit * 70.0).round()),
    }
}
