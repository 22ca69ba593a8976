//! `math [--inputs N] [REPORT]`: evaluates every math function of `f32` and `f64` on the default device,
//! compares the results with correctly rounded ones (from CORE-MATH), and reports their errors. Fails if a
//! function exceeds its bound.
//!
//! `math --page REPORT…` prints the page of the book for these reports.

mod check;
mod functions;
mod inputs;
mod page;
mod report;
mod ulps;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use report::Report;

/// Number of arguments per function. A run takes ten seconds on two cores, mostly in CORE-MATH.
const INPUTS: usize = 1 << 21;

const USAGE: &str = "usage: math [--inputs N] [REPORT]\n       math --page REPORT…";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("math: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether every function is within its bound.
fn run() -> Result<bool> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|argument| argument == "--page") {
        let reports = arguments[1..].iter().map(|path| Report::read(path)).collect::<Result<Vec<_>>>()?;
        print!("{}", page::page(&reports));
        return Ok(true);
    }
    let mut count = INPUTS;
    if arguments.first().is_some_and(|argument| argument == "--inputs") {
        count = arguments.get(1).context(USAGE)?.parse().context("--inputs")?;
        arguments.drain(..2);
    }
    if arguments.len() > 1 || arguments.iter().any(|argument| argument.starts_with('-')) {
        bail!(USAGE);
    }
    let report = check::check_all(count)?;
    for row in report.rows.iter().filter(|row| !row.is_right()) {
        println!("{}", row.complaint());
    }
    if let Some(path) = arguments.first() {
        report.write(path)?;
    }
    let wrong = report.rows.iter().filter(|row| !row.is_right()).count();
    println!(
        "{} of {} functions within their bounds on {}",
        report.rows.len() - wrong,
        report.rows.len(),
        report.device
    );
    Ok(wrong == 0)
}
