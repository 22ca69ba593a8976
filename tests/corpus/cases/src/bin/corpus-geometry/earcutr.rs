use corpus::{cases, fraction};

cases! {
    "triangles": |seed| {
        let ring = [[0.0, 0.0], [4.0, 0.5], [5.0, 3.0], [2.0, 5.0], [1.0, 2.5]];
        let mut numbers: Vec<f64> = ring.iter().flatten().enumerate().map(|(i, x)| x + fraction(seed, i as u32) / 4.0).collect();
        numbers.extend([1.5, 1.5, 2.0, 1.5, 2.0, 2.0]);
        let triangles = earcutr::earcut(&numbers, &[5], 2).unwrap();
        triangles.iter().fold(0, |hash: u64, corner| hash.wrapping_mul(31) + *corner as u64)
    };
}
