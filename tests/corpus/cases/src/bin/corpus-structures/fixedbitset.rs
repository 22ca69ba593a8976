use corpus::cases;
use fixedbitset::FixedBitSet;

cases! {
    "sets": |seed| {
        let of = |seed: u64| (0..200).filter(|i| seed.rotate_left(*i) & 1 == 1).map(|i| i as usize).collect::<FixedBitSet>();
        let (mut a, b) = (of(seed), of(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        a.grow(256);
        a.insert_range(190..240);
        let both = a.intersection(&b).sum::<usize>();
        a.symmetric_difference_with(&b);
        (a.count_ones(10..230) * 100_000 + both) as u64
    };
}
