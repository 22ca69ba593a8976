use corpus::cases;
use slotmap::{DenseSlotMap, SecondaryMap, SlotMap};

cases! {
    "keys": |seed| {
        let mut map = SlotMap::new();
        let keys: Vec<_> = (0..20).map(|i| map.insert(seed ^ i)).collect();
        map.remove(keys[(seed % 20) as usize]);
        let new = map.insert(7);
        let mut more = SecondaryMap::new();
        more.insert(new, 9u64);
        keys.iter().filter_map(|key| map.get(*key)).fold(more[new], |hash, x| hash.wrapping_mul(31) ^ x)
    };
    "dense": |seed| {
        let mut map = DenseSlotMap::new();
        let keys: Vec<_> = (0..20u64).map(|i| map.insert(i)).collect();
        map.retain(|_, x| seed >> *x & 1 == 1);
        map.values().sum::<u64>() + 1000 * keys.iter().filter(|key| map.contains_key(**key)).count() as u64
    };
}
