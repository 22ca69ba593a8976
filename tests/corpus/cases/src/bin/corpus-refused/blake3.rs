//! OFL021: `blake3::platform::avx2_detected::has_avx2::STORAGE`
//! cpufeatures finds out at run time what the host's processor has, with its instruction cpuid, and keeps
//! the answer in a static.

use corpus::{bytes, cases, digest};

cases! {
    "hash": |seed| digest(blake3::hash(&bytes(seed, (seed % 3000) as usize)).as_bytes());
    "keyed": |seed| {
        let mut hasher = blake3::Hasher::new_keyed(&[seed as u8; 32]);
        hasher.update(&bytes(seed, 100)).update(b"end");
        let mut output = [0; 99];
        hasher.finalize_xof().fill(&mut output);
        digest(&output)
    };
}
