//! The state that launches share, and their first step: finds the kernel and its device.

use crate::artifact::{self, Contents};
use crate::backend::Backend;
use crate::block::Blocks;
use crate::device::{Device, DeviceKind, Devices, Wanted};
use crate::exit::GATE;
use crate::launch::Launch;
use crate::libomptarget::Libomptarget;
use crate::pool::{Pool, SPARE_BYTES};
use crate::settings::{Fallback, Settings};
use crate::staging::Staging;
use crate::table::Table;
use crate::{Error, ErrorKind};
use offload_abi::{ABI_VERSION, Artifact, KernelHandle};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Loads a backend.
type Load = fn() -> Result<Box<dyn Backend>, Error>;

/// Everything that launches of this process share.
pub(crate) struct Runtime {
    pub(crate) settings: Settings,
    load: Load,
    backend: OnceLock<Result<Box<dyn Backend>, Error>>,
    registered: Mutex<Registered>,
    pub(crate) table: Table,
    pub(crate) blocks: Blocks,
    pub(crate) pool: Pool,
    pub(crate) staging: Staging,
}

#[derive(Default)]
struct Registered {
    /// The contents of each artifact, or its fault, by address.
    artifacts: HashMap<usize, Result<Arc<Contents>, String>>,
    devices: Option<Devices>,
}

impl Runtime {
    /// The runtime of this process. The first call reads the environment; nothing is loaded.
    pub(crate) fn global() -> Result<&'static Self, Error> {
        static RUNTIME: OnceLock<Runtime> = OnceLock::new();
        let settings = Settings::get()?;
        Ok(RUNTIME
            .get_or_init(|| Self::new(settings.clone(), || Ok(Box::new(Libomptarget::load()?)), SPARE_BYTES)))
    }

    fn new(settings: Settings, load: Load, spare_bytes: u64) -> Self {
        Self {
            settings,
            load,
            backend: OnceLock::new(),
            registered: Mutex::default(),
            table: Table::default(),
            blocks: Blocks::default(),
            pool: Pool::new(spare_bytes),
            staging: Staging::default(),
        }
    }

    /// Whether the calling thread may run the kernel instead.
    pub(crate) fn may_fall_back(&self, error: &Error) -> bool {
        match error.kind() {
            ErrorKind::NotOffloaded { .. } => self.settings.fallback != Fallback::Never,
            ErrorKind::RuntimeMissing { .. } | ErrorKind::NoDevice { .. } => {
                self.settings.fallback == Fallback::Always
            }
            _ => false,
        }
    }

    /// Checks that the kernel can be launched, and makes its device ready.
    ///
    /// # Safety
    ///
    /// `handle` is null or a kernel's handle in a linked artifact.
    pub(crate) unsafe fn make_ready<'a>(
        &'a self,
        handle: *const KernelHandle,
        launch: Launch<'a>,
    ) -> Result<(&'a KernelHandle, &'a dyn Backend, Device), Error> {
        let version = launch.descriptor.abi_version;
        if version != ABI_VERSION {
            return Err(launch.mismatch(format!(
                "the kernel's descriptor has version {version} of the contract, the runtime layer has {ABI_VERSION}"
            )));
        }
        // SAFETY: the caller's promise.
        let handle = unsafe { handle.as_ref() }.ok_or_else(|| {
            Error::from(ErrorKind::NotOffloaded {
                kernel: launch.kernel().into(),
                place: launch.place(),
                reason: "this program carries no device code for it".into(),
            })
        })?;
        check_handle(handle, launch)?;
        launch.check_shape()?;
        self.check_enabled().map_err(|reason| no_device(launch, reason))?;
        let backend = self.backend()?;
        // SAFETY: a handle's artifact is part of the program.
        let contents =
            unsafe { self.register(backend, handle.artifact) }.map_err(|problem| launch.mismatch(problem))?;
        let device = self.choose(launch).map_err(|reason| no_device(launch, reason))?;
        if device.kind == DeviceKind::Cpu && !contents.missing_features.is_empty() {
            return Err(Error::from(ErrorKind::CpuFeatures {
                kernel: launch.kernel().into(),
                missing: contents.missing_features.clone(),
                place: launch.place(),
            }));
        }
        Ok((handle, backend, device))
    }

    /// The device of a launch whose artifact is registered; the error says what is missing.
    fn choose(&self, launch: Launch<'_>) -> Result<Device, String> {
        let registered = self.registered();
        let devices = registered.devices.as_ref().ok_or("it was not prepared")?;
        devices.choose(Wanted::new(launch.params.device, self.settings.device))
    }

    fn check_enabled(&self) -> Result<(), String> {
        match &self.settings.devices_disabled {
            Some(value) => Err(format!(
                "OMP_TARGET_OFFLOAD={value} forbids all devices; unset it, or allow OFFLOAD_FALLBACK=always"
            )),
            None => Ok(()),
        }
    }

    /// The devices for the program's artifact, without a launch; `place` is the place of the question.
    ///
    /// # Safety
    ///
    /// `artifact` is null or the program's.
    pub(crate) unsafe fn devices(&self, artifact: *const Artifact, place: &str) -> Result<Devices, Error> {
        let (kernel, place) = (String::new(), place.to_owned());
        if artifact.is_null() {
            let reason =
                "this program carries no device code; build it with `cargo offload build` (or `run`, `test`)";
            return Err(Error::from(ErrorKind::NoDevice { kernel, place, reason: reason.into() }));
        }
        if let Err(reason) = self.check_enabled() {
            return Err(Error::from(ErrorKind::NoDevice { kernel, place, reason }));
        }
        let backend = self.backend()?;
        // SAFETY: the caller's promise.
        let registered = unsafe { self.register(backend, artifact) };
        registered.map_err(|detail| Error::from(ErrorKind::ArtifactMismatch { kernel, place, detail }))?;
        Ok(self.registered().devices.clone().unwrap_or_default())
    }

    /// Registers an artifact once.
    ///
    /// # Safety
    ///
    /// As for [`artifact::read`].
    unsafe fn register(
        &self,
        backend: &dyn Backend,
        artifact: *const Artifact,
    ) -> Result<Arc<Contents>, String> {
        if let Some(contents) = self.registered().artifacts.get(&(artifact as usize)) {
            return contents.clone();
        }
        // Registering makes a GPU's driver ready.
        GATE.load(|| {
            let mut registered = self.registered();
            let Registered { artifacts, devices } = &mut *registered;
            artifacts
                .entry(artifact as usize)
                .or_insert_with(|| {
                    // SAFETY: the caller's promise; a readable artifact is part of the program and stays.
                    unsafe {
                        let contents = artifact::read(artifact)?;
                        backend.register((*artifact).binary);
                        *devices = Some(Devices::new(backend.device_count(), &contents));
                        Ok(Arc::new(contents))
                    }
                })
                .clone()
        })
    }

    fn registered(&self) -> MutexGuard<'_, Registered> {
        self.registered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The backend, which the first call loads.
    fn backend(&self) -> Result<&dyn Backend, Error> {
        let loaded = match self.backend.get() {
            Some(loaded) => loaded,
            None => GATE.load(|| self.backend.get_or_init(self.load)),
        };
        loaded.as_deref().map_err(Error::clone)
    }

    /// The backend, if a launch has loaded one.
    pub(crate) fn loaded(&self) -> Option<&dyn Backend> {
        self.backend.get()?.as_deref().ok()
    }
}

fn check_handle(handle: &KernelHandle, launch: Launch<'_>) -> Result<(), Error> {
    let descriptor = launch.descriptor;
    if handle.fingerprint != descriptor.fingerprint {
        return Err(launch.mismatch(format!(
            "its source has changed since (fingerprint {:016x} in the artifact, {:016x} in the program)",
            handle.fingerprint, descriptor.fingerprint
        )));
    }
    if handle.slot_count != descriptor.slot_count {
        return Err(launch.mismatch(format!(
            "it has {} slots in the artifact, {} in the program",
            handle.slot_count, descriptor.slot_count
        )));
    }
    Ok(())
}

fn no_device(launch: Launch<'_>, reason: String) -> Error {
    Error::from(ErrorKind::NoDevice { kernel: launch.kernel().into(), place: launch.place(), reason })
}

#[cfg(test)]
#[path = "runtime_tests.rs"]
mod tests;
