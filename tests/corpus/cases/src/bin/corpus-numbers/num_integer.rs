use corpus::cases;
use num_integer::{Integer, Roots, binomial, gcd, lcm};

cases! {
    "divisors": |seed| {
        let (a, b) = (seed as u32 | 1, (seed >> 32) as u32 | 1);
        let bezout = (i64::from(a)).extended_gcd(&i64::from(b));
        u64::from(gcd(a, b)) ^ lcm(u64::from(a), u64::from(b)).rotate_left(9) ^ bezout.x as u64 ^ bezout.y as u64
    };
    "roots": |seed| seed.sqrt() ^ seed.cbrt().rotate_left(20) ^ seed.nth_root(5).rotate_left(40);
    "rounding": |seed| {
        let (a, b) = (seed as i32, (seed >> 32) as i32 | 1);
        let (quotient, rest) = i64::from(a).div_mod_floor(&i64::from(b));
        (quotient ^ rest) as u64 ^ binomial(30u64, seed % 30)
    };
}
