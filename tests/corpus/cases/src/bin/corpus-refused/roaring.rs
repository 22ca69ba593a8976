//! OFL021: `fearless_simd::X86_LEVEL`
//! fearless_simd, which packs its numbers, finds out at run time what the host's processor has, with its instruction cpuid, and keeps
//! the answer in a static.

use corpus::cases;
use roaring::RoaringBitmap;

cases! {
    "sets": |seed| {
        let of = |seed: u64| (0..40).map(|i| (seed.rotate_left(i) % 200_000) as u32).collect::<RoaringBitmap>();
        let (mut a, b) = (of(seed), of(!seed));
        a.insert_range(65_000..70_000);
        let c = (&a & &b) | (&a - &b);
        c.len() * 1000 + c.rank(66_000) + u64::from(c.select(20).unwrap_or(0))
    };
}
