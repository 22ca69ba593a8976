use corpus::{cases, digest};
use fastrand::Rng;

cases! {
    "numbers": |seed| {
        let mut rng = Rng::with_seed(seed);
        (0..50).fold(0, |hash, _| hash ^ rng.u64(..).rotate_left(rng.u32(0..64)) ^ rng.f64().to_bits())
    };
    "shuffle and choose": |seed| {
        let mut rng = Rng::with_seed(seed);
        let mut list: Vec<u8> = (0..60).collect();
        rng.shuffle(&mut list);
        digest(&list) ^ digest(&rng.choose_multiple(&list, 5).into_iter().copied().collect::<Vec<_>>())
    };
    "letters": |seed| {
        let mut rng = Rng::with_seed(seed);
        digest((0..20).map(|_| rng.alphanumeric()).collect::<String>().as_bytes())
    };
}
