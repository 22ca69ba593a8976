//! `y += a * x` on a device, checked against plain Rust on fresh data.

use offload::Each;
use std::process::ExitCode;

#[offload::kernel]
fn saxpy(a: f32, x: &[f32], mut y: Each<f32>) {
    let i = y.index();
    *y += a * x[i];
}

fn main() -> ExitCode {
    let n = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(4 << 20);
    let x: Vec<f32> = (0..n).map(|i| i as f32 * 0.25).collect();
    let mut y: Vec<f32> = (0..n).map(|i| (n - i) as f32).collect();
    let expected: Vec<f32> = x.iter().zip(&y).map(|(x, y)| y + 1.5 * x).collect();
    if let Err(error) = saxpy.launch((1.5, &x, &mut y)) {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    let error = y.iter().zip(&expected).map(|(y, e)| (y - e).abs()).fold(0.0, f32::max);
    println!("saxpy: {n} elements: max error {error}");
    if error == 0.0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
