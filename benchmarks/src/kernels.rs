//! Kernels that are in no example.

use offload::Each;

/// Adds `a * x` to `y`.
#[offload::kernel]
pub fn saxpy(a: f32, x: &[f32], mut y: Each<f32>) {
    let i = y.index();
    *y += a * x[i];
}

/// McCalpin's STREAM triad.
#[offload::kernel]
pub fn triad(s: f64, b: &[f64], c: &[f64], mut a: Each<f64>) {
    let i = a.index();
    *a = b[i] + s * c[i];
}

/// Adds the sine of `y` to `a * x`.
#[offload::kernel]
pub fn saxpy_sin(a: f32, x: &[f32], mut y: Each<f32>) {
    let i = y.index();
    *y = a * x[i] + y.sin();
}
