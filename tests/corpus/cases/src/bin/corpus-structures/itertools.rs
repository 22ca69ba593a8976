use corpus::{cases, digest};
use itertools::Itertools;

cases! {
    "groups": |seed| {
        let list: Vec<u64> = (0..64).map(|i| seed >> i & 1).collect();
        let runs = list.iter().chunk_by(|bit| **bit);
        runs.into_iter().fold(0, |hash: u64, (bit, run)| hash.wrapping_mul(31) + bit * 99 + run.count() as u64)
    };
    "combinations": |seed| {
        let list: Vec<u64> = (0..8).map(|i| seed.rotate_left(i * 9) % 100).collect();
        let chosen = list.iter().combinations(3).filter(|three| three.iter().copied().sum::<u64>() % 3 == 0).count();
        let sorted = list.iter().sorted().dedup().tuple_windows().map(|(a, b)| b - a).max();
        chosen as u64 + 1000 * sorted.unwrap_or(0) + 100_000 * list.iter().permutations(2).filter(|two| two[0] > two[1]).count() as u64
    };
    "text": |seed| digest((0..seed % 30).map(|i| i ^ seed).format(", ").to_string().as_bytes());
    "merge": |seed| {
        let (a, b) = ((0..20).map(|i| i * (seed % 7)), (0..20).map(|i| i * 3));
        a.merge(b).minmax().into_option().unwrap().1 + (0..9).interleave(20..seed % 40).sum::<u64>()
    };
}
