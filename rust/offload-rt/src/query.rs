//! Questions about devices that a program asks without a launch.

use crate::device::{Device, DeviceKind, Wanted};
use crate::libomptarget::Libomptarget;
use crate::runtime::Runtime;
use crate::{Error, ErrorKind, cuda, exit, linked};
use std::path::PathBuf;

/// A device of this process.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceInfo {
    /// Its number in a launch: GPUs count from 0, the CPU comes last.
    pub number: u32,
    /// CPU or GPU.
    pub kind: DeviceKind,
    /// Name for people, such as `NVIDIA H100 80GB HBM3` or `cpu (AMD EPYC, 2 threads)`.
    pub name: String,
    /// Its memory in bytes, if known.
    pub memory: Option<u64>,
}

impl DeviceInfo {
    fn new(device: Device) -> Self {
        Self { number: device.number, kind: device.kind, name: device.name(), memory: device.memory() }
    }
}

/// The devices that can run this program's device code. Empty if the program has no device code, or if
/// `OMP_TARGET_OFFLOAD` forbids devices; `place` is the place of the question.
///
/// # Errors
///
/// An unknown setting (OFL111), an unreadable artifact (OFL101), a missing LLVM runtime (OFL102).
pub fn devices(place: &str) -> Result<Vec<DeviceInfo>, Error> {
    let Some(_pass) = exit::GATE.enter() else { return Err(exit::too_late(String::new(), place.into())) };
    // SAFETY: the linker has put the artifact there.
    match unsafe { Runtime::global()?.devices(linked::artifact(), place) } {
        Ok(devices) => Ok(devices.all().map(DeviceInfo::new).collect()),
        Err(error) if matches!(error.kind(), ErrorKind::NoDevice { .. }) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The device of launches that name none: the one that `OFFLOAD_DEVICE` names, or the first GPU, or the CPU.
///
/// # Errors
///
/// As for [`devices`], and OFL103 if there is no such device.
pub fn default_device(place: &str) -> Result<DeviceInfo, Error> {
    let Some(_pass) = exit::GATE.enter() else { return Err(exit::too_late(String::new(), place.into())) };
    let runtime = Runtime::global()?;
    // SAFETY: the linker has put the artifact there.
    let devices = unsafe { runtime.devices(linked::artifact(), place)? };
    let device = devices.choose(Wanted::Default(runtime.settings.device));
    device.map(DeviceInfo::new).map_err(|reason| {
        Error::from(ErrorKind::NoDevice { kernel: String::new(), place: place.into(), reason })
    })
}

/// For `cargo offload`: the targets of this machine's NVIDIA GPUs (`sm_90`), or the reason why there are
/// none.
#[doc(hidden)]
pub fn nvidia_targets() -> Result<Vec<String>, &'static str> {
    Ok(cuda::driver()?.gpus.iter().map(cuda::Gpu::target).collect())
}

/// For `cargo offload`: the file of LLVM's runtime that a launch on this machine would load.
///
/// # Errors
///
/// LLVM's runtime is missing (OFL102).
#[doc(hidden)]
pub fn runtime_library() -> Result<PathBuf, Error> {
    Libomptarget::load()?.file().ok_or_else(|| {
        Error::from(ErrorKind::RuntimeMissing {
            tried: Vec::new(),
            reason: "it was loaded, but /proc/self/maps does not say from where".into(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_without_device_code_has_no_devices() {
        assert_eq!(devices("a.rs:1:2"), Ok(Vec::new()));
        let error = default_device("a.rs:1:2").unwrap_err();
        assert_eq!(error.id(), "OFL103");
        assert!(
            error
                .to_string()
                .starts_with("OFL103: no device at a.rs:1:2: this program carries no device code")
        );
    }

    #[test]
    fn the_runtime_is_a_file() {
        let file = runtime_library().unwrap();
        assert!(file.is_absolute() && file.to_str().unwrap().contains("libomptarget"), "{}", file.display());
    }
}
