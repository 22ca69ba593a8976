//! What a launch over many ranges costs: a struct of references to ever more little vectors, and a launch beside ever more buffers that are
//! resident.
//!
//! `bench-ranges [FILE]` prints a page of ratios and writes it to a file. With `OFFLOAD_DEVICE=gpu` it measures a GPU.

use anyhow::{Context, Result};
use offload::{DeviceView, Each, Resident};
use offload_bench::machine;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Numbers of ranges, and of resident buffers.
const COUNTS: [usize; 7] = [100, 300, 1000, 3000, 10_000, 30_000, 100_000];

/// The one that the others are compared with.
const REFERENCE: usize = 1000;

/// Floats of each little vector.
const LENGTH: usize = 16;

/// The least of so many times is taken: whatever else the machine does only adds to it.
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
    let residents = measure_residents()?;
    let device = offload::Device::current()?;
    let text = page(&device.to_string(), &rows, &residents)?;
    println!("{text}");
    match file {
        Some(path) => {
            std::fs::write(&path, &text).with_context(|| format!("cannot write {}", path.display()))
        }
        None => Ok(()),
    }
}

fn least(mut run: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut least = Duration::MAX;
    for _ in 0..REPETITIONS {
        let start = Instant::now();
        run()?;
        least = least.min(start.elapsed());
    }
    Ok(least)
}

/// One launch over so many vectors, none of which touches another.
fn measure_rows(count: usize) -> Result<Duration> {
    let data: Vec<Vec<f32>> = (0..count).map(|i| vec![i as f32; LENGTH]).collect();
    let rows: Vec<Row<'_>> = data.iter().map(|values| Row { values }).collect();
    let mut sums = vec![0.0; count];
    let time = least(|| Ok(sum_rows::launch(&rows, &mut sums)?))?;
    let is_right = sums.iter().enumerate().all(|(i, sum)| *sum == (i * LENGTH) as f32);
    anyhow::ensure!(is_right, "a sum of {count} rows is wrong");
    Ok(time)
}

/// A launch over one small slice beside so many resident buffers, all of which are on the device; without any first.
fn measure_residents() -> Result<Vec<Duration>> {
    let mut residents: Vec<Resident<u32>> = Vec::new();
    let mut times = Vec::new();
    for count in std::iter::once(0).chain(COUNTS) {
        while residents.len() < count {
            let mut resident = Resident::new([0; 8])?;
            increment::launch(resident.on_device_mut())?;
            residents.push(resident);
        }
        let mut y = [0; 256];
        times.push(least(|| (0..100).try_for_each(|_| Ok(increment::launch(&mut y)?)))?);
    }
    Ok(times)
}

fn page(device: &str, rows: &[Duration], residents: &[Duration]) -> Result<String> {
    let mut text = format!(
        "# Many ranges\n\nA launch over a slice of structs, each with a reference to a vector of {LENGTH} floats: how long it takes for each vector, compared with that for \
         {REFERENCE} of them. And a launch over one small slice beside buffers that are resident on the device, compared with that beside none. What a launch over few ranges notes down stays in the processor's cache. Each is the least of {REPETITIONS}.\n\n\
         Made by `./x bench ranges`. {} Device: {device}.\n\n\
         | ranges | time ÷ time for {REFERENCE} | of one range | resident buffers | time ÷ time beside none |\n|--:|--:|--:|--:|--:|\n",
        machine(),
    );
    let reference = COUNTS.iter().position(|count| *count == REFERENCE).context("it is one of them")?;
    for (index, count) in COUNTS.iter().enumerate() {
        let whole = rows[index].as_secs_f64() / rows[reference].as_secs_f64();
        let each = whole * REFERENCE as f64 / *count as f64;
        let beside = residents[index + 1].as_secs_f64() / residents[0].as_secs_f64();
        writeln!(text, "| {count} | {whole:.2} | {each:.2} | {count} | {beside:.2} |")?;
    }
    Ok(text)
}
