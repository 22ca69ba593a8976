use corpus::{cases, digest};

cases! {
    "floats": |seed| {
        let mut buffer = ryu::Buffer::new();
        digest(buffer.format(f64::from_bits(seed)).as_bytes())
            ^ digest(ryu::Buffer::new().format(f32::from_bits(seed as u32)).as_bytes())
    };
}
