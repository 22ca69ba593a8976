//! FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>), the project's only hash for names, numbers and
//! checksums. It is the same on every machine.

/// FNV-1a with 32 bits.
pub fn fnv32(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// FNV-1a with 64 bits.
pub fn fnv64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// [`fnv64`] over several texts, each ended by a zero byte, so that no two lists of texts run together.
pub fn fnv64_of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> u64 {
    let bytes: Vec<u8> = texts.into_iter().flat_map(|text| text.bytes().chain([0])).collect();
    fnv64(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values() {
        assert_eq!(fnv32(b""), 0x811c9dc5);
        assert_eq!(fnv32(b"foobar"), 0xbf9cf968);
        assert_eq!(fnv64(b"foobar"), 0x85944171f73967e8);
    }

    #[test]
    fn texts_do_not_run_together() {
        assert_ne!(fnv64_of_texts(["ab", "c"]), fnv64_of_texts(["a", "bc"]));
    }
}
