use corpus::{cases, digest_floats, fraction};

cases! {
    "exponentials": |seed| {
        let x = fraction(seed, 0) * 20.0 - 5.0;
        digest_floats([libm::exp(x), libm::log(x + 6.0), libm::pow(x + 6.0, 1.7), libm::exp2(x), libm::expm1(x)])
    };
    "trigonometry": |seed| {
        let x = fraction(seed, 0) * 1e4 - 5e3;
        digest_floats([libm::sin(x), libm::cos(x), libm::tan(x), libm::atan2(x, 3.0), libm::tanh(x)])
    };
    "special functions": |seed| {
        let x = fraction(seed, 0) * 30.0 + 0.1;
        digest_floats([libm::erf(x), libm::tgamma(x), libm::lgamma(x), libm::j0(x)])
    };
    "roots and remainders": |seed| {
        let x = fraction(seed, 0) * 1e6;
        digest_floats([libm::sqrt(x), libm::hypot(x, 3.0), libm::fmod(x, 0.7), libm::rint(x)])
    };
    "single precision": |seed| {
        let x = fraction(seed, 0) as f32 * 50.0;
        digest_floats([libm::sinf(x), libm::expf(x), libm::powf(x, 0.3), libm::sqrtf(x)].map(f64::from))
    };
}
