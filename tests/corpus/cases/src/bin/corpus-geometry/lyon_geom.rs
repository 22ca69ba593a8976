use corpus::{cases, digest_floats, fraction};
use lyon_geom::{CubicBezierSegment, LineSegment, QuadraticBezierSegment, Triangle, point};

cases! {
    "curves": |seed| {
        let at = |i| point(fraction(seed, i), fraction(seed, i + 1));
        let curve = QuadraticBezierSegment { from: at(0), ctrl: at(1), to: at(2) };
        let cubic = CubicBezierSegment { from: at(0), ctrl1: at(3), ctrl2: at(4), to: at(2) };
        let mut ends = Vec::new();
        curve.for_each_flattened(0.01, &mut |line: &LineSegment<f64>| ends.push(line.to.x));
        digest_floats(ends.into_iter().chain([cubic.sample(0.4).y, cubic.fast_bounding_box().width()]))
    };
    "triangles": |seed| {
        let triangle = Triangle { a: point(0.0, 0.0), b: point(1.0, 0.2), c: point(0.3, 1.0) };
        u64::from(triangle.contains_point(point(fraction(seed, 0), fraction(seed, 1))))
    };
}
