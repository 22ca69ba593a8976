use corpus::{bytes, cases, digest};
use sha2::{Digest, Sha256, Sha512};

cases! {
    "SHA-256": |seed| digest(&Sha256::digest(bytes(seed, 200)));
    "SHA-512": |seed| {
        let mut hasher = Sha512::new();
        for i in 0..5 {
            hasher.update(bytes(seed ^ i, (seed % 70) as usize));
        }
        digest(&hasher.finalize())
    };
}
