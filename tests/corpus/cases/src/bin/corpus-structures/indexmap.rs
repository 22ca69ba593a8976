use corpus::cases;
use indexmap::{IndexMap, IndexSet};
use std::hash::{BuildHasherDefault, DefaultHasher};

type State = BuildHasherDefault<DefaultHasher>;

cases! {
    "map": |seed| {
        let mut map: IndexMap<u64, u64, State> = IndexMap::default();
        for i in 0..100 {
            *map.entry((seed ^ i) % 37).or_insert(0) += i;
        }
        map.swap_remove(&5);
        map.sort_by(|a, x, b, y| (x % 10, a).cmp(&(y % 10, b)));
        map.iter().fold(map.get_index_of(&7).unwrap() as u64, |hash, (key, x)| hash.wrapping_mul(31) + key * x)
    };
    "set": |seed| {
        let mut set: IndexSet<String, State> = (0..30).map(|i| ((seed >> i) % 16).to_string()).collect();
        set.shift_remove("7");
        set.iter().fold(0, |hash: u64, text| hash.wrapping_mul(31) + text.parse::<u64>().unwrap())
    };
}
