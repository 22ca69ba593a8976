//! The same kernels in CUDA, compiled on the machine that runs the benchmark.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::driver::Driver;

const SOURCE: &str = include_str!("kernels.cu");

pub struct Compiled {
    pub cubin: Vec<u8>,
    /// Such as `release 13.0, V13.0.88`.
    pub version: String,
}

impl Compiled {
    pub fn new(driver: &Driver) -> Result<Self> {
        let nvcc = compiler();
        let scratch = tempfile::tempdir()?;
        let (source, cubin) = (scratch.path().join("kernels.cu"), scratch.path().join("kernels.cubin"));
        std::fs::write(&source, SOURCE)?;
        let output = Command::new(&nvcc)
            .args(["-O3", "-cubin", &format!("-arch={}", driver.target()?), "-o"])
            .args([&cubin, &source])
            .output()
            .with_context(|| format!("cannot run {}: name nvcc in NVCC", nvcc.display()))?;
        ensure!(output.status.success(), "nvcc failed:\n{}", String::from_utf8_lossy(&output.stderr));
        let version = Command::new(&nvcc).arg("--version").output()?;
        let text = String::from_utf8_lossy(&version.stdout).into_owned();
        let version = text
            .lines()
            .find_map(|line| line.split_once("tools, "))
            .map_or("unknown", |(_, version)| version);
        Ok(Self { cubin: std::fs::read(&cubin)?, version: version.to_owned() })
    }
}

fn compiler() -> PathBuf {
    if let Some(named) = std::env::var_os("NVCC").filter(|path| !path.is_empty()) {
        return named.into();
    }
    let usual = PathBuf::from("/usr/local/cuda/bin/nvcc");
    if usual.is_file() { usual } else { "nvcc".into() }
}
