//! Compares the kernels with plain loops, on pictures of all awkward sizes.

use blur::{Picture, filter, gaussian, reference};
use std::hash::{BuildHasher, RandomState};

fn random_picture(width: usize, height: usize) -> Picture {
    let state = RandomState::new();
    let value = |colour: usize, i: usize| (state.hash_one((colour, i)) >> 40) as f32 / (1 << 24) as f32;
    let plane = |colour| (0..width * height).map(|i| value(colour, i)).collect();
    Picture { width, planes: [plane(0), plane(1), plane(2)] }
}

#[test]
fn equal_to_plain_loops() {
    for (width, height) in [(1, 1), (2, 3), (3, 2), (8, 1), (9, 9), (10, 40), (33, 17), (100, 61)] {
        let picture = random_picture(width, height);
        let filtered = filter(&picture).unwrap();
        let error = filtered.max_error(&reference::filter(&picture));
        assert!(error <= 1e-5, "{width} x {height}: {error}");
        if offload::last_launch().is_some_and(|record| record.device_name.starts_with("fallback")) {
            assert_eq!(error, 0.0);
        }
    }
}

#[test]
fn an_even_picture_stays_and_has_no_edges() {
    let picture = Picture { width: 20, planes: [vec![0.25; 400], vec![0.5; 400], vec![1.0; 400]] };
    let filtered = filter(&picture).unwrap();
    for (before, after) in picture.planes.iter().zip(&filtered.blurred.planes) {
        assert!(before.iter().zip(after).all(|(before, after)| (before - after).abs() < 1e-6));
    }
    assert!(filtered.edges.iter().all(|&edge| edge < 1e-5));
}

#[test]
fn the_window_is_even_and_sums_up_to_one() {
    let weights = gaussian();
    assert!((weights.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    assert!(weights.iter().eq(weights.iter().rev()));
}
