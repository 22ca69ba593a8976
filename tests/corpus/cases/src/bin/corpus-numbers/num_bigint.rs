use corpus::{cases, digest};
use num_bigint::{BigInt, BigUint};

cases! {
    "factorial": |seed| {
        let product = (1..30 + seed % 20).fold(BigUint::from(1u32), |product, i| product * i);
        digest(product.to_string().as_bytes())
    };
    "division": |seed| {
        let a = BigInt::from(seed).pow(9) - BigInt::from(seed >> 7);
        let b = BigInt::from(-(seed as i32)) * 1_000_000_007 + 1;
        let (quotient, rest): (BigInt, BigInt) = (&a / &b, &a % &b);
        assert!(&quotient * &b + &rest == a);
        digest(&quotient.to_signed_bytes_le()) ^ digest(&rest.to_signed_bytes_le())
    };
    "modular power": |seed| {
        let modulus = (BigUint::from(1u32) << 127u32) - 1u32;
        let power = BigUint::from(seed).modpow(&BigUint::from(!seed), &modulus);
        power.iter_u64_digits().fold(0, |hash, digit| hash ^ digit)
    };
    "text": |seed| {
        let number: BigInt = format!("-{seed}{seed}").parse().unwrap();
        digest(number.to_str_radix(36).as_bytes())
    };
}
