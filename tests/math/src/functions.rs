//! The functions: everything that std has for `f32` and `f64` on stable Rust and that gives a float.

use crate::inputs::Arguments;

/// How good a result has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// The result is plain Rust's, bit for bit: what IEEE 754 says exactly, or what is computed in the same steps.
    Exact,
    /// Units in the last place from the correctly rounded result, on NVIDIA: the largest error that the CUDA C++ Programming
    /// Guide gives for the function ("Mathematical Functions", tables of maximum ULP error).
    Ulps(u64),
    /// std composes it of other functions, so that it has no bound of the vendor's, and may be far off everywhere (`acosh` near 1):
    /// so many times the type's epsilon from plain Rust's result, relative to that or to 1, whichever is greater.
    Composed(u64),
}

/// One function of one type.
pub struct Function<T: 'static> {
    pub name: &'static str,
    pub bound: Bound,
    /// Evaluates it at all arguments on the default device.
    pub launch: fn(&[Arguments<T>], &mut [T]) -> offload::Result<()>,
    /// Plain Rust.
    pub host: fn(T, T, T) -> T,
    /// The correctly rounded result.
    pub correct: fn(T, T, T) -> T,
}

/// CORE-MATH's names without the types' suffixes.
mod correct32 {
    pub use core_math::{
        acosf as acos, acoshf as acosh, asinf as asin, asinhf as asinh, atan2f as atan2, atanf as atan,
        atanhf as atanh, cbrtf as cbrt, cosf as cos, coshf as cosh, exp2f as exp2, expf as exp,
        expm1f as expm1, hypotf as hypot, log1pf as log1p, log2f as log2, log10f as log10, logf as log,
        powf as pow, sinf as sin, sinhf as sinh, tanf as tan, tanhf as tanh,
    };
}

/// Each line: name(arguments) bounds of f32 and f64: the expression, and its correctly rounded result, which where it is left out is
/// the expression's own on the host.
macro_rules! functions {
    ($($name:ident($x:ident, $y:ident, $z:ident) $bound32:expr, $bound64:expr;
       $value:expr $(=> $correct:expr)?;)*) => {
        functions! { @type f32, functions32, correct32,
            [$($name($x, $y, $z) $bound32; $value $(=> $correct)?;)*] }
        functions! { @type f64, functions64, core_math,
            [$($name($x, $y, $z) $bound64; $value $(=> $correct)?;)*] }
    };
    (@type $type:ident, $module:ident, $library:ident,
        [$($name:ident($x:ident, $y:ident, $z:ident) $bound:expr; $value:expr $(=> $correct:expr)?;)*]) => {
        mod $module {
            #![allow(unused, non_camel_case_types, deprecated, reason = "functions of fewer arguments, and std's older ones")]
            use super::{Arguments, Bound::{self, *}, Function};
            use super::*;
            use $library as correct;
            use offload::Each;

            type Float = $type;

            $(
                mod $name {
                    use super::*;

                    #[inline]
                    pub fn value($x: Float, $y: Float, $z: Float) -> Float {
                        $value
                    }

                    pub fn correct_value($x: Float, $y: Float, $z: Float) -> Float {
                        functions!(@correct value($x, $y, $z) $(, $correct)?)
                    }

                    #[offload::kernel]
                    fn kernel(inputs: &[[Float; 3]], mut out: Each<Float>) {
                        let [x, y, z] = inputs[out.index()];
                        *out = value(x, y, z);
                    }

                    pub fn launch(inputs: &[Arguments<Float>], out: &mut [Float]) -> offload::Result<()> {
                        kernel::launch(inputs, out)
                    }
                }
            )*

            pub const FUNCTIONS: &[Function<$type>] = &[$(Function {
                name: stringify!($name),
                bound: $bound,
                launch: $name::launch,
                host: $name::value,
                correct: $name::correct_value,
            }),*];
        }
        pub use $module::FUNCTIONS as $module;
    };
    (@correct $value:expr) => { $value };
    (@correct $value:expr, $correct:expr) => { $correct };
}

functions! {
    // IEEE 754 says the result.
    abs(x, y, z) Exact, Exact; x.abs();
    signum(x, y, z) Exact, Exact; x.signum();
    copysign(x, y, z) Exact, Exact; x.copysign(y);
    floor(x, y, z) Exact, Exact; x.floor();
    ceil(x, y, z) Exact, Exact; x.ceil();
    round(x, y, z) Exact, Exact; x.round();
    round_ties_even(x, y, z) Exact, Exact; x.round_ties_even();
    trunc(x, y, z) Exact, Exact; x.trunc();
    fract(x, y, z) Exact, Exact; x.fract();
    sqrt(x, y, z) Exact, Exact; x.sqrt();
    recip(x, y, z) Exact, Exact; x.recip();
    mul_add(x, y, z) Exact, Exact; x.mul_add(y, z);
    add(x, y, z) Exact, Exact; x + y;
    subtract(x, y, z) Exact, Exact; x - y;
    multiply(x, y, z) Exact, Exact; x * y;
    divide(x, y, z) Exact, Exact; x / y;
    remainder(x, y, z) Exact, Exact; x % y;
    rem_euclid(x, y, z) Exact, Exact; x.rem_euclid(y);
    div_euclid(x, y, z) Exact, Exact; x.div_euclid(y);
    abs_sub(x, y, z) Exact, Exact; x.abs_sub(y);
    to_degrees(x, y, z) Exact, Exact; x.to_degrees();
    to_radians(x, y, z) Exact, Exact; x.to_radians();
    midpoint(x, y, z) Exact, Exact; x.midpoint(y);
    next_up(x, y, z) Exact, Exact; x.next_up();
    next_down(x, y, z) Exact, Exact; x.next_down();
    // Which zero is the greater one, std leaves open.
    max(x, y, z) Exact, Exact; x.max(y) + 0.0;
    min(x, y, z) Exact, Exact; x.min(y) + 0.0;
    clamp(x, y, z) Exact, Exact; if y <= z { x.clamp(y, z) } else { x.clamp(-1.0, 1.0) };
    // Repeated squaring in the same steps on the CPU and in libdevice. Exponents that an `f32` holds exactly.
    powi(x, y, z) Exact, Exact; x.powi(y as i32 % 16_777_216) => correct::pow(x, (y as i32 % 16_777_216) as Float);

    exp(x, y, z) Ulps(2), Ulps(1); x.exp() => correct::exp(x);
    exp2(x, y, z) Ulps(2), Ulps(1); x.exp2() => correct::exp2(x);
    exp_m1(x, y, z) Ulps(1), Ulps(1); x.exp_m1() => correct::expm1(x);
    ln(x, y, z) Ulps(1), Ulps(1); x.ln() => correct::log(x);
    ln_1p(x, y, z) Ulps(1), Ulps(1); x.ln_1p() => correct::log1p(x);
    log2(x, y, z) Ulps(1), Ulps(1); x.log2() => correct::log2(x);
    log10(x, y, z) Ulps(2), Ulps(1); x.log10() => correct::log10(x);
    powf(x, y, z) Ulps(4), Ulps(2); x.powf(y) => correct::pow(x, y);
    cbrt(x, y, z) Ulps(1), Ulps(1); x.cbrt() => correct::cbrt(x);
    hypot(x, y, z) Ulps(3), Ulps(2); x.hypot(y) => correct::hypot(x, y);
    sin(x, y, z) Ulps(2), Ulps(2); x.sin() => correct::sin(x);
    cos(x, y, z) Ulps(2), Ulps(2); x.cos() => correct::cos(x);
    sin_cos_sine(x, y, z) Ulps(2), Ulps(2); x.sin_cos().0 => correct::sin(x);
    sin_cos_cosine(x, y, z) Ulps(2), Ulps(2); x.sin_cos().1 => correct::cos(x);
    tan(x, y, z) Ulps(4), Ulps(2); x.tan() => correct::tan(x);
    asin(x, y, z) Ulps(2), Ulps(2); x.asin() => correct::asin(x);
    acos(x, y, z) Ulps(2), Ulps(2); x.acos() => correct::acos(x);
    atan(x, y, z) Ulps(2), Ulps(2); x.atan() => correct::atan(x);
    atan2(x, y, z) Ulps(3), Ulps(2); x.atan2(y) => correct::atan2(x, y);
    sinh(x, y, z) Ulps(3), Ulps(2); x.sinh() => correct::sinh(x);
    cosh(x, y, z) Ulps(2), Ulps(1); x.cosh() => correct::cosh(x);
    tanh(x, y, z) Ulps(2), Ulps(1); x.tanh() => correct::tanh(x);

    log(x, y, z) Composed(4), Composed(4); x.log(y) => correct::log(x) / correct::log(y);
    asinh(x, y, z) Composed(4), Composed(4); x.asinh() => correct::asinh(x);
    acosh(x, y, z) Composed(4), Composed(4); x.acosh() => correct::acosh(x);
    atanh(x, y, z) Composed(4), Composed(4); x.atanh() => correct::atanh(x);
}
