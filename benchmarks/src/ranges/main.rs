//! Measures launches over many ranges: launches over more and more little vectors, which structs refer to,
//! and launches beside more and more resident buffers.
//!
//! `bench-ranges [FILE]` prints a page of ratios and writes it to a file. With `OFFLOAD_DEVICE=gpu` it measures a GPU.

use anyhow::{Context, Result};
use offload::{DeviceView, Each, Resident};
use offload_bench::machine;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Numbers of ranges, and of resident buffers.
const COUNTS: [usize; 6] = [1, 10, 100, 1000, 10_000, 100_000];

/// The number that the others are compared with.
const REFERENCE: usize = 1000;

/// A repetition is as many launches as take about this time together.
const REPETITION: Duration = Duration::from_millis(2);

/// Floats of each little vector.
const LENGTH: usize = 16;

/// The result is the least time of this many repetitions: other work of the machine only adds to a time.
const REPETITIONS: usize = 15;

#[derive(Clone, Copy, DeviceView)]
struct Row<'a> {
    values: &'a [f32],
}

#[offload::kernel]
fn sum_rows(rows: &[Row<'_>], mut sum: Each<f32>) {
    *sum = rows[sum.index()].values.iter().sum();
}

#[offload::kernel]
fn increment(mut y: Each<u32>) {
    *y += 1;
}

fn main() -> Result<()> {
    let file = std::env::args_os().nth(1).map(PathBuf::from);
    let rows = COUNTS.map(measure_rows).into_iter().collect::<Result<Vec<_>>>()?;
    let beside_none = beside(0)?;
    let buffers = COUNTS.map(beside).into_iter().collect::<Result<Vec<_>>>()?;
    let device = offload::Device::current()?;
    let text = page(&device.to_string(), &rows, &beside_none, &buffers)?;
    println!("{text}");
    match file {
        Some(path) => {
            std::fs::write(&path, &text).with_context(|| format!("cannot write {}", path.display()))
        }
        None => Ok(()),
    }
}

/// The time of one run.
fn least(mut run: impl FnMut() -> Result<()>) -> Result<Duration> {
    let start = Instant::now();
    run()?;
    let times = (REPETITION.as_nanos() / start.elapsed().as_nanos().max(1)).clamp(1, 1000) as u32;
    let mut least = Duration::MAX;
    for _ in 0..REPETITIONS {
        let start = Instant::now();
        (0..times).try_for_each(|_| run())?;
        least = least.min(start.elapsed() / times);
    }
    Ok(least)
}

/// Measures a launch over `count` vectors, none of which touches another.
fn measure_rows(count: usize) -> Result<Duration> {
    let data: Vec<Vec<f32>> = (0..count).map(|i| vec![i as f32; LENGTH]).collect();
    let rows: Vec<Row<'_>> = data.iter().map(|values| Row { values }).collect();
    let mut sums = vec![0.0; count];
    let time = least(|| Ok(sum_rows::launch(&rows, &mut sums)?))?;
    let is_right = sums.iter().enumerate().all(|(i, sum)| *sum == (i * LENGTH) as f32);
    anyhow::ensure!(is_right, "a sum of {count} rows is wrong");
    Ok(time)
}

/// The times beside live buffers.
struct Beside {
    /// A launch over a small slice.
    slice: Duration,
    /// A launch over one of the buffers.
    buffer: Duration,
    /// A new buffer is made, launched over for the first time, and dropped.
    another: Duration,
}

/// Measures beside `count` buffers, all of which are on the device.
fn beside(count: usize) -> Result<Beside> {
    let make = || {
        let mut buffer = Resident::new([0u32; 8])?;
        increment::launch(buffer.on_device_mut())?;
        offload::Result::Ok(buffer)
    };
    let mut buffers: Vec<Resident<u32>> = (0..count).map(|_| make()).collect::<offload::Result<_>>()?;
    let (mut y, mut none) = ([0; 256], make()?);
    let slice = least(|| Ok(increment::launch(&mut y)?))?;
    let one = buffers.get_mut(count / 2).unwrap_or(&mut none);
    let buffer = least(|| Ok(increment::launch(one.on_device_mut())?))?;
    let another = least(|| {
        drop(make()?);
        Ok(())
    })?;
    Ok(Beside { slice, buffer, another })
}

fn page(device: &str, rows: &[Duration], beside_none: &Beside, buffers: &[Beside]) -> Result<String> {
    let mut text = format!(
        "# Many ranges\n\nThe left columns are about a launch over a slice of structs, each with a \
         reference to a vector of {LENGTH} floats: its time, and its time for each vector, each \
         divided by its value for {REFERENCE} vectors. The runtime layer's records of a launch over \
         few ranges stay in the processor's cache. The right columns are about launches beside \
         buffers that are resident on the device: the times of a launch over a small slice, of a \
         launch over one of the buffers, and of a new buffer that is made, launched over and \
         dropped, each divided by the time without other buffers. Each time is the least of \
         {REPETITIONS}.\n\n\
         Made by `./x bench ranges`. {} Device: {device}.\n\n\
         | ranges | time ÷ time for {REFERENCE} | per range | live buffers | launch over a slice | over a buffer | a new buffer |\n|--:|--:|--:|--:|--:|--:|--:|\n",
        machine(),
    );
    let ratio = |time: Duration, reference: Duration| time.as_secs_f64() / reference.as_secs_f64();
    let reference = COUNTS.iter().position(|count| *count == REFERENCE).context("it is one of them")?;
    for (index, count) in COUNTS.iter().enumerate() {
        let whole = ratio(rows[index], rows[reference]);
        let each = whole * REFERENCE as f64 / *count as f64;
        let slice = ratio(buffers[index].slice, beside_none.slice);
        let buffer = ratio(buffers[index].buffer, beside_none.buffer);
        let another = ratio(buffers[index].another, beside_none.another);
        writeln!(
            text,
            "| {count} | {whole:.4} | {each:.2} | {count} | {slice:.2} | {buffer:.2} | {another:.2} |"
        )?;
    }
    Ok(text)
}
