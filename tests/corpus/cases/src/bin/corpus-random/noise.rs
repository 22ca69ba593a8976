use corpus::{cases, digest_floats, fraction};
use noise::{NoiseFn, OpenSimplex, Perlin, Value};

cases! {
    "gradients": |seed| {
        let at = [fraction(seed, 0) * 9.0, fraction(seed, 1) * 9.0];
        digest_floats([Perlin::new(seed as u32).get(at), Value::new(7).get(at), OpenSimplex::new(3).get(at)])
    };
}
