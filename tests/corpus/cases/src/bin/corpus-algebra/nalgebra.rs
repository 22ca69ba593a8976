use corpus::{cases, digest_floats, fraction};
use nalgebra::{DMatrix, Matrix3, Matrix4, Vector3, Vector4};

cases! {
    "vectors": |seed| {
        let a = Vector3::from_fn(|i, _| fraction(seed, i as u32));
        let b = Vector3::from_fn(|i, _| fraction(seed, 7 + i as u32) - 0.5);
        digest_floats([a.dot(&b), a.cross(&b).norm(), a.normalize().x, (a + b * 2.0).max()])
    };
    "inverse": |seed| {
        let m = Matrix4::from_fn(|i, j| fraction(seed, (4 * i + j) as u32) + if i == j { 2.0 } else { 0.0 });
        let inverse = m.try_inverse().unwrap();
        let v = inverse * Vector4::new(1.0, 2.0, 3.0, 4.0);
        digest_floats([m.determinant(), v.x, v.y, v.z, v.w])
    };
    "decompositions": |seed| {
        let m = Matrix3::from_fn(|i, j| fraction(seed, (3 * i + j) as u32));
        let positive = m * m.transpose() + Matrix3::identity();
        let l = positive.cholesky().unwrap().l();
        let x = m.lu().solve(&Vector3::new(1.0, 2.0, 3.0)).unwrap_or_default();
        let r = m.qr().r();
        digest_floats(l.iter().chain(x.iter()).chain(r.iter()).copied())
    };
    "eigenvalues": |seed| {
        let m = Matrix3::from_fn(|i, j| fraction(seed, (i + j) as u32));
        digest_floats(m.symmetric_eigenvalues().iter().copied())
    };
    "dynamic": |seed| {
        let n = 3 + (seed % 5) as usize;
        let m = DMatrix::from_fn(n, n, |i, j| fraction(seed, (i * n + j) as u32));
        let x = m.clone().lu().solve(&m.column(1)).map_or(0.0, |x| x.sum());
        digest_floats([(&m + m.transpose()).trace(), m.sum(), x])
    };
}
