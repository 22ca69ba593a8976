use corpus::{cases, digest};
use rand_chacha::rand_core::{Rng, SeedableRng};
use rand_chacha::{ChaCha8Rng, ChaCha20Rng};

cases! {
    "numbers": |seed| {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        (0..100).fold(0, |hash: u64, _| hash.rotate_left(5) ^ rng.next_u64())
    };
    "streams": |seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(seed >> 3);
        rng.set_word_pos(1 << 20);
        let mut bytes = [0; 100];
        rng.fill_bytes(&mut bytes);
        digest(&bytes)
    };
}
