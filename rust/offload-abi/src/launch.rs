//! The values that a launch passes at run time, and the constants in the artifact.

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
    /// Place of the launch in the source.
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
/// Status: failed; the runtime layer keeps the error for this host thread.
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
    /// Length of [`Report::file`] in bytes.
    pub file_length: u32,
    /// Length of [`Report::text`], or of the text in [`Report::message`], in bytes.
    pub message_length: u32,
    /// Block of the thread.
    pub block: [u32; 3],
    /// Thread in its block.
    pub thread: [u32; 3],
    /// Kind of the message: one of `PANIC_MESSAGE` to `PANIC_ABORT`.
    pub kind: u32,
    /// Values from which the host formats the message, if it is not in [`Report::message`].
    pub operands: [u64; 3],
    /// The launch's heap, in device memory; null for a kernel whose handle has no [`HANDLE_HEAP`].
    pub heap: *mut Heap,
    /// The launch's output, in device memory; null for a kernel whose handle has no [`HANDLE_PRINTS`].
    pub output: *mut Output,
    /// Path of the source file: a constant of the image, in device memory.
    pub file: *const u8,
    /// The message if it is a constant of the image; otherwise null.
    pub text: *const u8,
    /// Any other message, truncated to fit.
    pub message: [u8; REPORT_MESSAGE_CAPACITY],
}

/// [`Report::state`]: no thread panicked.
pub const REPORT_EMPTY: u32 = 0;
/// [`Report::state`]: a thread is writing.
pub const REPORT_CLAIMED: u32 = 1;
/// [`Report::state`]: the report is complete.
pub const REPORT_COMPLETE: u32 = 2;

/// [`Report::kind`]: the message is in the report.
pub const PANIC_MESSAGE: u32 = 0;
/// [`Report::kind`]: an index out of bounds. Operands: the index, the length.
pub const PANIC_INDEX: u32 = 1;
/// [`Report::kind`]: a range out of the bounds of a slice. Operands: start and end of the range, the length.
pub const PANIC_RANGE: u32 = 2;
/// [`Report::kind`]: `copy_from_slice` between different lengths. Operands: the lengths of destination and
/// source.
pub const PANIC_COPY: u32 = 3;

/// [`Report::kind`]: the heap had no room. Operands: size and alignment of the request.
pub const PANIC_HEAP: u32 = 4;

/// [`Report::kind`]: the thread aborted; there is no message.
pub const PANIC_ABORT: u32 = 5;

/// Head of the memory in which the threads of one launch allocate. Except for `size`, it is zero when a
/// kernel begins.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Heap {
    /// Size of the heap in bytes, including this head.
    pub size: u64,
    /// Number of bytes behind the head that have ever been allocated; changed atomically.
    pub used: u64,
    /// Freed chunks by size and thread: lists whose links are in the chunks; changed atomically.
    pub free: [[u64; HEAP_SHARDS]; HEAP_CLASSES],
}

/// Number of chunk sizes in a [`Heap`]: 16 bytes, then each twice the previous one.
pub const HEAP_CLASSES: usize = 32;

/// Number of lists for each size, so that neighbouring threads don't wait for each other.
pub const HEAP_SHARDS: usize = 32;

/// Head of the memory for the output of a launch's threads. [`OutputRecord`]s follow, one after the other.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Output {
    /// Number of bytes behind the head.
    pub size: u64,
    /// Number of used bytes behind the head; changed atomically. Zero when a kernel begins.
    pub used: u64,
    /// Number of prints for which there was no room; changed atomically. Zero when a kernel begins.
    pub lost: u64,
}

/// One call of `print!` or a similar macro. It begins at a multiple of 8, and its text follows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct OutputRecord {
    /// Number of bytes from here to the next record.
    pub size: u32,
    /// Length of the text in bytes, UTF-8.
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

/// Gives a CPU image access to the program's thread pool.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct CpuContext {
    /// Calls `run(arguments, begin, end)` in parallel until every index of `[0, count)` is covered once, and
    /// returns when all calls have returned. The length of each range is a multiple of `grain`, except for
    /// the last.
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
    /// The kernel's artifact.
    pub artifact: *const Artifact,
    /// The kernel's entry in the table of [`BinaryDescriptor`].
    pub entry: *const OffloadEntry,
    /// [`crate::Descriptor::fingerprint`] in the device pass.
    pub fingerprint: u64,
    /// [`crate::Descriptor::slot_count`] in the device pass.
    pub slot_count: u32,
    /// `HANDLE_HEAP`, `HANDLE_PRINTS`, `HANDLE_STACK`.
    pub flags: u32,
    /// Bit `i`: a GPU's kernel has no parameter for slot `i`, of kind [`crate::SLOT_BY_VALUE`]; the arguments
    /// contain the value's bytes instead. They begin behind the hidden slots, in the order of the slots, each
    /// value in whole words of 8 bytes.
    pub carried: u64,
}

const _: () = assert!(crate::MAX_SLOTS as u32 <= u64::BITS);

/// Bit of [`KernelHandle::flags`]: the kernel may allocate memory, so its launches need a [`Heap`].
pub const HANDLE_HEAP: u32 = 1;
/// Bit of [`KernelHandle::flags`]: the kernel may print, so its launches need an [`Output`].
pub const HANDLE_PRINTS: u32 = 2;
/// Bit of [`KernelHandle::flags`]: the kernel calls function values or recursive functions, so the compiler
/// cannot know how much stack its threads need.
pub const HANDLE_STACK: u32 = 4;

/// The output of the device pass for one linked binary: the hidden symbol [`crate::ARTIFACT_SYMBOL`].
#[repr(C)]
pub struct Artifact {
    /// [`crate::ARTIFACT_MAGIC`].
    pub magic: u64,
    /// [`crate::ABI_VERSION`] of the plugin.
    pub abi_version: u32,
    /// Zero.
    pub reserved: u32,
    /// The descriptor that LLVM's offload runtime registers.
    pub binary: *const BinaryDescriptor,
    /// The manifest: JSON, UTF-8.
    pub manifest: *const u8,
    /// Length of the manifest in bytes.
    pub manifest_length: u64,
}

/// `__tgt_offload_entry` in the 32-byte form that every libomptarget from 19 on accepts (llvm-project,
/// `offload/include/Shared/APITypes.h`).
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
    /// The images, those for GPUs before the CPU's, so that the default device is the best one.
    pub images: *const DeviceImage,
    /// First entry.
    pub entries_begin: *const OffloadEntry,
    /// One past the last entry.
    pub entries_end: *const OffloadEntry,
}
