use corpus::{cases, digest};
use num_rational::Ratio;

cases! {
    "harmonic sum": |seed| {
        let sum = (1..12).map(|i| Ratio::new(1 + (seed % 5) as i64, i)).sum::<Ratio<i64>>();
        (*sum.numer() * 1_000_003 + *sum.denom()) as u64
    };
    "text and rounding": |seed| {
        let number = Ratio::new(seed as i32 as i64, 1 + (seed >> 40) as i64);
        digest(format!("{number} {} {}", number.round(), number.recip()).as_bytes())
    };
}
