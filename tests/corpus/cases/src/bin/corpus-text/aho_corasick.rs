use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use corpus::{cases, digest, words};

fn searched(kind: AhoCorasickKind, seed: u64) -> u64 {
    let patterns = ["alpha", "eta", "gam", "ma x", &"straße ändern"[..7]];
    let search = AhoCorasick::builder()
        .kind(Some(kind))
        .match_kind(MatchKind::LeftmostLongest)
        .build(patterns)
        .unwrap();
    let text = words(seed, 30);
    let places = search.find_iter(&text).fold(0, |hash: u64, found| {
        hash.wrapping_mul(31) + (found.start() * 8 + found.pattern().as_usize()) as u64
    });
    places ^ digest(search.replace_all(&text, &["1", "2", "3", "4", "5"]).as_bytes())
}

cases! {
    "NFA": |seed| searched(AhoCorasickKind::ContiguousNFA, seed);
    "DFA": |seed| searched(AhoCorasickKind::DFA, seed);
}
