use corpus::{cases, digest_floats, fraction};
use ndarray::{Array1, Array2, ArrayView2, Axis, s};

cases! {
    "views": |seed| {
        let data: Vec<f64> = (0..24).map(|i| fraction(seed, i)).collect();
        let view = ArrayView2::from_shape((4, 6), &data).unwrap();
        let part = view.slice(s![1..;2, ..;-1]);
        digest_floats(part.t().iter().copied().chain([view.row(2).sum(), view.column(5)[1]]))
    };
    "arithmetic": |seed| {
        let a = Array2::from_shape_fn((5, 7), |(i, j)| fraction(seed, (i * 7 + j) as u32));
        let b = &a * 2.0 - &a.mapv(|x| x * x) / (1.0 + &a);
        digest_floats(b.sum_axis(Axis(0)).iter().copied().chain(b.mean_axis(Axis(1)).unwrap()))
    };
    "products": |seed| {
        let a = Array2::from_shape_fn((4, 3), |(i, j)| fraction(seed, (i * 3 + j) as u32));
        let x = Array1::from_iter((0..3).map(|i| fraction(!seed, i)));
        digest_floats(a.dot(&x))
    };
}
