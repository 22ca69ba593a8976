use corpus::{cases, digest};
use ethnum::{I256, U256};

cases! {
    "arithmetic": |seed| {
        let a = U256::from(seed).wrapping_mul(U256::from_words(seed.into(), (!seed).into()));
        let b = U256::from(seed >> 9 | 1).pow(3);
        let (quotient, rest) = (a / b, a % b);
        assert!(quotient * b + rest == a);
        quotient.as_u64() ^ rest.as_u64().rotate_left(9) ^ u64::from(a.leading_zeros())
    };
    "text": |seed| digest((I256::from(seed) * I256::from(seed as i64).pow(2)).to_string().as_bytes());
}
