use corpus::{cases, fraction};
use rstar::{AABB, RTree};

cases! {
    "neighbours": |seed| {
        let points: Vec<[f64; 2]> = (0..40).map(|i| [fraction(seed, i), fraction(seed ^ 9, i + 1) + f64::from(i)]).collect();
        let tree = RTree::bulk_load(points);
        let near = tree.nearest_neighbor([0.5, 20.0]).unwrap();
        let within = tree.locate_in_envelope(AABB::from_corners([0.2, 3.0], [0.8, 30.0])).count() as u64;
        near[0].to_bits() ^ near[1].to_bits() ^ within
    };
    "changes": |seed| {
        let mut tree = RTree::new();
        for i in 0..30 {
            tree.insert([(seed.rotate_left(i) % 100) as i32, i as i32]);
        }
        let removed = tree.remove_at_point([5, 3]).is_some();
        tree.nearest_neighbor_iter([50, 50]).take(5).fold(u64::from(removed), |hash, at| hash * 131 + at[0] as u64)
    };
}
