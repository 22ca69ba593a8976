use corpus::{cases, digest};

cases! {
    "integers": |seed| {
        let mut buffer = itoa::Buffer::new();
        digest(buffer.format(seed).as_bytes()) ^ digest(itoa::Buffer::new().format(seed as i32).as_bytes())
            ^ digest(buffer.format(u128::from(seed) * u128::from(!seed)).as_bytes())
    };
}
