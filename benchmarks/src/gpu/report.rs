//! The written report.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::measure::Row;
use crate::whole;

#[derive(Serialize)]
pub struct Report {
    pub device: String,
    /// The newest CUDA of the driver.
    pub driver_cuda: String,
    pub nvcc: String,
    /// The CUDA of the ptxas that assembled offload's image.
    pub ptxas: String,
    pub target: String,
    pub rows: Vec<Row>,
    pub launches: Vec<whole::Row>,
}

impl Report {
    pub fn write(&self, name: &str) -> Result<()> {
        for (end, text) in [("json", serde_json::to_string_pretty(self)? + "\n"), ("md", self.page())] {
            let path = format!("{name}.{end}");
            fs::write(&path, text).with_context(|| format!("cannot write {path}"))?;
        }
        Ok(())
    }

    fn page(&self) -> String {
        let Self { device, driver_cuda, nvcc, ptxas, target, rows, launches } = self;
        let mut text = format!(
            "# GPU kernels beside nvcc's\n\n\
             Kernel times on one {device}: the driver loads offload's image and nvcc's in one process; they run \
             alternately over the same data in device memory, timed by the same events; medians of 301 runs. The \
             results of both are compared with plain Rust's. Ratios below 1 \
             are in offload's favour.\n\n\
             Made by `./run-bench` in the bundle of `./x gpu-bundle`. Driver for CUDA {driver_cuda}; offload's image for {target}, assembled by \
             the ptxas of CUDA {ptxas}; nvcc {nvcc}, `-O3 -arch={target}`, of `benchmarks/src/gpu/kernels.cu`.\n\n\
             | kernel | data | offload | nvcc | offload ÷ nvcc | offload, GB/s | registers | nvcc's |\n\
             |---|--:|--:|--:|--:|--:|--:|--:|\n"
        );
        for row in rows {
            writeln!(
                text,
                "| {} | {} MiB | {:.1} µs | {:.1} µs | **{:.3}** | {:.0} | {} | {} |",
                row.kernel,
                row.bytes >> 20,
                row.own.median,
                row.nvcc.median,
                row.ratio(),
                row.bytes as f64 / row.own.median / 1000.0,
                row.own.registers,
                row.nvcc.registers
            )
            .expect("a string takes everything");
        }
        text.push_str(
            "\n## Whole launches\n\n\
             `saxpy` over two arrays in ordinary (pageable) host memory: both are copied to the GPU, one is copied \
             back. The CUDA program calls `cuMemcpyHtoD` twice, the kernel, and `cuMemcpyDtoH`. Times on the host, \
             medians of 11 alternating runs.\n\n\
             | bytes that travel | offload | CUDA | offload ÷ CUDA | offload, GB/s |\n|--:|--:|--:|--:|--:|\n",
        );
        for whole::Row { bytes, own, cuda } in launches {
            writeln!(
                text,
                "| {} MiB | {own:.2} ms | {cuda:.2} ms | **{:.3}** | {:.1} |",
                bytes >> 20,
                own / cuda,
                *bytes as f64 / own / 1e6
            )
            .expect("a string takes everything");
        }
        text
    }
}
