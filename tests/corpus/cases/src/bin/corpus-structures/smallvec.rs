use corpus::cases;
use smallvec::{SmallVec, smallvec};

cases! {
    "inline and spilled": |seed| {
        let mut list: SmallVec<[u64; 8]> = (0..seed % 20).map(|i| i ^ seed).collect();
        list.insert(list.len() / 2, 99);
        list.retain(|x| *x % 3 != 0);
        list.iter().fold(u64::from(list.spilled()), |hash, x| hash.wrapping_mul(31) ^ x)
    };
    "nested": |seed| {
        let mut rows: SmallVec<[SmallVec<[u8; 4]>; 2]> = smallvec![smallvec![1; 3]; (seed % 5) as usize];
        rows.push(SmallVec::from_slice(&seed.to_le_bytes()));
        rows.concat().iter().map(|x| u64::from(*x)).sum()
    };
}
