use corpus::{bytes, cases};

cases! {
    "checksum": |seed| u64::from(crc32fast::hash(&bytes(seed, (seed % 999) as usize)));
    "combined": |seed| {
        let mut first = crc32fast::Hasher::new();
        first.update(&bytes(seed, 130));
        let mut second = crc32fast::Hasher::new();
        second.update(&bytes(!seed, 70));
        first.combine(&second);
        u64::from(first.finalize())
    };
}
