use cgmath::{InnerSpace, Matrix, Matrix4, Quaternion, Rotation, SquareMatrix, Vector3, Vector4};
use corpus::{cases, digest_floats, fraction};

cases! {
    "vectors": |seed| {
        let (a, b) = (Vector3::new(fraction(seed, 0), 0.5, 2.0), Vector3::new(1.0, fraction(seed, 1), 0.1));
        let c = a.cross(b).normalize() + a * a.dot(b);
        digest_floats([c.x, c.y, c.z, a.magnitude()])
    };
    "matrices": |seed| {
        let column = |i| Vector4::new(fraction(seed, i), fraction(seed, i + 1), i as f64, 1.0);
        let m = Matrix4::from_cols(column(0), column(2), column(4), column(7)) + Matrix4::identity();
        let inverse = m.invert().unwrap_or(Matrix4::identity());
        digest_floats([m.determinant(), inverse.transpose().x.y, (m * inverse).w.w])
    };
    "rotations": |seed| {
        let q = Quaternion::new(1.0, fraction(seed, 0), 0.5, fraction(seed, 1)).normalize();
        let v = q.rotate_vector(Vector3::new(1.0, 2.0, 3.0));
        digest_floats([v.x, v.y, v.z])
    };
}
