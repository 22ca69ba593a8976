//! The report's description of the machine.

use std::fmt;
use std::fs;
use std::process::Command;

use offload::{Device, DeviceKind, Each};
use serde::Serialize;

/// Gives this program device code, without which it has no devices.
#[offload::kernel]
pub fn increment(mut y: Each<u32>) {
    *y += 1;
}

#[derive(Serialize)]
pub struct Machine {
    pub devices: Vec<DeviceLine>,
    /// Version of NVIDIA's driver.
    pub driver: Option<String>,
    pub system: String,
    /// The loaded library of LLVM's runtime.
    pub runtime: Option<String>,
}

#[derive(Serialize)]
pub struct DeviceLine {
    pub number: u32,
    pub kind: &'static str,
    pub name: String,
    pub memory_bytes: Option<u64>,
}

impl Machine {
    pub fn look() -> offload::Result<Self> {
        let line = |device: Device| DeviceLine {
            number: device.number(),
            kind: if device.kind() == DeviceKind::Gpu { "gpu" } else { "cpu" },
            name: device.name().to_owned(),
            memory_bytes: device.memory(),
        };
        Ok(Self {
            devices: Device::all()?.into_iter().map(line).collect(),
            driver: driver(),
            system: fs::read_to_string("/proc/version").unwrap_or_default().trim().to_owned(),
            runtime: std::env::var("OFFLOAD_LIBOMPTARGET")
                .ok()
                .and_then(|path| Some(path.rsplit_once('/')?.1.to_owned())),
        })
    }

    pub fn gpus(&self) -> usize {
        self.devices.iter().filter(|device| device.kind == "gpu").count()
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for device in &self.devices {
            writeln!(formatter, "device {}: {}", device.number, device.name)?;
        }
        write!(formatter, "driver: {}", self.driver.as_deref().unwrap_or("none"))
    }
}

/// The driver's version according to the kernel module
/// (`NVRM version: NVIDIA UNIX x86_64 Kernel Module 570.86.15 …`), or to the driver's own tool.
fn driver() -> Option<String> {
    let module = fs::read_to_string("/proc/driver/nvidia/version").unwrap_or_default();
    let is_version =
        |word: &&str| word.contains('.') && word.starts_with(|first: char| first.is_ascii_digit());
    if let Some(version) = module.lines().next().and_then(|line| line.split_whitespace().find(is_version)) {
        return Some(version.to_owned());
    }
    let arguments = ["--query-gpu=driver_version", "--format=csv,noheader"];
    let output = Command::new("nvidia-smi").args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    output.status.success().then(|| text.lines().next().map(|line| line.trim().to_owned())).flatten()
}
