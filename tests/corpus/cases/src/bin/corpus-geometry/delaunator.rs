use corpus::{cases, fraction};
use delaunator::{Point, triangulate};

cases! {
    "triangles": |seed| {
        let points: Vec<_> = (0..20).map(|i| Point { x: fraction(seed, i), y: fraction(!seed, 2 * i + 1) * f64::from(i) }).collect();
        let found = triangulate(&points);
        let hash = found.triangles.iter().fold(0, |hash: u64, corner| hash.wrapping_mul(31) + *corner as u64);
        hash ^ (found.hull.len() as u64) << 50
    };
}
