//! Which devices there are. LLVM's numbers follow the order of the images, and its CPU is there four times.

use crate::parallel;
use std::sync::OnceLock;

/// Devices that LLVM's host plugin shows for the one CPU (`offload/plugins-nextgen/host`, `NUM_DEVICES`).
const CPU_COPIES: u32 = 4;

/// What runs a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The image is called once, runs the whole grid itself, and needs a context.
    Cpu,
    /// The device starts all threads.
    Gpu,
}

/// A device that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Device {
    /// The program's number and the backend's: GPUs first, then one CPU.
    pub(crate) number: u32,
    pub(crate) kind: Kind,
}

/// The devices of this process: `gpus` GPUs, then the CPU if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Devices {
    gpus: u32,
    has_cpu: bool,
}

impl Devices {
    /// Sorts the backend's `count` devices; GPU images come before the CPU's.
    pub(crate) fn new(count: u32, has_gpu: bool, has_cpu: bool) -> Self {
        match (has_gpu, has_cpu) {
            (false, _) => Self { gpus: 0, has_cpu: has_cpu && count > 0 },
            (true, false) => Self { gpus: count, has_cpu: false },
            (true, true) => Self { gpus: count.saturating_sub(CPU_COPIES), has_cpu: count > 0 },
        }
    }

    pub(crate) fn count(self) -> u32 {
        self.gpus + u32::from(self.has_cpu)
    }

    /// Device `number`, or the first one where it is negative.
    pub(crate) fn choose(self, number: i32) -> Option<Device> {
        let number = u32::try_from(number).unwrap_or(0);
        let kind = if number < self.gpus { Kind::Gpu } else { Kind::Cpu };
        (number < self.count()).then_some(Device { number, kind })
    }
}

impl Device {
    /// Name for people, such as `cpu (AMD EPYC, 2 threads)`.
    pub(crate) fn name(self) -> String {
        static MODEL: OnceLock<String> = OnceLock::new();
        match self.kind {
            Kind::Gpu => format!("gpu {}", self.number),
            Kind::Cpu => {
                let threads = parallel::threads();
                let plural = if threads == 1 { "" } else { "s" };
                format!("cpu ({}, {threads} thread{plural})", MODEL.get_or_init(cpu_model))
            }
        }
    }
}

/// The processor's name as Linux has it.
fn cpu_model() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or(std::env::consts::ARCH, |(_, name)| name).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_comes_once_and_last() {
        let only_cpu = Devices::new(4, false, true);
        assert_eq!(only_cpu.choose(-1), Some(Device { number: 0, kind: Kind::Cpu }));
        assert_eq!(only_cpu.choose(1), None);
        let both = Devices::new(6, true, true);
        assert_eq!(both.choose(-1), Some(Device { number: 0, kind: Kind::Gpu }));
        assert_eq!(both.choose(2), Some(Device { number: 2, kind: Kind::Cpu }));
        assert_eq!(both.count(), 3);
        assert_eq!(Devices::new(0, true, true).count(), 0);
        assert_eq!(Devices::new(0, false, true).choose(-1), None);
    }

    #[test]
    fn the_cpu_has_a_name() {
        let name = Device { number: 0, kind: Kind::Cpu }.name();
        assert!(name.starts_with("cpu (") && name.contains("thread"), "{name}");
    }
}
