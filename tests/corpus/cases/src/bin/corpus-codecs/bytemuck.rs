use bytemuck::{Pod, Zeroable, bytes_of, cast, cast_slice, pod_read_unaligned};
use corpus::{bytes, cases, digest};

cases! {
    "casts": |seed| {
        let words: [u32; 2] = cast(seed);
        let list = [seed, !seed, 7];
        let halves: &[u16] = cast_slice(&list);
        u64::from(words[0] ^ words[1]) ^ halves.iter().fold(0, |sum, x| sum * 3 + u64::from(*x))
            ^ digest(bytes_of(&words))
    };
    "unaligned": |seed| pod_read_unaligned::<u64>(&bytes(seed, 20)[3..11]) ^ Pair::<u32>::zeroed().0 as u64;
}

#[derive(Clone, Copy)]
#[repr(C)]
struct Pair<T>(T, T);

// SAFETY: zeros are a value of each field.
unsafe impl<T: Pod> Zeroable for Pair<T> {}
