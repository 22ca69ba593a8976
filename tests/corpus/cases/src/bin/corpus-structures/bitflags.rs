use corpus::{cases, digest};

bitflags::bitflags! {
    #[derive(Clone, Copy, PartialEq, Eq)]
    struct Flags: u32 {
        const READ = 1;
        const WRITE = 2;
        const BOTH = 3;
        const HIDDEN = 1 << 9;
    }
}

cases! {
    "sets": |seed| {
        let (a, b) = (Flags::from_bits_truncate(seed as u32), Flags::from_bits_retain((seed >> 32) as u32));
        let c = (a | b) - Flags::READ;
        u64::from((a ^ b).bits()) + u64::from(c.contains(Flags::WRITE)) + c.iter().count() as u64
    };
    "text": |seed| {
        let mut text = String::new();
        let flags = Flags::from_bits_truncate(seed as u32);
        bitflags::parser::to_writer(&flags, &mut text).unwrap();
        assert!(bitflags::parser::from_str::<Flags>(&text).is_ok_and(|again| again == flags));
        digest(text.as_bytes())
    };
}
