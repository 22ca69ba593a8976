//! Measures two forms of the same work, alternating between them.

use anyhow::{Result, ensure};
use std::time::{Duration, Instant};

/// The total time for the repetitions of one row of the table.
const TIME: Duration = Duration::from_millis(1500);

/// Number of repetitions: at least enough for a stable median on a busy machine.
const REPETITIONS: std::ops::Range<usize> = 31..2001;

/// Medians of one row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// The kernel alone, with its data already on the device.
    pub kernel: Duration,
    /// The whole launch, with data copied to the device and back.
    pub end_to_end: Duration,
    /// rayon's loop.
    pub rayon: Duration,
    /// Number of repetitions of each.
    pub repetitions: usize,
}

/// Runs both, alternating, until the medians are steady.
///
/// The first call of each warms the caches and starts the threads; it does not count.
pub fn in_turns(mut launch: impl FnMut() -> offload::Result<()>, mut rayon: impl FnMut()) -> Result<Times> {
    let (mut kernels, mut launches, mut loops) = (Vec::new(), Vec::new(), Vec::new());
    launch()?;
    rayon();
    let began = Instant::now();
    while kernels.len() < REPETITIONS.start || (began.elapsed() < TIME && kernels.len() < REPETITIONS.end) {
        let start = Instant::now();
        launch()?;
        launches.push(start.elapsed());
        let record = offload::last_launch().filter(|record| record.device_name.starts_with("cpu"));
        let record = record.ok_or_else(|| anyhow::anyhow!("the kernel did not run on the CPU device"))?;
        kernels.push(record.kernel_time);

        let start = Instant::now();
        rayon();
        loops.push(start.elapsed());
    }
    let repetitions = kernels.len();
    Ok(Times { kernel: median(kernels), end_to_end: median(launches), rayon: median(loops), repetitions })
}

/// The median. The list is not empty.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Refuses results that differ in any bit.
pub fn ensure_equal<T: PartialEq>(what: &str, device: &[T], rayon: &[T]) -> Result<()> {
    ensure!(device.len() == rayon.len(), "{what}: {} and {} results", device.len(), rayon.len());
    let different = device.iter().zip(rayon).position(|(device, rayon)| device != rayon);
    ensure!(different.is_none(), "{what}: the results differ, first at {}", different.unwrap_or_default());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        let times = [5, 1, 100, 2, 3].map(Duration::from_nanos);
        assert_eq!(median(times.to_vec()), Duration::from_nanos(3));
    }

    #[test]
    fn a_difference_is_found() {
        assert!(ensure_equal("x", &[1, 2], &[1, 2]).is_ok());
        let error = ensure_equal("x", &[1, 2], &[1, 3]).unwrap_err();
        assert_eq!(error.to_string(), "x: the results differ, first at 1");
        assert!(ensure_equal("x", &[f32::NAN], &[f32::NAN]).is_err());
    }
}
