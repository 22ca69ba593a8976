//! OFL035: `default` of `std::hash`
//! It compiles an expression with a map whose hasher draws its key from the operating system.

use corpus::{cases, digest, words};
use regex_lite::Regex;

cases! {
    "matches": |seed| {
        let text = words(seed, 10);
        let regex = Regex::new(r"(?i)\b([a-g]\w+)\s+(x\d+|\S+)").unwrap();
        regex.captures_iter(&text).fold(0, |hash: u64, found| hash.wrapping_mul(31) ^ digest(found[2].as_bytes()))
    };
}
