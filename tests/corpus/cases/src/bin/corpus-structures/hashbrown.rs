use corpus::{cases, digest};
use hashbrown::{HashMap, HashSet, HashTable};
use std::hash::{BuildHasherDefault, Hasher};

/// hashbrown's own hasher takes its keys from addresses.
#[derive(Default)]
struct Fnv(Vec<u8>);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend(bytes);
    }

    fn finish(&self) -> u64 {
        digest(&self.0)
    }
}

type State = BuildHasherDefault<Fnv>;

cases! {
    "map": |seed| {
        let mut map: HashMap<u64, u64, State> = HashMap::default();
        for i in 0..100 {
            *map.entry((seed ^ i) % 41).or_insert(7) += i;
        }
        map.retain(|key, _| key % 3 != 0);
        map.into_iter().fold(0, |sum: u64, (key, value)| sum.wrapping_add(key * value))
    };
    "set": |seed| {
        let of = |from: u64| (from..from + 30).map(|i| i % 40).collect::<HashSet<u64, State>>();
        let (a, b) = (of(seed % 20), of(seed >> 40));
        a.intersection(&b).sum::<u64>() + 1000 * a.symmetric_difference(&b).count() as u64
    };
    "table": |seed| {
        let mut table = HashTable::new();
        for i in 0..50u64 {
            let key = (seed ^ i) % 64;
            table.insert_unique(key.wrapping_mul(0x9e37_79b9_7f4a_7c15), (key, i), |entry| entry.0.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        }
        (0..64u64).filter_map(|key| table.find(key.wrapping_mul(0x9e37_79b9_7f4a_7c15), |entry| entry.0 == key)).map(|entry| entry.0).sum()
    };
}
