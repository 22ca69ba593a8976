//! offload's kernels beside nvcc's on an NVIDIA GPU: `bench-gpu [NAME]` writes `NAME.md` and `NAME.json`, or `gpu.md` and `gpu.json`.
//!
//! The driver loads both images in one process; they run alternately on the same data, timed by the same
//! events. offload's image is the one in this executable, so build it with `cargo offload` and `sm_90` (or
//! the GPU's own architecture) among the targets. nvcc's image is compiled here, by the nvcc on the `PATH` or
//! in `NVCC`.

mod cases;
mod driver;
mod image;
mod measure;
mod nvcc;
mod report;
mod whole;

use anyhow::{Context, Result, ensure};

use driver::Driver;
use report::Report;

fn main() -> Result<()> {
    let name = std::env::args().nth(1).unwrap_or_else(|| "gpu".into());
    ensure!(!name.starts_with('-'), "usage: bench-gpu [NAME]");

    let driver = Driver::load()?;
    let own = image::Own::read(&std::env::current_exe()?, &driver)?;
    let nvcc = nvcc::Compiled::new(&driver)?;
    let (own_module, nvcc_module) = (driver.module(&own.cubin)?, driver.module(&nvcc.cubin)?);
    let mut rows = Vec::new();
    for case in cases::all(&driver)? {
        let row = measure::in_turns(&driver, &case, &own_module, &own.entry(case.kernel)?, &nvcc_module)
            .with_context(|| format!("kernel {}", case.kernel))?;
        println!("{}: {:.3} of nvcc's time", row.kernel, row.ratio());
        rows.push(row);
    }
    let launches = whole::all(&driver, &nvcc_module).context("whole launches")?;
    for row in &launches {
        println!("launch over {} MiB: {:.3} of CUDA's time", row.bytes >> 20, row.own / row.cuda);
    }
    let report = Report {
        device: driver.device_name()?,
        driver_cuda: driver.cuda_version()?,
        nvcc: nvcc.version,
        ptxas: own.ptxas,
        target: own.target,
        rows,
        launches,
    };
    report.write(&name)?;
    println!("{name}.md, {name}.json");
    Ok(())
}
