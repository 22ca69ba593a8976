//! What a launch passes at run time, and what the device pass leaves in the artifact.

use crate::{Place, REPORT_MESSAGE_CAPACITY};
use core::ffi::c_void;
use core::mem::MaybeUninit;

/// Shape and place of one launch.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct LaunchParams {
    /// Blocks along x, y, z.
    pub grid: [u32; 3],
    /// Threads of a block along x, y, z.
    pub block: [u32; 3],
    /// Dynamic shared memory of a block in bytes.
    pub dyn_shared: u32,
    /// Device number; negative for the default device.
    pub device: i32,
    /// Where the launch is written.
    pub place: Place,
}

/// Bytes of memory that the caller of a launch lends to the runtime layer until the launch has ended.
pub const LAUNCH_STATE_BYTES: usize = 512;
/// Alignment of that memory in bytes.
pub const LAUNCH_STATE_ALIGN: usize = 16;

/// That memory. Only the runtime layer knows what is in it.
#[repr(C, align(16))]
pub struct LaunchState([MaybeUninit<u8>; LAUNCH_STATE_BYTES]);

const _: () = assert!(size_of::<LaunchState>() == LAUNCH_STATE_BYTES);
const _: () = assert!(align_of::<LaunchState>() == LAUNCH_STATE_ALIGN);

impl LaunchState {
    /// Memory with nothing in it.
    pub const fn uninit() -> Self {
        Self([MaybeUninit::uninit(); LAUNCH_STATE_BYTES])
    }
}

/// Status of a launch: done.
pub const STATUS_OK: i32 = 0;
/// Status: the plugin did not see this launch; the user crate runs its fallback.
pub const STATUS_NO_PLUGIN: i32 = 1;
/// Status: not offloaded, and the user allows the fallback.
pub const STATUS_USE_FALLBACK: i32 = 2;
/// Status: it failed; the runtime layer holds the error of this host thread.
pub const STATUS_FAILED: i32 = 3;

/// Written by the first device thread that panics; lives in device memory.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// `REPORT_EMPTY`, `REPORT_CLAIMED` or `REPORT_COMPLETE`; changed atomically.
    pub state: u32,
    /// Line of the panic, counted from 1.
    pub line: u32,
    /// Column of the panic, counted from 1.
    pub column: u32,
    /// Bytes of [`Report::file`].
    pub file_length: u32,
    /// Bytes of [`Report::text`], or used in [`Report::message`].
    pub message_length: u32,
    /// Block of the thread.
    pub block: [u32; 3],
    /// Thread in its block.
    pub thread: [u32; 3],
    /// What the message is: one of `PANIC_MESSAGE` to `PANIC_ABORT`.
    pub kind: u32,
    /// What the host makes the message of, where it is not [`Report::message`].
    pub operands: [u64; 3],
    /// The launch's heap, in device memory; null for a kernel whose handle has no [`HANDLE_HEAP`].
    pub heap: *mut Heap,
    /// Where the launch's threads print, in device memory; null for a kernel whose handle has no [`HANDLE_PRINTS`].
    pub output: *mut Output,
    /// Path of the source file: a constant of the image, in device memory.
    pub file: *const u8,
    /// The message, where it is a constant of the image; null otherwise.
    pub text: *const u8,
    /// Any other message, cut to fit.
    pub message: [u8; REPORT_MESSAGE_CAPACITY],
}

/// [`Report::state`]: no thread panicked.
pub const REPORT_EMPTY: u32 = 0;
/// [`Report::state`]: a thread is writing.
pub const REPORT_CLAIMED: u32 = 1;
/// [`Report::state`]: the report is whole.
pub const REPORT_COMPLETE: u32 = 2;

/// [`Report::kind`]: the message is in the report.
pub const PANIC_MESSAGE: u32 = 0;
/// [`Report::kind`]: an index out of bounds. Operands: the index, the length.
pub const PANIC_INDEX: u32 = 1;
/// [`Report::kind`]: a range out of the bounds of a slice. Operands: start and end of the range, the length.
pub const PANIC_RANGE: u32 = 2;
/// [`Report::kind`]: `copy_from_slice` between different lengths. Operands: those of the destination and of the source.
pub const PANIC_COPY: u32 = 3;

/// [`Report::kind`]: the heap had no room. Operands: bytes and alignment of what was wanted.
pub const PANIC_HEAP: u32 = 4;

/// [`Report::kind`]: the thread aborted; there is no message.
pub const PANIC_ABORT: u32 = 5;

/// Head of the memory in which the threads of one launch allocate. All of it but `size` is zero when a kernel begins.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Heap {
    /// Bytes of the heap, this head included.
    pub size: u64,
    /// Bytes behind the head that have ever been allocated; changed atomically.
    pub used: u64,
    /// Freed chunks by size and by thread: lists whose links lie in the chunks; changed atomically.
    pub free: [[u64; HEAP_SHARDS]; HEAP_CLASSES],
}

/// Sizes of chunks in a [`Heap`]: 16 bytes, and each twice the one before.
pub const HEAP_CLASSES: usize = 32;

/// Lists of each size, so that neighbouring threads don't wait for each other.
pub const HEAP_SHARDS: usize = 32;

/// Head of the memory that takes what the threads of a launch print. [`OutputRecord`]s follow, one behind the other.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Output {
    /// Bytes behind the head.
    pub size: u64,
    /// Bytes behind the head that are taken; changed atomically. Zero when a kernel begins.
    pub used: u64,
    /// Prints for which there was no room; changed atomically. Zero when a kernel begins.
    pub lost: u64,
}

/// One call of `print!` and its like. It begins at a multiple of 8, and its text follows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct OutputRecord {
    /// Bytes from here to the next record.
    pub size: u32,
    /// Bytes of text, UTF-8.
    pub length: u32,
    /// `STREAM_OUT` or `STREAM_ERROR`.
    pub stream: u32,
    /// Block of the thread.
    pub block: [u32; 3],
    /// Thread in its block.
    pub thread: [u32; 3],
    /// Zero.
    pub reserved: u32,
}

/// [`OutputRecord::stream`]: standard output.
pub const STREAM_OUT: u32 = 1;
/// [`OutputRecord::stream`]: standard error.
pub const STREAM_ERROR: u32 = 2;

/// What the CPU image finds the program's thread pool with.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct CpuContext {
    /// Calls `run(arguments, begin, end)` until `[0, count)` is covered, in parallel, each index once, and
    /// returns when all calls have. Ranges are a multiple of `grain` long, but for the last.
    pub parallel_for: unsafe extern "C" fn(
        context: *const CpuContext,
        run: unsafe extern "C" fn(arguments: *const c_void, begin: u64, end: u64),
        arguments: *const c_void,
        count: u64,
        grain: u64,
    ),
    /// [`LaunchParams::dyn_shared`] of the launch.
    pub shared_bytes: u64,
}

/// One kernel of the artifact: the hidden symbol [`crate::KERNEL_HANDLE_PREFIX`] + shim symbol.
#[repr(C)]
pub struct KernelHandle {
    /// The artifact that it belongs to.
    pub artifact: *const Artifact,
    /// The kernel's entry in the table of [`BinaryDescriptor`].
    pub entry: *const OffloadEntry,
    /// [`crate::Descriptor::fingerprint`] that the device pass saw.
    pub fingerprint: u64,
    /// [`crate::Descriptor::slot_count`] that the device pass saw.
    pub slot_count: u32,
    /// `HANDLE_HEAP`, `HANDLE_PRINTS`, `HANDLE_STACK`.
    pub flags: u32,
    /// Bit `i`: a GPU's kernel has no parameter for slot `i`, of kind [`crate::SLOT_BY_VALUE`], but its bytes among its arguments.
    /// They begin behind the hidden slots, in the order of the slots, each value in whole words of 8 bytes.
    pub carried: u64,
}

const _: () = assert!(crate::MAX_SLOTS as u32 <= u64::BITS);

/// Bit of [`KernelHandle::flags`]: the kernel may allocate memory, so its launches need a [`Heap`].
pub const HANDLE_HEAP: u32 = 1;
/// Bit of [`KernelHandle::flags`]: the kernel may print, so its launches need an [`Output`].
pub const HANDLE_PRINTS: u32 = 2;
/// Bit of [`KernelHandle::flags`]: the kernel calls function values, or functions that call themselves, so nobody knows how much stack its
/// threads need.
pub const HANDLE_STACK: u32 = 4;

/// What the device pass leaves for one linked binary: the hidden symbol [`crate::ARTIFACT_SYMBOL`].
#[repr(C)]
pub struct Artifact {
    /// [`crate::ARTIFACT_MAGIC`].
    pub magic: u64,
    /// [`crate::ABI_VERSION`] of the plugin.
    pub abi_version: u32,
    /// Zero.
    pub reserved: u32,
    /// What LLVM's offload runtime registers.
    pub binary: *const BinaryDescriptor,
    /// The manifest: JSON, UTF-8.
    pub manifest: *const u8,
    /// Length of the manifest in bytes.
    pub manifest_length: u64,
}

/// `__tgt_offload_entry` in the 32-byte form that every libomptarget from 19 on takes
/// (llvm-project, `offload/include/Shared/APITypes.h`).
#[repr(C)]
pub struct OffloadEntry {
    /// Any address that is unique to the kernel.
    pub address: *const c_void,
    /// Name of the entry point in the image, null-terminated.
    pub name: *const u8,
    /// Zero for a kernel.
    pub size: u64,
    /// Zero.
    pub flags: i32,
    /// Zero.
    pub data: i32,
}

/// `__tgt_device_image`.
#[repr(C)]
pub struct DeviceImage {
    /// First byte of the image.
    pub start: *const c_void,
    /// One past its last byte.
    pub end: *const c_void,
    /// First entry.
    pub entries_begin: *const OffloadEntry,
    /// One past the last entry.
    pub entries_end: *const OffloadEntry,
}

/// `__tgt_bin_desc`.
#[repr(C)]
pub struct BinaryDescriptor {
    /// Number of images.
    pub image_count: i32,
    /// The images; GPUs before the CPU, so that the default device is the best one.
    pub images: *const DeviceImage,
    /// First entry.
    pub entries_begin: *const OffloadEntry,
    /// One past the last entry.
    pub entries_end: *const OffloadEntry,
}
