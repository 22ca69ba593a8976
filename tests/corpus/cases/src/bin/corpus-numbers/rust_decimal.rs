use corpus::{cases, digest};
use rust_decimal::Decimal;

fn number(seed: u64) -> Decimal {
    Decimal::new(seed as i32 as i64, (seed >> 40) as u32 % 8)
}

cases! {
    "arithmetic": |seed| {
        let (a, b) = (number(seed), number(seed.rotate_left(31)) + Decimal::ONE / Decimal::from(7));
        let c = a * b + a / b - a % b;
        digest(&c.serialize())
    };
    "text": |seed| {
        let price: Decimal = format!("{}.{:04}", seed % 100_000, seed >> 40 & 0xfff).parse().unwrap();
        digest((price * Decimal::new(119, 2)).round_dp(2).normalize().to_string().as_bytes())
    };
    "compare": |seed| {
        let mut list: Vec<_> = (0..20).map(|i| number(seed.rotate_left(i))).collect();
        list.sort();
        digest(&list[7].serialize())
    };
}
