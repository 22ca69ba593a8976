//! Measures the CPU device against rayon, alternating in one run, and prints a table.
//!
//! `bench-cpu FILE` also writes it to a page; `bench-cpu --append FILE` appends it to the page.

mod measure;
mod rayon_loops;
mod rows;
mod table;

use anyhow::{Context, Result};
use std::fs::OpenOptions;
use std::io::Write;

fn main() -> Result<()> {
    let mut arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let append = arguments.first().is_some_and(|argument| argument == "--append");
    if append {
        arguments.remove(0);
    }
    let rows = rows::measure_all(|row| {
        let ratio = row.times.kernel.as_secs_f64() / row.times.rayon.as_secs_f64();
        eprintln!("{} {}: {ratio:.2} ({} repetitions)", row.kernel, row.size, row.times.repetitions);
    })?;
    let section = table::section(&rows);
    println!("{section}");
    let Some(path) = arguments.first() else { return Ok(()) };
    let text = if append { format!("\n{section}") } else { format!("{}\n{section}", table::heading()) };
    let opened = OpenOptions::new().create(true).write(true).append(append).truncate(!append).open(path);
    let written = opened.and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| format!("cannot write {}", path.display()))
}
