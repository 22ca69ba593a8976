use corpus::{cases, digest};

cases! {
    "floats there and back": |seed| {
        let number = f64::from_bits(seed & !(1 << 62));
        let mut buffer = [0; lexical_core::BUFFER_SIZE];
        let text = lexical_core::write(number, &mut buffer);
        assert!(lexical_core::parse::<f64>(text).unwrap().to_bits() == number.to_bits());
        digest(text)
    };
    "integers": |seed| {
        let mut buffer = [0; lexical_core::BUFFER_SIZE];
        let text = lexical_core::write(seed as i64, &mut buffer);
        digest(text) ^ lexical_core::parse_partial::<u32>(&text[text.len() - 6..]).unwrap().0 as u64
    };
}
