use corpus::cases;
use tinyvec::{ArrayVec, TinyVec, tiny_vec};

cases! {
    "inline": |seed| {
        let mut list: ArrayVec<[u32; 20]> = (0..(seed % 20) as u32).collect();
        list.retain(|x| x % 3 != 1);
        list.iter().rev().fold(list.len() as u64, |hash, x| hash * 31 % 1_000_000_007 + u64::from(*x))
    };
    "inline or not": |seed| {
        let mut list: TinyVec<[u64; 4]> = tiny_vec![1, 2, 3];
        list.extend((0..seed % 9).map(|i| i ^ seed));
        list.sort_unstable();
        list.iter().fold(u64::from(list.is_heap()), |hash, x| hash.wrapping_mul(31) ^ x)
    };
}
