//! Programs of many kernels, in one workspace that cargo builds.

use crate::generate::{Kernel, Settings};
use anyhow::{Context, Result};
use offload_fuzz_harness::Random;
use std::fs;
use std::path::{Path, PathBuf};

/// A program, which is a package.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// Name of package and binary.
    pub(crate) name: String,
    pub(crate) kernels: Vec<Kernel>,
}

impl Program {
    /// Program number `number` of `seed`.
    pub(crate) fn generate(seed: u64, number: usize, count: usize, settings: Settings) -> Self {
        let kernels = (0..count)
            .map(|index| Kernel::generate(&format!("k{index}"), kernel_random(seed, number, index), settings))
            .collect();
        Self { name: format!("fuzz-{number}"), kernels }
    }

    fn main_file(&self) -> String {
        let mut text = String::from(MAIN);
        for kernel in &self.kernels {
            text += &format!("mod {};\n", kernel.name);
        }
        text += "\nfn main() -> std::process::ExitCode {\n    offload_fuzz_harness::run(&[\n";
        for Kernel { name, seed, .. } in &self.kernels {
            text += &format!(
                "        offload_fuzz_harness::Kernel {{ name: \"{name}\", seed: {seed}, run: {name}::run }},\n"
            );
        }
        text + "    ])\n}\n"
    }
}

/// The random numbers for a kernel: they depend on its position, not on the number of kernels.
fn kernel_random(seed: u64, program: usize, kernel: usize) -> Random {
    let mut random = Random::new(seed);
    let mixed = random.bits() ^ ((program as u64) << 32 | kernel as u64);
    Random::new(mixed).fork()
}

const MAIN: &str = "//! Generated.
#![allow(warnings, arithmetic_overflow, unconditional_panic, overflowing_literals, clippy::all)]

mod prelude {
    pub use core::sync::atomic::*;
    pub use offload::prelude::*;
    pub use offload::{Chunks, DeviceData, DeviceView, Each, Each2, Each3, EachChunk, EachOut, EachRef, EachRow, EachTile, Grid2, Grid3, device};
    pub use offload_fuzz_harness::{Case, DeviceIds, HostIds, HostOut, HostTile, Ids, Random, Value, code_of_f32, code_of_f64, text_hash};
    pub use std::mem::MaybeUninit;
}

";

/// Writes `programs` as a workspace to `directory`, and replaces earlier programs. Unchanged files keep their
/// time.
pub(crate) fn write(directory: &Path, root: &Path, programs: &[Program], profiles: &str) -> Result<()> {
    let members: Vec<_> = programs.iter().map(|program| format!("\"{}\"", program.name)).collect();
    let root_text = root.display();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[workspace.dependencies]\noffload-fuzz-harness = {{ path = \"{root_text}/tests/fuzz/harness\" }}\nrust-offload = {{ path = \"{root_text}/rust/offload\" }}\n\n{profiles}",
        members.join(", ")
    );
    let mut current = vec![directory.join("Cargo.toml"), directory.join("Cargo.lock")];
    write_file(&current[0], &manifest)?;
    // Use this repository's versions, so that cargo needs no registry.
    if !current[1].exists() {
        fs::create_dir_all(directory)?;
        fs::copy(root.join("Cargo.lock"), &current[1]).context("cannot copy Cargo.lock")?;
    }
    for program in programs {
        let package = directory.join(&program.name);
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\noffload-fuzz-harness.workspace = true\nrust-offload.workspace = true\n",
            program.name
        );
        let mut files =
            vec![(package.join("Cargo.toml"), manifest), (package.join("src/main.rs"), program.main_file())];
        for kernel in &program.kernels {
            files.push((package.join(format!("src/{}.rs", kernel.name)), kernel.source()));
        }
        for (path, text) in files {
            write_file(&path, &text)?;
            current.push(path);
        }
    }
    remove_others(directory, &current)
}

fn write_file(path: &PathBuf, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().expect("a file is in a directory"))?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Removes the sources of earlier programs.
fn remove_others(directory: &Path, current: &[PathBuf]) -> Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            remove_others(&path, current)?;
            // Succeeds only if the directory is empty.
            let _ = fs::remove_dir(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "toml")
            && !current.contains(&path)
        {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
