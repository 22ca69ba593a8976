//! Whole launches over data in ordinary host memory: what a program waits for.

use std::time::Instant;

use anyhow::{Result, ensure};
use offload_bench::{kernels, numbers};
use serde::Serialize;

use crate::cases::LINE;
use crate::driver::{Driver, Module};

/// Runs of each form before the ones that count, and those.
const WARM_UP: usize = 2;
const RUNS: usize = 11;

/// Numbers of 4 bytes in each of the two arrays.
const LENGTHS: [usize; 3] = [1 << 20, 16 << 20, 128 << 20];

/// A launch of `saxpy` over `x` and `y`: both travel there, `y` back.
#[derive(Serialize)]
pub struct Row {
    /// Bytes that travel.
    pub bytes: usize,
    /// Milliseconds of the run in the middle.
    pub own: f64,
    pub cuda: f64,
}

pub fn all(driver: &Driver, nvcc: &Module) -> Result<Vec<Row>> {
    LENGTHS.iter().map(|&length| row(driver, nvcc, length)).collect()
}

fn row(driver: &Driver, nvcc: &Module, length: usize) -> Result<Row> {
    let a = 0.75f32;
    let x = numbers(length);
    let (mut own, mut cuda) = (x.clone(), x.clone());
    let function = driver.function(nvcc, "saxpy")?;
    let (x_copy, y_copy) = (driver.copy_of(&x)?, driver.copy_of(&x)?);
    let parameters = [u64::from(a.to_bits()), x_copy.address, y_copy.address, length as u64];
    let grid = [u32::try_from(length)?.div_ceil(LINE[0]), 1];

    let mut run_own = || kernels::saxpy::launch(a, &x, &mut own);
    // The code of a CUDA programmer, with device memory that already exists. The last copy waits for the
    // kernel.
    let mut run_cuda = || {
        driver.write(x_copy, &x)?;
        driver.write(y_copy, &cuda)?;
        driver.launch(&function, grid, LINE, &parameters)?;
        driver.read(y_copy, &mut cuda)
    };
    let (mut own_times, mut cuda_times) = (Vec::new(), Vec::new());
    for round in 0..WARM_UP + RUNS {
        let start = Instant::now();
        run_own()?;
        let middle = Instant::now();
        run_cuda()?;
        if round >= WARM_UP {
            own_times.push((middle - start).as_secs_f64() * 1e3);
            cuda_times.push(middle.elapsed().as_secs_f64() * 1e3);
        }
    }
    ensure!(own == cuda, "offload's saxpy and CUDA's differ");
    Ok(Row { bytes: 12 * length, own: median(own_times), cuda: median(cuda_times) })
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
