//! The devices of the process. LLVM's numbers follow the order of the images, and LLVM lists the CPU four
//! times.

use crate::artifact::Contents;
use crate::cuda::{self, Driver, Gpu};
use crate::parallel;
use crate::settings::DefaultDevice;
use std::sync::OnceLock;

/// Number of devices that LLVM's host plugin reports for the one CPU (`offload/plugins-nextgen/host`,
/// `NUM_DEVICES`).
const CPU_COPIES: u32 = 4;

/// The kind of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviceKind {
    /// The processor: the image is called once, runs the whole grid itself, and needs a context.
    Cpu,
    /// A graphics processor: it starts all threads.
    Gpu,
}

/// A chosen device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Device {
    /// Its number for the program and the backend: GPUs first, then one CPU.
    pub(crate) number: u32,
    pub(crate) kind: DeviceKind,
    /// Its number in NVIDIA's driver, if that is known.
    ordinal: Option<u32>,
}

/// The device that a launch asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The program names it.
    Number(u32),
    /// The environment names it, or nothing does.
    Default(DefaultDevice),
}

impl Wanted {
    /// `number` comes from `LaunchParams`: negative for the default.
    pub(crate) fn new(number: i32, default: DefaultDevice) -> Self {
        u32::try_from(number).map_or(Self::Default(default), Self::Number)
    }
}

/// The devices of this process: `gpus` GPUs, then the CPU if there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Devices {
    gpus: u32,
    has_cpu: bool,
    /// The GPUs' numbers in NVIDIA's driver, in order; empty if they are not known.
    ordinals: Vec<u32>,
    /// The reason why there are no GPUs, or why they cannot be used.
    gpu_problem: Option<String>,
}

impl Devices {
    /// Classifies the backend's `count` devices; GPU images come before the CPU's. Asks the driver only if
    /// the program has an image for it.
    pub(crate) fn new(count: u32, contents: &Contents) -> Self {
        Self::with_driver(count, contents, contents.has_nvidia().then(cuda::driver))
    }

    fn with_driver(count: u32, contents: &Contents, driver: Option<Result<&Driver, &str>>) -> Self {
        let Contents { has_gpu, has_cpu, .. } = *contents;
        let gpus = match (has_gpu, has_cpu) {
            (false, _) => 0,
            (true, false) => count,
            (true, true) => count.saturating_sub(CPU_COPIES),
        };
        let gpu_problem = if gpus == 0 {
            Some(why_no_gpu(contents, driver.map(|driver| driver.map(|driver| driver.gpus.as_slice()))))
        } else {
            driver.and_then(|driver| too_old(contents, driver.ok()?.cuda))
        };
        let ordinals =
            driver.and_then(Result::ok).map_or_else(Vec::new, |driver| ordinals(contents, &driver.gpus));
        // LLVM's runtime lists the GPUs that run an image, in the driver's order. If another vendor's GPU is
        // among them, the numbers cannot be matched.
        let ordinals = if ordinals.len() == gpus as usize { ordinals } else { Vec::new() };
        Self { gpus, has_cpu: has_cpu && count > 0, ordinals, gpu_problem }
    }

    pub(crate) fn count(&self) -> u32 {
        self.gpus + u32::from(self.has_cpu)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = Device> {
        (0..self.count()).map(|number| self.device(number))
    }

    fn device(&self, number: u32) -> Device {
        let kind = if number < self.gpus { DeviceKind::Gpu } else { DeviceKind::Cpu };
        Device { number, kind, ordinal: self.ordinals.get(number as usize).copied() }
    }

    /// Returns the wanted device. The error names it, lists the existing devices, and says what to change.
    pub(crate) fn choose(&self, wanted: Wanted) -> Result<Device, String> {
        let number = match wanted {
            Wanted::Number(number) if number < self.count() => number,
            Wanted::Number(_) if self.count() == 0 => return Err(self.why_none()),
            Wanted::Number(number) => {
                return Err(format!("device {number} was asked for, but {}", self.numbers()));
            }
            Wanted::Default(DefaultDevice::Auto) if self.gpus > 0 && self.gpu_problem.is_none() => 0,
            Wanted::Default(DefaultDevice::Auto) if self.has_cpu => self.gpus,
            Wanted::Default(DefaultDevice::Auto) => return Err(self.why_none()),
            Wanted::Default(DefaultDevice::Cpu) if self.has_cpu => self.gpus,
            Wanted::Default(DefaultDevice::Cpu) => {
                return Err("OFFLOAD_DEVICE=cpu, but this program has no device code for the CPU: build it again with \
                            `cpu` among its `--targets`"
                    .into());
            }
            Wanted::Default(DefaultDevice::Gpu(number)) if number < self.gpus => number,
            Wanted::Default(DefaultDevice::Gpu(_)) if self.gpus == 0 => {
                return Err(format!("OFFLOAD_DEVICE asks for a GPU, but {}", self.why_no_gpu()));
            }
            Wanted::Default(DefaultDevice::Gpu(number)) => {
                return Err(format!("OFFLOAD_DEVICE=gpu:{number}, but {}", gpus_are(self.gpus)));
            }
        };
        let device = self.device(number);
        match &self.gpu_problem {
            Some(problem) if device.kind == DeviceKind::Gpu => Err(problem.clone()),
            _ => Ok(device),
        }
    }

    fn numbers(&self) -> String {
        match self.count() {
            1 => "there is one device, number 0".into(),
            count => format!("there are {count} devices, numbered from 0"),
        }
    }

    fn why_no_gpu(&self) -> &str {
        self.gpu_problem.as_deref().unwrap_or("there is none")
    }

    /// The reason why nothing can run the program's device code.
    fn why_none(&self) -> String {
        format!(
            "none of the program's images runs on a device of this machine: {}. `cpu` among its `--targets` always does",
            self.why_no_gpu()
        )
    }
}

fn gpus_are(count: u32) -> String {
    match count {
        1 => "there is one GPU, gpu:0".into(),
        count => format!("there are {count} GPUs, gpu:0 to gpu:{}", count - 1),
    }
}

/// The GPUs that run one of the program's images.
fn ordinals(contents: &Contents, gpus: &[Gpu]) -> Vec<u32> {
    let fits = |gpu: &Gpu| contents.gpu_targets.iter().any(|target| gpu.runs(target));
    (0..).zip(gpus).filter(|(_, gpu)| fits(gpu)).map(|(ordinal, _)| ordinal).collect()
}

fn why_no_gpu(contents: &Contents, gpus: Option<Result<&[Gpu], &str>>) -> String {
    let images = contents.gpu_targets.join(", ");
    let gpus = match gpus {
        _ if !contents.has_gpu => {
            return "this program has device code for the CPU only: build it again with the GPU's architecture among \
                    its `--targets` (`cargo offload build --targets cpu,sm_90`; `native` stands for this machine's)"
                .into();
        }
        None => return format!("no GPU that its images ({images}) are for was found"),
        Some(Err(problem)) => return format!("there is none that its images ({images}) are for: {problem}"),
        Some(Ok([])) => return "NVIDIA's driver shows no GPU; CUDA_VISIBLE_DEVICES may hide it".into(),
        Some(Ok(gpus)) => gpus,
    };
    let gpu_names: Vec<_> = gpus.iter().map(|gpu| format!("{} ({})", gpu.target(), gpu.name)).collect();
    let gpu_names = gpu_names.join(", ");
    if ordinals(contents, gpus).is_empty() {
        return format!(
            "the GPU here is {gpu_names} and the program's images are for {images}: build it again with `--targets cpu,{}`",
            gpus[0].target()
        );
    }
    format!(
        "LLVM's offload runtime does not find the GPU that NVIDIA's driver shows ({gpu_names}); it looks for the driver as \
         `libcuda.so`, so a link of that name to libcuda.so.1 may be missing"
    )
}

/// Whether the driver is older than the CUDA release that made the images.
fn too_old(contents: &Contents, driver: u32) -> Option<String> {
    let needed = contents.cuda?;
    // Within a major release, a driver runs images of newer minor releases.
    (driver / 10 < needed / 10).then(|| {
        format!(
            "NVIDIA's driver is for CUDA {}.{} and too old for this program's images, which CUDA {}.{} made: install a \
             newer driver, or run on the CPU with OFFLOAD_DEVICE=cpu",
            driver / 10,
            driver % 10,
            needed / 10,
            needed % 10
        )
    })
}

impl Device {
    /// The device of a resident range that no launch has used.
    pub(crate) const NOT_CHOSEN: Self = Self::cpu(u32::MAX);

    /// The CPU with this number.
    pub(crate) const fn cpu(number: u32) -> Self {
        Self { number, kind: DeviceKind::Cpu, ordinal: None }
    }

    /// Display name, such as `NVIDIA H100 80GB HBM3` or `cpu (AMD EPYC, 2 threads)`.
    pub(crate) fn name(self) -> String {
        static MODEL: OnceLock<String> = OnceLock::new();
        match self.kind {
            DeviceKind::Gpu => match self.gpu() {
                Some((_, gpu)) => gpu.name.clone(),
                None => format!("gpu {}", self.number),
            },
            DeviceKind::Cpu => {
                let threads = parallel::threads();
                let plural = if threads == 1 { "" } else { "s" };
                format!("cpu ({}, {threads} thread{plural})", MODEL.get_or_init(cpu_model))
            }
        }
    }

    /// Size of its memory in bytes, if that is known.
    pub(crate) fn memory(self) -> Option<u64> {
        match self.kind {
            DeviceKind::Gpu => Some(self.gpu()?.1.memory),
            DeviceKind::Cpu => memory_line("MemTotal:"),
        }
    }

    /// Number of unused bytes in its memory, if that is known.
    pub(crate) fn free_memory(self) -> Option<u64> {
        match self.kind {
            DeviceKind::Gpu => {
                let (driver, gpu) = self.gpu()?;
                driver.free_memory(gpu)
            }
            DeviceKind::Cpu => memory_line("MemAvailable:"),
        }
    }

    /// Gives its threads a stack of at least `bytes` bytes: threads of NVIDIA's GPUs otherwise have 1 KiB for
    /// calls whose stack the assembler cannot compute.
    pub(crate) fn grow_stack(self, bytes: u64) -> Result<(), String> {
        self.gpu().map_or(Ok(()), |(driver, gpu)| driver.grow_stack(gpu, bytes))
    }

    /// The GPU in the driver, which was loaded when the device got its ordinal.
    fn gpu(self) -> Option<(&'static Driver, &'static Gpu)> {
        let ordinal = self.ordinal?;
        let driver = cuda::driver().ok()?;
        Some((driver, driver.gpus.get(ordinal as usize)?))
    }
}

/// The processor's name according to Linux.
fn cpu_model() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or(std::env::consts::ARCH, |(_, name)| name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line of `/proc/meminfo` such as `MemTotal: 24000000 kB`, in bytes.
fn memory_line(name: &str) -> Option<u64> {
    let info = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = info.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
#[path = "device_tests.rs"]
mod tests;
