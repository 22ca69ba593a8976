use corpus::cases;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

cases! {
    "hash": |seed| {
        let mut hasher = FxHasher::default();
        (seed, "text", seed as u8).hash(&mut hasher);
        hasher.finish()
    };
    "map": |seed| {
        let mut map: FxHashMap<u64, u64> = FxHashMap::default();
        for i in 0..80 {
            *map.entry((seed ^ i) % 37).or_default() += i;
        }
        let set: FxHashSet<u64> = map.values().copied().collect();
        map.iter().fold(set.len() as u64, |sum, (key, value)| sum.wrapping_add(key * value))
    };
}
