use corpus::{bytes, cases, digest};

cases! {
    "there and back": |seed| {
        let data = bytes(seed, (seed % 40) as usize);
        let text = bs58::encode(&data).into_string();
        assert!(bs58::decode(&text).into_vec().unwrap() == data);
        digest(text.as_bytes())
    };
}
