//! The errors of a launch, with the numbers and names that describe each.

/// The reason why a launch failed. Later versions may add reasons, and fields to each.
///
/// The text starts with the id ([`ErrorKind::id`]), which has a page in `docs/errors`. A `place` is
/// `file:line:column` of the launch.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The program carries no device code for this kernel.
    #[error("OFL100: kernel `{kernel}` was not offloaded at {place}: {reason}")]
    #[non_exhaustive]
    NotOffloaded {
        /// The kernel's path.
        kernel: String,
        /// Place of the launch in the source.
        place: String,
        /// The missing part.
        reason: String,
    },

    /// The linked device code comes from another build than the program.
    #[error("OFL101: the device code{} is of another build, at {place}: {detail}", of_kernel(kernel))]
    #[non_exhaustive]
    ArtifactMismatch {
        /// The kernel's path; empty if the program asked for its devices.
        kernel: String,
        /// Place of the launch in the source.
        place: String,
        /// The difference, with both values.
        detail: String,
    },

    /// LLVM's offload runtime cannot be loaded.
    #[error(
        "OFL102: LLVM's offload runtime (libomptarget) cannot be loaded: {reason}. Tried: {}",
        tried.join(", ")
    )]
    #[non_exhaustive]
    RuntimeMissing {
        /// Tried names and paths, in order.
        tried: Vec<String>,
        /// The dynamic loader's message.
        reason: String,
    },

    /// There is no device, or the wanted one does not exist.
    #[error("OFL103: no device{} at {place}: {reason}", for_kernel(kernel))]
    #[non_exhaustive]
    NoDevice {
        /// The kernel's path; empty if the program asked for a device without a launch.
        kernel: String,
        /// Place of the launch or the question in the source.
        place: String,
        /// The wanted device, the existing devices, and the change that helps.
        reason: String,
    },

    /// The device has no memory left for an argument.
    #[error(
        "OFL104: out of memory on device {device}: argument `{argument}` of kernel `{kernel}` needs {bytes} bytes{}, at \
         {place}",
        free.map_or_else(String::new, |free| format!(" and {free} are free"))
    )]
    #[non_exhaustive]
    OutOfMemory {
        /// The kernel's path.
        kernel: String,
        /// Name of the argument.
        argument: String,
        /// Requested bytes.
        bytes: u64,
        /// Free bytes at that time, if known.
        free: Option<u64>,
        /// Number and name of the device.
        device: String,
        /// Place of the launch in the source.
        place: String,
    },

    /// Lengths of arguments don't fit each other or the grid.
    #[error("OFL105: the lengths of the arguments of kernel `{kernel}` don't fit at {place}: {detail}")]
    #[non_exhaustive]
    Lengths {
        /// The kernel's path.
        kernel: String,
        /// Place of the launch in the source.
        place: String,
        /// The arguments, with their lengths.
        detail: String,
    },

    /// A device thread panicked. The other threads may or may not have run; nothing was copied back.
    #[error(
        "OFL106: thread ({},{},{}) of block ({},{},{}) of kernel `{kernel}` panicked at {file}:{line}:{column}:\n{message}",
        thread[0], thread[1], thread[2], block[0], block[1], block[2]
    )]
    #[non_exhaustive]
    Panic {
        /// The panic's message.
        message: String,
        /// Source file of the panic.
        file: String,
        /// Line, counted from 1.
        line: u32,
        /// Column, counted from 1.
        column: u32,
        /// Block of the thread.
        block: [u32; 3],
        /// The thread in its block.
        thread: [u32; 3],
        /// The kernel's path.
        kernel: String,
        /// Place of the launch in the source.
        place: String,
    },

    /// A range of this launch overlaps another one so that no order of copies is right.
    #[error(
        "OFL107: {} overlaps memory that is mapped already, at {place}: {detail}",
        argument_of(argument, kernel)
    )]
    #[non_exhaustive]
    Overlap {
        /// The kernel's path; empty if the program makes a range resident.
        kernel: String,
        /// Name of the argument.
        argument: String,
        /// Place of the launch in the source.
        place: String,
        /// Both ranges and their directions.
        detail: String,
    },

    /// The kernel or the device cannot run this grid or block.
    #[error("OFL108: kernel `{kernel}` cannot be launched with this grid and block, at {place}: {detail}")]
    #[non_exhaustive]
    Shape {
        /// The kernel's path.
        kernel: String,
        /// Place of the launch in the source.
        place: String,
        /// The wrong number, and its allowed values.
        detail: String,
    },

    /// The device's runtime reported a failure.
    #[error("OFL109: {operation}{} failed: {detail}", of_launch(kernel, place))]
    #[non_exhaustive]
    Backend {
        /// The attempted operation.
        operation: String,
        /// The kernel's path; empty if there is no launch.
        kernel: String,
        /// Place of the launch or the request in the source.
        place: String,
        /// The runtime's answer.
        detail: String,
    },

    /// The CPU image uses instructions that this machine doesn't have.
    #[error(
        "OFL110: the device code of kernel `{kernel}` was compiled for a CPU with {}, which this machine lacks",
        missing.join(", ")
    )]
    #[non_exhaustive]
    CpuFeatures {
        /// The kernel's path.
        kernel: String,
        /// Rust's names of the missing target features.
        missing: Vec<String>,
        /// Place of the launch in the source.
        place: String,
    },

    /// A device thread's allocation did not fit into the launch's heap. Nothing was copied back.
    #[error(
        "OFL112: the device heap of kernel `{kernel}` is full: thread ({},{},{}) of block ({},{},{}) asked for {bytes} bytes, the \
         heap has {heap} for all threads, at {place}",
        thread[0], thread[1], thread[2], block[0], block[1], block[2]
    )]
    #[non_exhaustive]
    HeapFull {
        /// The kernel's path.
        kernel: String,
        /// Requested bytes.
        bytes: u64,
        /// Bytes of the whole heap.
        heap: u64,
        /// Block of the thread.
        block: [u32; 3],
        /// The thread in its block.
        thread: [u32; 3],
        /// Place of the launch in the source.
        place: String,
    },

    /// The program is ending: `main` has returned, or something has called `std::process::exit`.
    #[error("OFL113: the program is exiting, so {} at {place}", not_done(kernel))]
    #[non_exhaustive]
    Exiting {
        /// The kernel's path; empty if the error is about resident data or devices.
        kernel: String,
        /// Place of the launch in the source.
        place: String,
    },

    /// An environment variable has an unknown value.
    #[error("OFL111: {variable}={value} is not understood. Allowed: {allowed}")]
    #[non_exhaustive]
    Setting {
        /// Name of the variable.
        variable: String,
        /// Its value.
        value: String,
        /// Its allowed values.
        allowed: String,
    },
}

impl ErrorKind {
    /// Id in the error index, such as `OFL100`.
    pub fn id(&self) -> &'static str {
        match self {
            Self::NotOffloaded { .. } => "OFL100",
            Self::ArtifactMismatch { .. } => "OFL101",
            Self::RuntimeMissing { .. } => "OFL102",
            Self::NoDevice { .. } => "OFL103",
            Self::OutOfMemory { .. } => "OFL104",
            Self::Lengths { .. } => "OFL105",
            Self::Panic { .. } => "OFL106",
            Self::Overlap { .. } => "OFL107",
            Self::Shape { .. } => "OFL108",
            Self::Backend { .. } => "OFL109",
            Self::CpuFeatures { .. } => "OFL110",
            Self::Setting { .. } => "OFL111",
            Self::HeapFull { .. } => "OFL112",
            Self::Exiting { .. } => "OFL113",
        }
    }

    /// The kernel and the place, if they are known.
    pub(crate) fn launch(&self) -> (Option<&str>, Option<&str>) {
        let (kernel, place) = match self {
            Self::RuntimeMissing { .. } | Self::Setting { .. } => return (None, None),
            Self::NotOffloaded { kernel, place, .. }
            | Self::ArtifactMismatch { kernel, place, .. }
            | Self::NoDevice { kernel, place, .. }
            | Self::OutOfMemory { kernel, place, .. }
            | Self::Lengths { kernel, place, .. }
            | Self::Panic { kernel, place, .. }
            | Self::Overlap { kernel, place, .. }
            | Self::Shape { kernel, place, .. }
            | Self::Backend { kernel, place, .. }
            | Self::CpuFeatures { kernel, place, .. }
            | Self::HeapFull { kernel, place, .. }
            | Self::Exiting { kernel, place, .. } => (kernel, place),
        };
        let is_known = |text: &&str| !text.is_empty();
        (Some(kernel.as_str()).filter(is_known), Some(place.as_str()).filter(is_known))
    }

    /// The mend, as whole sentences without the last full stop.
    pub(crate) fn mend(&self) -> &'static str {
        match self {
            Self::NotOffloaded { .. } => {
                "Build the program with `cargo offload build` (or `run`, `test`), or set OFFLOAD_FALLBACK=no-artifact to run it on the \
                 calling thread"
            }
            Self::ArtifactMismatch { .. } => {
                "Build again with `cargo offload build`; by hand, run the device pass and then the host pass over the same sources with \
                 the same flags"
            }
            Self::RuntimeMissing { .. } => {
                "Install it (`apt install libomp5-19`), or set OFFLOAD_LIBOMPTARGET to the path of the library"
            }
            Self::NoDevice { .. } => {
                "Build for a device of this machine with `--targets` (`cpu` runs everywhere), ask for one that is there, or set \
                 OFFLOAD_FALLBACK=always to run on the calling thread without one"
            }
            Self::OutOfMemory { .. } => "Launch over smaller pieces, or on a device with more memory",
            Self::Lengths { .. } => "Pass slices of the same length, or shorten them at the launch",
            Self::Panic { .. } => {
                "Mend the kernel at that place; run by plain `cargo run`, it panics on the host, where a debugger stops"
            }
            Self::Overlap { .. } => "Pass ranges that don't overlap, or wait until the other use has ended",
            Self::Shape { .. } => "Change the launch's dimensions",
            Self::Backend { .. } => {
                "LIBOMPTARGET_INFO=-1 and OFFLOAD_INFO=1 print what LLVM's runtime and this program did until then"
            }
            Self::CpuFeatures { .. } => {
                "Build the program on this machine, or on one of its generation or older"
            }
            Self::Setting { .. } => "Set the variable to one of these, or unset it",
            Self::HeapFull { .. } => "Set OFFLOAD_HEAP to more (such as 1G), or allocate less in each thread",
            Self::Exiting { .. } => {
                "Wait for the threads that launch before `main` returns, and launch nothing in a handler of `atexit`"
            }
        }
    }
}

fn of_kernel(kernel: &str) -> String {
    if kernel.is_empty() { String::new() } else { format!(" of kernel `{kernel}`") }
}

fn argument_of(argument: &str, kernel: &str) -> String {
    if kernel.is_empty() {
        argument.to_owned()
    } else {
        format!("argument `{argument}`{}", of_kernel(kernel))
    }
}

fn for_kernel(kernel: &str) -> String {
    if kernel.is_empty() { String::new() } else { format!(" for kernel `{kernel}`") }
}

fn not_done(kernel: &str) -> String {
    if kernel.is_empty() { "nothing is done".into() } else { format!("kernel `{kernel}` was not launched") }
}

fn of_launch(kernel: &str, place: &str) -> String {
    if kernel.is_empty() { format!(" ({place})") } else { format!(" (kernel `{kernel}`, {place})") }
}
