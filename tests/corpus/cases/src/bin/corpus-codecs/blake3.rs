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
