use corpus::{cases, digest_floats, fraction};
use glam::{DVec2, IVec3, Mat4, Quat, Vec3, Vec3A, Vec3Swizzles, Vec4};

fn vector(seed: u64, i: u32) -> Vec3 {
    Vec3::new(
        fraction(seed, i) as f32,
        fraction(seed, i + 1) as f32 - 0.5,
        fraction(seed, i + 2) as f32 + 0.1,
    )
}

cases! {
    "vectors": |seed| {
        let (a, b) = (vector(seed, 0), vector(seed, 3));
        let c = a.cross(b).normalize() * a.dot(b) + a.lerp(b, 0.25) - b.reflect(a.normalize());
        digest_floats([c.x, c.y, c.z, c.length(), a.distance(b)].map(f64::from))
    };
    "matrices": |seed| {
        let columns = [0, 3, 6, 9].map(|i| vector(seed, i).extend(fraction(seed, i + 7) as f32 + i as f32));
        let m = Mat4::from_cols(columns[0], columns[1], columns[2], columns[3]);
        let v = (m * m.transpose()).inverse() * Vec4::new(1.0, 2.0, 3.0, 4.0);
        digest_floats(v.to_array().into_iter().chain([m.determinant()]).map(f64::from))
    };
    "rotations": |seed| {
        let q = Quat::from_xyzw(fraction(seed, 0) as f32, 0.5, fraction(seed, 1) as f32, 1.0).normalize();
        let v = q * q * Vec3A::from(vector(seed, 2));
        digest_floats(v.to_array().map(f64::from))
    };
    "integers and comparisons": |seed| {
        let v = IVec3::new(seed as i16 as i32, (seed >> 16) as i16 as i32, (seed >> 32) as i16 as i32);
        let w = v.min(IVec3::splat(100)).max(IVec3::splat(-100));
        let flags = v.cmplt(w.yzx()).bitmask();
        let d = DVec2::new(fraction(seed, 0), 2.0).floor();
        (w.element_sum() + v.signum().dot(w)) as u64 ^ u64::from(flags) << 40 ^ d.x.to_bits()
    };
}
