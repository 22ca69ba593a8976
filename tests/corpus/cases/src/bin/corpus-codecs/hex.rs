use corpus::{bytes, cases, digest};

cases! {
    "there and back": |seed| {
        let data = bytes(seed, (seed % 100) as usize);
        let text = hex::encode(&data);
        assert!(hex::decode(text.to_uppercase()).unwrap() == data);
        digest(text.as_bytes())
    };
    "errors": |seed| digest(format!("{:?}", hex::decode(format!("00{}zz", seed % 1000))).as_bytes());
}
