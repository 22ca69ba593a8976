//! The CPU device against rayon, in one run and in turns: prints a table, and `bench-cpu FILE` appends it to a file.

mod kernels;
mod measure;
mod rayon_loops;
mod rows;
mod table;

use anyhow::{Context, Result};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

fn main() -> Result<()> {
    let file = std::env::args_os().nth(1).map(PathBuf::from);
    let rows = rows::measure_all(|row| {
        let ratio = row.times.kernel.as_secs_f64() / row.times.rayon.as_secs_f64();
        eprintln!("{} {}: {ratio:.2} ({} repetitions)", row.kernel, row.size, row.times.repetitions);
    })?;
    let device = offload::last_launch().map(|record| record.device_name).unwrap_or_default();
    let section = table::section(&device, &rows);
    println!("{section}");
    if let Some(path) = file {
        let opened = OpenOptions::new().create(true).append(true).open(&path);
        let written = opened.and_then(|mut file| writeln!(file, "{section}"));
        written.with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
