use corpus::{cases, digest_floats};

cases! {
    "numbers": |seed| {
        let mut rng = oorandom::Rand64::new(seed.into());
        (0..50).fold(0, |hash, _| hash ^ rng.rand_range(10..1_000_000_007).rotate_left(9))
    };
    "floats": |seed| {
        let mut rng = oorandom::Rand32::new(seed);
        digest_floats((0..50).map(|_| f64::from(rng.rand_float())))
    };
}
