use corpus::{bytes, cases};
use xxhash_rust::{xxh3, xxh32, xxh64};

cases! {
    "32 and 64 bits": |seed| {
        let data = bytes(seed, (seed % 300) as usize);
        u64::from(xxh32::xxh32(&data, seed as u32)) ^ xxh64::xxh64(&data, seed)
    };
    "XXH3": |seed| xxh3::xxh3_64_with_seed(&bytes(seed, (seed % 700) as usize), seed);
}
