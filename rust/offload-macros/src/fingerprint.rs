//! A hash of source tokens that is the same in every compilation.

use proc_macro2::TokenStream;

/// FNV-1a, 64 bits, over the text of the tokens. Comments and layout don't count.
pub fn fingerprint(tokens: &TokenStream) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    tokens.to_string().bytes().fold(OFFSET_BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::fingerprint;
    use proc_macro2::TokenStream;
    use std::str::FromStr;

    fn of(source: &str) -> u64 {
        fingerprint(&TokenStream::from_str(source).unwrap())
    }

    #[test]
    fn known_value() {
        // The published test vector of FNV-1a for "a".
        assert_eq!(of("a"), 0xaf63_dc4c_8601_ec8c);
    }

    #[test]
    fn tokens_count_and_layout_does_not() {
        assert_eq!(of("*y += a * x[i];"), of("*y += a\n * x[i]; // comment"));
        assert_ne!(of("*y += a * x[i];"), of("*y += b * x[i];"));
    }
}
