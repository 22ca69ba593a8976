//! Runs both forms of a kernel in turns.

use anyhow::{Result, ensure};
use serde::Serialize;

use crate::cases::{Case, is_close};
use crate::driver::{Driver, Function, Module};

/// Number of warm-up runs of each form, and of runs that count.
const WARM_UP: usize = 20;
const RUNS: usize = 301;

#[derive(Serialize)]
pub struct Row {
    pub kernel: &'static str,
    /// Number of bytes that a run reads and writes.
    pub bytes: usize,
    pub own: Times,
    pub nvcc: Times,
    /// Number of results with other bits than nvcc's.
    pub unlike_nvcc: usize,
}

#[derive(Serialize)]
pub struct Times {
    /// Microseconds of the median run, and of the fastest.
    pub median: f64,
    pub fastest: f64,
    /// Registers per thread, and bytes of local memory.
    pub registers: i32,
    pub local_bytes: i32,
}

impl Row {
    /// offload's time divided by nvcc's.
    pub fn ratio(&self) -> f64 {
        self.own.median / self.nvcc.median
    }
}

pub fn in_turns(driver: &Driver, case: &Case, own: &Module, entry: &str, nvcc: &Module) -> Result<Row> {
    let own = driver.function(own, entry)?;
    let nvcc = driver.function(nvcc, case.kernel)?;
    // The hardware's grid is linear for offload; the kernel computes its place.
    let threads = [case.block[0] * case.block[1], 1];
    let run_own = || driver.launch(&own, [case.grid[0] * case.grid[1], 1], threads, &case.own);
    let run_nvcc = || driver.launch(&nvcc, case.grid, case.block, &case.nvcc);

    let own_results = results(driver, case, run_own)?;
    let nvcc_results = results(driver, case, run_nvcc)?;
    let unlike_nvcc =
        own_results.iter().zip(&nvcc_results).filter(|(a, b)| a.to_bits() != b.to_bits()).count();

    let (mut own_times, mut nvcc_times) = (Vec::new(), Vec::new());
    let events = (driver.event()?, driver.event()?, driver.event()?);
    for round in 0..WARM_UP + RUNS {
        // Alternate the order, because the clocks are already up for the second form.
        let own_first = round % 2 == 0;
        driver.record(&events.0)?;
        if own_first {
            run_own()?
        } else {
            run_nvcc()?
        }
        driver.record(&events.1)?;
        if own_first {
            run_nvcc()?
        } else {
            run_own()?
        }
        driver.record(&events.2)?;
        let second = driver.microseconds(&events.1, &events.2)?;
        let first = driver.microseconds(&events.0, &events.1)?;
        if round >= WARM_UP {
            own_times.push(if own_first { first } else { second });
            nvcc_times.push(if own_first { second } else { first });
        }
    }
    let (own, nvcc) = (times(own_times, &own), times(nvcc_times, &nvcc));
    Ok(Row { kernel: case.kernel, bytes: case.bytes, own, nvcc, unlike_nvcc })
}

/// Runs once, and compares the results with the expected ones.
fn results(driver: &Driver, case: &Case, run: impl Fn() -> Result<()>) -> Result<Vec<f32>> {
    driver.write(case.out, &case.before)?;
    run()?;
    let mut results = vec![0.0; case.before.len()];
    driver.read(case.out, &mut results)?;
    let is_wrong = |&i: &usize| !is_close(results[i], case.expected[i], case.tolerance);
    let wrong = (0..results.len()).find(is_wrong);
    ensure!(
        wrong.is_none(),
        "element {i} is {}, and not {}",
        results[wrong.unwrap_or_default()],
        case.expected[wrong.unwrap_or_default()],
        i = wrong.unwrap_or_default()
    );
    Ok(results)
}

fn times(mut runs: Vec<f64>, function: &Function) -> Times {
    runs.sort_by(f64::total_cmp);
    let Function { registers, local_bytes, .. } = *function;
    Times { median: runs[runs.len() / 2], fastest: runs[0], registers, local_bytes }
}
