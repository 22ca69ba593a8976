//! The fuzzer: `offload-fuzz COMMAND`.

mod fault;
mod generate;
mod node;
mod program;

use anyhow::Result;
use std::path::Path;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let seed = arguments[1].parse()?;
    let count = arguments[2].parse()?;
    let programs = vec![program::Program::generate(seed, 0, count, generate::Settings::CPU)];
    program::write(Path::new(&arguments[0]), &root, &programs, "")
}
