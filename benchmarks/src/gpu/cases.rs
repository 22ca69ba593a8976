//! The kernels, with their data on the GPU and what must come out.

use anyhow::{Context, Result};
use blur::{RADIUS, TAPS};
use offload::Grid2;
use offload_abi::{BLOCK_RECIPROCAL_BITS, Report, THREAD_RECIPROCAL_BITS};
use offload_bench::{kernels, numbers};

use crate::driver::{Buffer, Driver};

/// 64 Mi numbers of 4 bytes: more than any cache holds.
const ELEMENTS: usize = 64 << 20;

/// A picture with as many numbers.
const WIDTH: usize = 8192;

/// Threads of a block, along x and y.
pub const LINE: [u32; 2] = [256, 1];
const TILE: [u32; 2] = [32, 8];

/// A kernel in both forms, over the same data.
pub struct Case {
    /// Last part of its path in Rust, and its name in CUDA.
    pub kernel: &'static str,
    /// Blocks along x and y, and threads of a block.
    pub grid: [u32; 2],
    pub block: [u32; 2],
    /// Parameters of offload's entry, the hidden ones included, and of nvcc's.
    pub own: Vec<u64>,
    pub nvcc: Vec<u64>,
    /// The place for the results, and its contents before.
    pub out: Buffer,
    pub before: Vec<f32>,
    /// The result of a launch through offload, with which the other results are compared.
    pub expected: Vec<f32>,
    /// How far results may differ from it, for each unit of the greater of the value and 1.
    pub tolerance: f32,
    /// Bytes that are read and written.
    pub bytes: usize,
}

pub fn all(driver: &Driver) -> Result<Vec<Case>> {
    Ok(vec![saxpy(driver, "saxpy")?, saxpy(driver, "saxpy_sin")?, blur_rows(driver)?])
}

/// The hidden slots behind the user's (docs/ir-contract.md, §3), for a kernel of `rank` 1 or 2.
fn hidden(driver: &Driver, rank: u32, grid: [u32; 2], block: [u32; 2]) -> Result<Vec<u64>> {
    let report = driver.copy_of(&vec![0u8; size_of::<Report>()])?;
    let pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
    let mut hidden = vec![pair(grid[0], grid[1]), pair(1, block[0]), pair(block[1], 1), 0, report.address];
    if rank == 2 {
        let thread = |size: u32| (1u32 << THREAD_RECIPROCAL_BITS).div_ceil(size);
        let blocks = (1u64 << BLOCK_RECIPROCAL_BITS).div_ceil(grid[0].into());
        hidden.extend([pair(thread(block[0]), thread(block[1])), blocks]);
    }
    Ok(hidden)
}

/// An array by value, behind the other parameters.
fn words(values: &[f32]) -> impl Iterator<Item = u64> {
    let bits = |value: Option<&f32>| value.map_or(0, |value| u64::from(value.to_bits()));
    values.chunks(2).map(move |pair| bits(pair.first()) | bits(pair.get(1)) << 32)
}

fn saxpy(driver: &Driver, kernel: &'static str) -> Result<Case> {
    let a = 0.75f32;
    let before = numbers(ELEMENTS);
    let x: Vec<f32> = before.iter().rev().copied().collect();
    // The launch is also what makes the kernel a part of this program.
    let mut expected = before.clone();
    match kernel {
        "saxpy" => kernels::saxpy::launch(a, &x, &mut expected)?,
        _ => kernels::saxpy_sin::launch(a, &x, &mut expected)?,
    }
    let (x_copy, out) = (driver.copy_of(&x)?, driver.copy_of(&before)?);
    let grid = [u32::try_from(ELEMENTS)?.div_ceil(LINE[0]), 1];
    let (a, length) = (u64::from(a.to_bits()), ELEMENTS as u64);
    let mut own = vec![a, x_copy.address, length, out.address, length];
    own.extend(hidden(driver, 1, grid, LINE)?);
    let nvcc = vec![a, x_copy.address, out.address, length];
    let host = |i: usize| {
        let y = before[i];
        if kernel == "saxpy" { y + 0.75 * x[i] } else { 0.75 * x[i] + y.sin() }
    };
    verify(&expected, host, 1e-6)?;
    Ok(Case {
        kernel,
        grid,
        block: LINE,
        own,
        nvcc,
        out,
        before,
        expected,
        tolerance: 1e-6,
        bytes: 12 * ELEMENTS,
    })
}

fn blur_rows(driver: &Driver) -> Result<Case> {
    let (width, height) = (WIDTH, ELEMENTS / WIDTH);
    let weights = blur::gaussian();
    let source = numbers(ELEMENTS);
    let before = vec![0.0; ELEMENTS];
    let mut expected = before.clone();
    blur::kernels::blur_rows::launch(weights, &source, Grid2::new(&mut expected, width))?;
    let (source_copy, out) = (driver.copy_of(&source)?, driver.copy_of(&before)?);
    let (columns, rows) = (u32::try_from(width)?, u32::try_from(height)?);
    let grid = [columns.div_ceil(TILE[0]), rows.div_ceil(TILE[1])];
    let (length, shape) = (ELEMENTS as u64, u64::from(columns) | u64::from(rows) << 32);
    // Both forms have the weights among their arguments.
    let mut own = vec![0, source_copy.address, length, out.address, length, shape];
    own.extend(hidden(driver, 2, grid, TILE)?);
    own.extend(words(&weights));
    let mut nvcc = vec![source_copy.address, out.address, columns.into(), rows.into()];
    nvcc.extend(words(&weights));
    let host = |i: usize| {
        let row = &source[i / width * width..][..width];
        let at = |tap: usize| row[(i % width + tap).saturating_sub(RADIUS).min(width - 1)];
        (0..TAPS).fold(0.0, |sum, tap| sum + weights[tap] * at(tap))
    };
    verify(&expected, host, 1e-6)?;
    Ok(Case {
        kernel: "blur_rows",
        grid,
        block: TILE,
        own,
        nvcc,
        out,
        before,
        expected,
        tolerance: 1e-6,
        bytes: 8 * ELEMENTS,
    })
}

/// Compares what offload's launch left with plain Rust.
fn verify(results: &[f32], host: impl Fn(usize) -> f32, tolerance: f32) -> Result<()> {
    let record = offload::last_launch().context("nothing was launched")?;
    let wrong = (0..results.len()).find(|&i| !is_close(results[i], host(i), tolerance));
    let Some(i) = wrong else { return Ok(()) };
    anyhow::bail!("element {i} is {} on {}, and {} on the host", results[i], record.device_name, host(i))
}

/// Written so that a NaN is wrong.
pub fn is_close(value: f32, expected: f32, tolerance: f32) -> bool {
    (value - expected).abs() <= tolerance * expected.abs().max(1.0)
}
