use corpus::{cases, digest_floats, fraction};
use euclid::default::{Box2D, Point2D, Rect, Size2D, Transform2D, Vector3D};

cases! {
    "rectangles": |seed| {
        let at = |i| Point2D::new(fraction(seed, i), fraction(seed, i + 1));
        let (a, b) = (Rect::new(at(0), Size2D::new(0.5, 0.4)), Rect::new(at(2), Size2D::new(0.3, 0.6)));
        let c = a.union(&b);
        digest_floats([c.area(), a.intersection(&b).map_or(-1.0, |both| both.area()), c.center().x])
    };
    "transforms": |seed| {
        let t = Transform2D::new(fraction(seed, 0) + 1.0, 0.2, 0.3, 1.5, 4.0, fraction(seed, 1));
        let p = t.inverse().unwrap().transform_point(Point2D::new(1.0, 2.0));
        let bounds = t.outer_transformed_box(&Box2D::new(Point2D::zero(), Point2D::new(1.0, 1.0)));
        digest_floats([p.x, p.y, bounds.width(), t.determinant()])
    };
    "vectors": |seed| {
        let v = Vector3D::new(fraction(seed, 0), 0.5, fraction(seed, 1));
        let w = v.cross(Vector3D::new(0.0, 1.0, 2.0)).normalize();
        digest_floats([w.x, w.y, w.z, v.length()])
    };
}
