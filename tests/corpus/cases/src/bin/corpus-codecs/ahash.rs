use ahash::RandomState;
use corpus::{bytes, cases};

cases! {
    "fixed keys": |seed| {
        let state = RandomState::with_seeds(seed, 2, 3, 4);
        state.hash_one(seed) ^ state.hash_one(bytes(seed, 60).as_slice()) ^ state.hash_one("text")
    };
}
