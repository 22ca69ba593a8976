use corpus::cases;
use rand_pcg::rand_core::{Rng, SeedableRng};
use rand_pcg::{Pcg32, Pcg64, Pcg64Mcg};

cases! {
    "numbers": |seed| {
        let (mut a, mut b) = (Pcg32::seed_from_u64(seed), Pcg64Mcg::seed_from_u64(seed));
        (0..50).fold(0, |hash: u64, _| hash.rotate_left(5) ^ u64::from(a.next_u32()) ^ b.next_u64())
    };
    "skipping": |seed| {
        let mut rng = Pcg64::new(seed.into(), 7);
        rng.advance(u128::from(seed) << 13);
        rng.next_u64()
    };
    "bytes": |seed| {
        let mut bytes = [0; 37];
        Pcg64::seed_from_u64(seed).fill_bytes(&mut bytes);
        corpus::digest(&bytes)
    };
}
