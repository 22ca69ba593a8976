use corpus::cases;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rand_xoshiro::{SplitMix64, Xoroshiro128Plus, Xoshiro256PlusPlus};

cases! {
    "numbers": |seed| {
        let mut a = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut b = Xoroshiro128Plus::seed_from_u64(seed);
        let mut c = SplitMix64::seed_from_u64(seed);
        (0..50).fold(0, |hash: u64, _| hash.rotate_left(5) ^ a.next_u64() ^ b.next_u64() ^ c.next_u64())
    };
    "jump": |seed| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        rng.jump();
        rng.next_u64()
    };
}
