use corpus::{cases, digest_floats, fraction};
use statrs::function::evaluate::polynomial;
use statrs::statistics::Statistics;

cases! {
    "moments": |seed| {
        let list: Vec<f64> = (0..50).map(|i| fraction(seed, i)).collect();
        digest_floats([list.as_slice().mean(), list.as_slice().variance(), list.as_slice().max()])
    };
    "polynomials": |seed| {
        digest_floats([polynomial(fraction(seed, 0), &[1.0, -2.0, 0.5, 3.0])])
    };
}
