//! The environment variables that steer launches, read once, when they first matter.

use crate::{Error, ErrorKind};
use std::sync::OnceLock;

/// Enough for a few hundred bytes in each thread of a full GPU. On the CPU, untouched pages cost nothing.
const DEFAULT_HEAP_BYTES: u64 = 256 << 20;

/// A heap finds its chunks by 32-bit numbers of 16-byte units; below 64 KiB, its own tables would be most of
/// it.
const HEAP_LIMITS: (u64, u64) = (64 << 10, 64 << 30);

/// About ten thousand lines.
const DEFAULT_OUTPUT_BYTES: u64 = 1 << 20;

/// Formatting and sorting need more than 8 KiB. The driver reserves this much for each thread that the GPU
/// can hold.
const DEFAULT_STACK_BYTES: u64 = 16 << 10;

/// The limits of NVIDIA's driver.
const STACK_LIMITS: (u64, u64) = (1 << 10, 512 << 10);

/// All of it is copied to the host.
const OUTPUT_LIMITS: (u64, u64) = (1 << 10, 4 << 30);

/// When a launch that cannot be offloaded may run on the calling thread instead (`OFFLOAD_FALLBACK`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fallback {
    /// It is an error. The default.
    Never,
    /// Only if the program has no device code for the kernel.
    NoArtifact,
    /// Also if the runtime or a device is missing.
    Always,
}

/// The device of launches that name none (`OFFLOAD_DEVICE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DefaultDevice {
    /// The first GPU that can be used, or else the CPU.
    Auto,
    /// The CPU.
    Cpu,
    /// This GPU, counted from 0.
    Gpu(u32),
}

impl DefaultDevice {
    fn parse(value: &str) -> Option<Self> {
        match value {
            "auto" => Some(Self::Auto),
            "cpu" => Some(Self::Cpu),
            "gpu" => Some(Self::Gpu(0)),
            // `u32` would take a sign as well.
            _ => {
                let digits = value.strip_prefix("gpu:")?;
                let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
                is_number.then(|| digits.parse().ok()).flatten().map(Self::Gpu)
            }
        }
    }
}

/// The settings from the environment.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) fallback: Fallback,
    pub(crate) device: DefaultDevice,
    /// Whether to print a line for each transfer and each launch.
    pub(crate) info: bool,
    /// Bytes of a launch's heap (`OFFLOAD_HEAP`).
    pub(crate) heap_bytes: u64,
    /// Bytes that a launch may print (`OFFLOAD_OUTPUT`).
    pub(crate) output_bytes: u64,
    /// Bytes of a GPU thread's stack, for kernels whose need is unknown (`OFFLOAD_STACK`).
    pub(crate) stack_bytes: u64,
    /// The value of `OMP_TARGET_OFFLOAD`, if it forbids devices.
    pub(crate) devices_disabled: Option<String>,
}

impl Settings {
    /// The settings of this process.
    pub(crate) fn get() -> Result<&'static Self, Error> {
        static SETTINGS: OnceLock<Result<Settings, Error>> = OnceLock::new();
        SETTINGS
            .get_or_init(|| Self::read(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned())))
            .as_ref()
            .map_err(Error::clone)
    }

    /// Reads the settings through `variable`. An empty value counts as unset.
    fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let value = |name: &str| variable(name).filter(|value| !value.is_empty());
        let fallback = match value("OFFLOAD_FALLBACK").as_deref() {
            None | Some("never") => Fallback::Never,
            Some("no-artifact") => Fallback::NoArtifact,
            Some("always") => Fallback::Always,
            Some(other) => return Err(unknown("OFFLOAD_FALLBACK", other, "never, no-artifact, always")),
        };
        let device = match value("OFFLOAD_DEVICE") {
            None => DefaultDevice::Auto,
            Some(text) => DefaultDevice::parse(&text)
                .ok_or_else(|| unknown("OFFLOAD_DEVICE", &text, "auto, cpu, gpu, gpu:N (N counts from 0)"))?,
        };
        let info = match value("OFFLOAD_INFO").as_deref() {
            None | Some("0") => false,
            Some("1") => true,
            Some(other) => return Err(unknown("OFFLOAD_INFO", other, "0, 1")),
        };
        let heap_bytes = bytes(value("OFFLOAD_HEAP"), "OFFLOAD_HEAP", DEFAULT_HEAP_BYTES, HEAP_LIMITS)?;
        let output_bytes =
            bytes(value("OFFLOAD_OUTPUT"), "OFFLOAD_OUTPUT", DEFAULT_OUTPUT_BYTES, OUTPUT_LIMITS)?;
        let stack_bytes = bytes(value("OFFLOAD_STACK"), "OFFLOAD_STACK", DEFAULT_STACK_BYTES, STACK_LIMITS)?;
        let devices_disabled =
            value("OMP_TARGET_OFFLOAD").filter(|value| value.trim().eq_ignore_ascii_case("disabled"));
        Ok(Self { fallback, device, info, heap_bytes, output_bytes, stack_bytes, devices_disabled })
    }
}

/// Reads `4096K`, `512M`, `2G` or a number of bytes.
fn bytes(
    value: Option<String>,
    variable: &str,
    default: u64,
    (smallest, largest): (u64, u64),
) -> Result<u64, Error> {
    let Some(text) = value else { return Ok(default) };
    let read = || {
        let digits = text.trim_end_matches(['K', 'M', 'G']);
        let shift = match &text[digits.len()..] {
            "" => 0,
            "K" => 10,
            "M" => 20,
            "G" => 30,
            _ => return None,
        };
        let number = Some(digits).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
        number?.parse::<u64>().ok()?.checked_mul(1 << shift)
    };
    read().filter(|bytes| (smallest..=largest).contains(bytes)).ok_or_else(|| {
        let allowed =
            format!("a number of bytes, or of K, M or G; from {}K to {}K", smallest >> 10, largest >> 10);
        unknown(variable, &text, &allowed)
    })
}

fn unknown(variable: &str, value: &str, allowed: &str) -> Error {
    Error::from(ErrorKind::Setting {
        variable: variable.into(),
        value: value.into(),
        allowed: allowed.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &'static str, value: &'static str) -> Result<Settings, Error> {
        Settings::read(|asked| (asked == name).then(|| value.to_owned()))
    }

    #[test]
    fn the_default_is_an_error_and_silence() {
        let settings = Settings::read(|_| None).unwrap();
        assert_eq!(settings.fallback, Fallback::Never);
        assert!(!settings.info && settings.devices_disabled.is_none());
    }

    #[test]
    fn known_values_are_taken() {
        assert_eq!(read("OFFLOAD_FALLBACK", "no-artifact").unwrap().fallback, Fallback::NoArtifact);
        assert_eq!(read("OFFLOAD_FALLBACK", "always").unwrap().fallback, Fallback::Always);
        assert_eq!(read("OFFLOAD_FALLBACK", "").unwrap().fallback, Fallback::Never);
        assert!(read("OFFLOAD_INFO", "1").unwrap().info);
        assert!(read("OMP_TARGET_OFFLOAD", "DISABLED").unwrap().devices_disabled.is_some());
        assert!(read("OMP_TARGET_OFFLOAD", "mandatory").unwrap().devices_disabled.is_none());
    }

    #[test]
    fn the_default_device_is_a_kind_or_a_gpu() {
        let device = |value| read("OFFLOAD_DEVICE", value).map(|settings| settings.device);
        assert_eq!(device(""), Ok(DefaultDevice::Auto));
        assert_eq!(device("auto"), Ok(DefaultDevice::Auto));
        assert_eq!(device("cpu"), Ok(DefaultDevice::Cpu));
        assert_eq!(device("gpu"), Ok(DefaultDevice::Gpu(0)));
        assert_eq!(device("gpu:12"), Ok(DefaultDevice::Gpu(12)));
        for value in ["gpu:", "gpu:-1", "gpu:+1", "gpu:x", "gpu:99999999999", "cuda", "GPU", "cpu:0"] {
            let error = device(value).unwrap_err();
            assert_eq!(error.id(), "OFL111", "{value}");
            assert!(error.to_string().contains("auto, cpu, gpu, gpu:N"), "{error}");
        }
    }

    #[test]
    fn heaps_have_sizes() {
        let heap = |value| read("OFFLOAD_HEAP", value).map(|settings| settings.heap_bytes);
        assert_eq!(heap(""), Ok(DEFAULT_HEAP_BYTES));
        assert_eq!(heap("65536"), Ok(1 << 16));
        assert_eq!(heap("64K"), Ok(1 << 16));
        assert_eq!(heap("3M"), Ok(3 << 20));
        assert_eq!(heap("64G"), Ok(64 << 30));
        for value in [
            "0",
            "63K",
            "65G",
            "K",
            "1KM",
            "+1M",
            "-1",
            "1 M",
            "1m",
            "99999999999999999999",
            "18446744073709551615G",
        ] {
            assert_eq!(heap(value).unwrap_err().id(), "OFL111", "{value}");
        }
    }

    #[test]
    fn an_unknown_value_names_the_allowed_ones() {
        let error = read("OFFLOAD_FALLBACK", "sometimes").unwrap_err();
        assert_eq!(error.id(), "OFL111");
        assert!(error.to_string().contains("OFFLOAD_FALLBACK=sometimes"), "{error}");
        assert!(error.to_string().contains("never, no-artifact, always"), "{error}");
    }
}
