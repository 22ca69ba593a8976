use corpus::cases;
use slab::Slab;

cases! {
    "places": |seed| {
        let mut slab = Slab::new();
        let keys: Vec<_> = (0..20).map(|i| slab.insert(seed ^ i)).collect();
        for key in keys.iter().filter(|key| seed >> **key & 1 == 1) {
            slab.remove(*key);
        }
        let key = slab.insert(5);
        slab.iter().fold(key as u64, |hash, (key, x)| hash.wrapping_mul(31) + key as u64 * x % 1000)
    };
}
