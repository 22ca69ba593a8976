//! OFL023: `regex_automata::util::pool::inner::THREAD_ID
//! Its pool of caches knows threads apart by a thread-local.

use corpus::{cases, digest, words};
use regex::Regex;

cases! {
    "matches": |seed| {
        let text = words(seed, 10);
        let regex = Regex::new(r"(?i)\b([a-g]\w+)\s+(x\d+|\S+)").unwrap();
        regex.captures_iter(&text).fold(0, |hash: u64, found| hash.wrapping_mul(31) ^ digest(found[2].as_bytes()))
    };
}
