use corpus::{cases, digest_floats, words};

cases! {
    "distances": |seed| {
        let (a, b) = (words(seed, 2), words(!seed, 3));
        (strsim::levenshtein(&a, &b) + 100 * strsim::osa_distance(&a, &b)) as u64
    };
    "similarities": |seed| {
        let (a, b) = (words(seed, 2), words(!seed, 2));
        digest_floats([strsim::jaro(&a, &b), strsim::jaro_winkler(&a, &b), strsim::normalized_levenshtein(&a, &b)])
    };
}
