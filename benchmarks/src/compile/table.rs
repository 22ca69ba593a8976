//! The table as Markdown.

use crate::builds::{State, Times};
use offload_bench::machine;
use std::fmt::Write;
use std::time::Duration;

/// Medians over the repetitions of one state.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    state: State,
    times: Times,
    /// The median of both passes together: the median of sums is not the sum of medians.
    both: Duration,
    repetitions: usize,
}

impl Measured {
    pub fn medians(state: State, runs: &[Times]) -> Self {
        let median = |time: fn(&Times) -> Duration| {
            let mut times: Vec<Duration> = runs.iter().map(time).collect();
            times.sort_unstable();
            times[times.len() / 2]
        };
        let times = Times {
            plain: median(|times| times.plain),
            device: median(|times| times.device),
            host: median(|times| times.host),
        };
        let both = median(|times| times.device + times.host);
        Self { state, times, both, repetitions: runs.len() }
    }
}

/// The whole page.
pub fn text(measured: &[Measured]) -> String {
    let mut text = format!(
        "# Compile times\n\n\
         The example `blur` in release: plain `cargo build --release`, where kernels run on the calling thread, and \
         `cargo offload build --release` for the CPU device, whose two passes are timed separately. Medians of \
         alternating builds, in seconds.\n\n\
         Made by `./x bench compile`. {}\n\n\
         | build | plain | device pass | host pass | both | both ÷ plain | repetitions |\n\
         |---|--:|--:|--:|--:|--:|--:|\n",
        machine()
    );
    for Measured { state, times, both, repetitions } in measured {
        writeln!(
            text,
            "| {} | {:.2} | {:.2} | {:.2} | {:.2} | **{:.2}** | {repetitions} |",
            state.name(),
            times.plain.as_secs_f64(),
            times.device.as_secs_f64(),
            times.host.as_secs_f64(),
            both.as_secs_f64(),
            both.as_secs_f64() / times.plain.as_secs_f64()
        )
        .expect("a string takes everything");
    }
    text
}
