//! The devices that a program can choose among.

use crate::Result;
use core::fmt;
use core::panic::Location;
use offload_rt::{DeviceInfo, DeviceKind};

/// A device that can run this program's kernels.
///
/// GPUs are numbered from 0, and the CPU comes last, if the program has device code for it (`--targets`). A
/// launch without a device in its options runs on [`Device::current`]. The environment variable
/// `OFFLOAD_DEVICE` chooses that device: `auto`, `cpu`, `gpu`, or `gpu:N`.
///
/// ```
/// use offload::{Device, Each, Launch};
///
/// #[offload::kernel]
/// fn double(mut y: Each<f32>) {
///     *y *= 2.0;
/// }
///
/// let mut y = [1.5; 100];
/// for device in Device::all()? {
///     println!("{device}");
///     double::launch_on(Launch::new().device(&device), &mut y)?;
/// }
/// # Ok::<(), offload::Error>(())
/// ```
///
/// A program without device code has no devices. Examples are a program from plain `cargo`, and this doctest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device(DeviceInfo);

impl Device {
    /// All devices, in the order of their numbers.
    ///
    /// # Errors
    ///
    /// LLVM's offload runtime is missing (OFL102), the device code is from another build (OFL101), or an
    /// environment variable has an invalid value (OFL111).
    #[track_caller]
    pub fn all() -> Result<Vec<Self>> {
        Ok(offload_rt::devices(&place())?.into_iter().map(Self).collect())
    }

    /// The number of devices.
    ///
    /// ```
    /// let count = offload::Device::count()?;
    /// assert_eq!(count, offload::Device::all()?.len());
    /// # Ok::<(), offload::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Device::all`].
    #[track_caller]
    pub fn count() -> Result<usize> {
        Ok(offload_rt::devices(&place())?.len())
    }

    /// The device of launches without a device in their options.
    ///
    /// ```
    /// match offload::Device::current() {
    ///     Ok(device) => println!("runs on {}", device.name()),
    ///     Err(error) => println!("{error}"),
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Device::all`]; and OFL103 if there is no device, or not the device in `OFFLOAD_DEVICE`.
    #[track_caller]
    pub fn current() -> Result<Self> {
        offload_rt::default_device(&place()).map(Self)
    }

    /// The number by which a launch names the device.
    pub fn number(&self) -> u32 {
        self.0.number
    }

    /// Whether the device is a CPU or a GPU.
    pub fn kind(&self) -> DeviceKind {
        self.0.kind
    }

    /// The name for people, such as `NVIDIA H100 80GB HBM3` or `cpu (AMD EPYC, 2 threads)`; `gpu 0` if the
    /// driver gives no name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its whole memory in bytes, used or not; `None` if the driver does not tell.
    pub fn memory(&self) -> Option<u64> {
        self.0.memory
    }
}

impl fmt::Display for Device {
    /// Number, name, and memory in GiB.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.number(), self.name())?;
        match self.memory() {
            Some(bytes) => write!(formatter, ", {:.1} GiB", bytes as f64 / (1u64 << 30) as f64),
            None => Ok(()),
        }
    }
}

/// A device in the options of a launch: its number, or a [`Device`].
///
/// ```
/// # use offload::Launch;
/// let second = Launch::new().device(1);
/// # let _ = second;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeviceNumber(pub(crate) u32);

impl From<u32> for DeviceNumber {
    fn from(number: u32) -> Self {
        Self(number)
    }
}

impl From<Device> for DeviceNumber {
    fn from(device: Device) -> Self {
        Self(device.number())
    }
}

impl From<&Device> for DeviceNumber {
    fn from(device: &Device) -> Self {
        Self(device.number())
    }
}

/// The place of the program's call, as `file:line:column`.
#[track_caller]
fn place() -> String {
    Location::caller().to_string()
}
