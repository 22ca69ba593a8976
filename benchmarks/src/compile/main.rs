//! Measures how long the example `blur` takes to compile with plain cargo, and with `cargo offload`, pass by
//! pass.
//!
//! `bench-compile [FILE]` prints a table and writes it to a file. It expects `cargo-offload` and its plugin
//! where `./x bench compile` puts them.

mod builds;
mod table;

use anyhow::{Context, Result};
use builds::{Builds, State};
use std::path::PathBuf;
use table::Measured;

/// Number of builds of each kind; the table has the medians.
const REPETITIONS: usize = 5;

/// A cold build compiles about forty crates, so there are fewer.
const COLD_REPETITIONS: usize = 3;

fn main() -> Result<()> {
    let file = std::env::args_os().nth(1).map(PathBuf::from);
    let builds = Builds::new()?;
    let mut measured = Vec::new();
    for state in State::ALL {
        let repetitions = if state == State::Cold { COLD_REPETITIONS } else { REPETITIONS };
        let mut runs = Vec::new();
        for repetition in 1..=repetitions {
            eprintln!("{}: {repetition} of {repetitions}", state.name());
            runs.push(builds.measure(state)?);
        }
        measured.push(Measured::medians(state, &runs));
    }
    let text = table::text(&measured);
    println!("{text}");
    match file {
        Some(path) => {
            std::fs::write(&path, &text).with_context(|| format!("cannot write {}", path.display()))
        }
        None => Ok(()),
    }
}
