use corpus::{bytes, cases};
use siphasher::sip::{SipHasher13, SipHasher24};
use std::hash::{Hash, Hasher};

cases! {
    "bytes": |seed| SipHasher24::new_with_keys(seed, !seed).hash(&bytes(seed, (seed % 100) as usize));
    "128 bits": |seed| {
        let hash = siphasher::sip128::SipHasher13::new_with_keys(1, seed).hash(&bytes(seed, 50));
        hash.h1 ^ hash.h2
    };
    "values": |seed| {
        let mut hasher = SipHasher13::new();
        (seed, "text", [seed as u8; 3], Some(seed >> 9)).hash(&mut hasher);
        hasher.finish()
    };
}
