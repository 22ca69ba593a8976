use corpus::{cases, digest_floats, fraction};
use kurbo::{Affine, CubicBez, Line, ParamCurve, ParamCurveArea, ParamCurveExtrema, Point, Rect, Shape};

cases! {
    "curves": |seed| {
        let at = |i| Point::new(fraction(seed, i), fraction(seed, i + 1) * 2.0);
        let curve = CubicBez::new(at(0), at(1), at(2), at(5));
        let (half, _) = curve.subdivide();
        let bounds = ParamCurveExtrema::bounding_box(&half);
        digest_floats([curve.eval(0.3).x, curve.signed_area(), bounds.width(), bounds.y1, curve.extrema().len() as f64])
    };
    "shapes": |seed| {
        let rect = Rect::new(0.0, 1.0, 2.0 + fraction(seed, 0), 4.0);
        let moved = Affine::new([1.0, 0.5, 0.25, 2.0, 3.0, fraction(seed, 1)]) * rect.to_path(0.1);
        let line = Line::new((0.0, 0.0), (4.0, 5.0 + fraction(seed, 2)));
        let crossing = line.crossing_point(Line::new((0.0, 3.0), (4.0, 0.0))).unwrap();
        digest_floats([moved.area(), moved.winding(Point::new(4.0, 4.0)).into(), crossing.x, crossing.y])
    };
}
