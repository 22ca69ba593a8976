use corpus::{cases, digest_floats, fraction};
use robust::{Coord, incircle, orient2d};

cases! {
    "predicates": |seed| {
        let at = |i| Coord { x: fraction(seed, i), y: fraction(seed, i) * 3.0 + fraction(seed, i + 1) * 1e-17 };
        digest_floats([orient2d(at(0), at(1), at(2)), incircle(at(0), at(1), at(2), Coord { x: 0.5, y: 1.5 })])
    };
}
