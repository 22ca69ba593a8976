#pragma once

// Generated from rust/offload-abi; to regenerate it: BLESS=1 cargo test -p offload-abi

#include <cstddef>
#include <cstdint>

namespace offload::abi {

/// Version of everything in this crate. The plugin refuses descriptors with another version, and the runtime
/// layer refuses such artifacts.
constexpr static const uint32_t ABI_VERSION = 3;

/// First eight bytes of [`Artifact`]: `"OFLARTIF"` read as a little-endian number.
constexpr static const uint64_t ARTIFACT_MAGIC = 5064671968214402639;

/// Maximum number of slots of a kernel, without the hidden ones.
constexpr static const size_t MAX_SLOTS = 64;

/// Number of hidden slots that follow the user's in every kernel entry:
/// grid x and y, grid z and block x, block y and z (two `u32` each, the first in the low half),
/// the [`CpuContext`] (null on a GPU), and the [`Report`].
constexpr static const size_t HIDDEN_SLOTS = 5;

/// A GPU's kernel of rank 2 or 3 has two or three more hidden slots behind those, with which it computes its
/// place in grid and block without a division. The low half of the first is
/// `ceil(2^THREAD_RECIPROCAL_BITS / block x)`, the high half is the same for block y. The second is
/// `ceil(2^BLOCK_RECIPROCAL_BITS / grid x)`, the third is the same for grid y. A number times the reciprocal,
/// shifted right by the bits, is the exact quotient for threads of a block and for blocks of a grid (T.
/// Granlund and P. Montgomery, "Division by Invariant Integers using Multiplication", theorem 4.2).
constexpr static const uint32_t THREAD_RECIPROCAL_BITS = 21;

/// See [`THREAD_RECIPROCAL_BITS`].
constexpr static const uint32_t BLOCK_RECIPROCAL_BITS = 63;

/// Maximum size in bytes of the values among the arguments of a GPU's kernel ([`KernelHandle::carried`]).
/// CUDA kernels can have 4 KiB of arguments on every architecture (CUDA C++ Programming Guide, "Function
/// parameters"), and AMD's can have no less.
constexpr static const size_t CARRIED_BYTES = 1024;

/// Maximum size in bytes of a block's dynamic shared memory. Every device has 48 KiB without an opt-in, of
/// which the plugin reserves the last KiB.
constexpr static const uint32_t MAX_DYNAMIC_SHARED = (47 * 1024);

/// Alignment of a block's dynamic shared memory in bytes.
constexpr static const size_t DYNAMIC_SHARED_ALIGN = 16;

/// Capacity of [`Report::message`] in bytes.
constexpr static const size_t REPORT_MESSAGE_CAPACITY = 1024;

/// Maximum number of threads in a block on every device.
constexpr static const uint32_t MAX_BLOCK = 1024;

/// Bit of [`Descriptor::flags`]: every floating-point operation rounds separately, as in plain Rust;
/// `a * b + c` is not one operation.
constexpr static const uint32_t KERNEL_STRICT_FP = 1;

/// [`Field::kind`]: not a pointer, but a value that contains pointers or atomics.
constexpr static const uint32_t FIELD_PART = 0;

/// [`Field::kind`]: an atomic of 1, 2, 4 or 8 bytes. Other host threads may use it while a launch copies the
/// range, so it is read and written atomically, and the data beside it is only read.
constexpr static const uint32_t FIELD_ATOMIC = 1;

/// [`Field::count_offset`]: the number is constant.
constexpr static const uint64_t NO_COUNT = UINT64_MAX;

/// [`Slot::kind`]: the slot is the value.
constexpr static const uint32_t SLOT_LITERAL = 0;

/// [`Slot::kind`]: the slot points to bytes that are copied to the device with the launch; nothing comes back.
constexpr static const uint32_t SLOT_BY_VALUE = 1;

/// [`Slot::kind`]: the slot points to a range that is copied to the device.
constexpr static const uint32_t SLOT_TO = 2;

/// [`Slot::kind`]: the slot points to a range that is allocated on the device and copied back.
constexpr static const uint32_t SLOT_FROM = 3;

/// [`Slot::kind`]: the slot points to a range that is copied both ways.
constexpr static const uint32_t SLOT_TOFROM = 4;

/// Bit of [`Slot::flags`]: the kernel does not write through the pointer.
constexpr static const uint32_t SLOT_READONLY = 1;

/// Bit of [`Slot::flags`]: while the kernel runs, nothing else accesses the range, or nothing writes it.
constexpr static const uint32_t SLOT_NOALIAS = 2;

/// Bit of [`Slot::flags`]: the number of elements is the value of the next slot.
constexpr static const uint32_t SLOT_COUNT_IN_NEXT = 4;

/// Bytes of memory that the caller of a launch lends to the runtime layer until the launch has ended.
constexpr static const size_t LAUNCH_STATE_BYTES = 512;

/// Alignment of that memory in bytes.
constexpr static const size_t LAUNCH_STATE_ALIGN = 16;

/// Status of a launch: done.
constexpr static const int32_t STATUS_OK = 0;

/// Status: the plugin did not see this launch; the user crate runs its fallback.
constexpr static const int32_t STATUS_NO_PLUGIN = 1;

/// Status: not offloaded, and the user allows the fallback.
constexpr static const int32_t STATUS_USE_FALLBACK = 2;

/// Status: failed; the runtime layer keeps the error for this host thread.
constexpr static const int32_t STATUS_FAILED = 3;

/// [`Report::state`]: no thread panicked.
constexpr static const uint32_t REPORT_EMPTY = 0;

/// [`Report::state`]: a thread is writing.
constexpr static const uint32_t REPORT_CLAIMED = 1;

/// [`Report::state`]: the report is complete.
constexpr static const uint32_t REPORT_COMPLETE = 2;

/// [`Report::kind`]: the message is in the report.
constexpr static const uint32_t PANIC_MESSAGE = 0;

/// [`Report::kind`]: an index out of bounds. Operands: the index, the length.
constexpr static const uint32_t PANIC_INDEX = 1;

/// [`Report::kind`]: a range out of the bounds of a slice. Operands: start and end of the range, the length.
constexpr static const uint32_t PANIC_RANGE = 2;

/// [`Report::kind`]: `copy_from_slice` between different lengths. Operands: the lengths of destination and
/// source.
constexpr static const uint32_t PANIC_COPY = 3;

/// [`Report::kind`]: the heap had no room. Operands: size and alignment of the request.
constexpr static const uint32_t PANIC_HEAP = 4;

/// [`Report::kind`]: the thread aborted; there is no message.
constexpr static const uint32_t PANIC_ABORT = 5;

/// Number of chunk sizes in a [`Heap`]: 16 bytes, then each twice the previous one.
constexpr static const size_t HEAP_CLASSES = 32;

/// Number of lists for each size, so that neighbouring threads don't wait for each other.
constexpr static const size_t HEAP_SHARDS = 32;

/// [`OutputRecord::stream`]: standard output.
constexpr static const uint32_t STREAM_OUT = 1;

/// [`OutputRecord::stream`]: standard error.
constexpr static const uint32_t STREAM_ERROR = 2;

/// Bit of [`KernelHandle::flags`]: the kernel may allocate memory, so its launches need a [`Heap`].
constexpr static const uint32_t HANDLE_HEAP = 1;

/// Bit of [`KernelHandle::flags`]: the kernel may print, so its launches need an [`Output`].
constexpr static const uint32_t HANDLE_PRINTS = 2;

/// Bit of [`KernelHandle::flags`]: the kernel calls function values or recursive functions, so the compiler
/// cannot know how much stack its threads need.
constexpr static const uint32_t HANDLE_STACK = 4;

/// Value of [`PASS_FLAG`] in the device pass.
constexpr static const uint32_t PASS_DEVICE = 1;

/// Value of [`PASS_FLAG`] in the host pass.
constexpr static const uint32_t PASS_HOST = 2;

/// A UTF-8 string in a constant.
struct Text {
  /// First byte; not null-terminated.
  const uint8_t *data;
  /// Length in bytes.
  size_t length;
};

/// A place in the user's source, from `file!`, `line!` and `column!`.
struct Place {
  /// Path as it was passed to the compiler.
  Text file;
  /// Line, counted from 1.
  uint32_t line;
  /// Column, counted from 1.
  uint32_t column;
};

/// A pointer or an atomic in the elements of a mapped range, or a part of the elements that contains some.
struct Field {
  /// `FIELD_PART`; `FIELD_ATOMIC`; or, for a pointer, the mapping of the range behind it: `SLOT_TO` or
  /// `SLOT_TOFROM`.
  uint32_t kind;
  /// Zero.
  uint32_t reserved;
  /// Offset in bytes of the part, the atomic or the pointer in the value that contains it.
  uint64_t offset;
  /// Size in bytes of one element: of the part, of the atomic, or of the range behind the pointer.
  uint64_t element_size;
  /// Alignment in bytes of one element, a power of two.
  uint64_t element_align;
  /// Number of elements, if [`Field::count_offset`] is [`NO_COUNT`].
  uint64_t count;
  /// Offset in bytes of the number of elements, in the same value as [`Field::offset`].
  uint64_t count_offset;
  /// Name of the part; empty if it needs none.
  Text name;
  /// The pointers and atomics in one element.
  const Field *fields;
  /// Length of [`Field::fields`].
  uint64_t field_count;
};

/// One 8-byte kernel parameter.
struct Slot {
  /// How a launch handles it: one of `SLOT_LITERAL` to `SLOT_TOFROM`.
  uint32_t kind;
  /// `SLOT_READONLY`, `SLOT_NOALIAS`, `SLOT_COUNT_IN_NEXT`.
  uint32_t flags;
  /// Size of one element in bytes.
  uint64_t element_size;
  /// Alignment of one element in bytes, a power of two.
  uint64_t element_align;
  /// Number of elements, if [`SLOT_COUNT_IN_NEXT`] is not set.
  uint64_t count;
  /// Name of the kernel's argument.
  Text name;
  /// The pointers and atomics in one element, if the slot is mapped.
  const Field *fields;
  /// Length of [`Slot::fields`].
  uint64_t field_count;
  /// The function [`crate::TYPE_WITNESS`] for the value's type, if the launch copies the bytes of a type
  /// that the user crate does not know; otherwise null. The plugin finds the type in the function's debug
  /// info.
  const void *witness;
};

/// Describes a kernel: one constant per kernel instance, built by the user crate's traits.
struct Descriptor {
  /// [`crate::ABI_VERSION`] of the user crate.
  uint32_t abi_version;
  /// Axes of the grid that the kernel uses, 1 to 3.
  uint32_t rank;
  /// Maximum number of threads in a block of a launch, 1 to [`MAX_BLOCK`]: GPUs divide their registers by
  /// it.
  uint32_t max_block;
  /// Length of [`Descriptor::slots`], at most [`crate::MAX_SLOTS`].
  uint32_t slot_count;
  /// `KERNEL_STRICT_FP`.
  uint32_t flags;
  /// Hash of the kernel's source tokens. The host and device passes of one build agree on it.
  uint64_t fingerprint;
  /// Path of the kernel in the user's source; for display, not unique.
  Text name;
  /// Place of the kernel in the source.
  Place place;
  /// The slots in order.
  const Slot *slots;
};

/// Shape and place of one launch.
struct LaunchParams {
  /// Blocks along x, y, z.
  uint32_t grid[3];
  /// Threads of a block along x, y, z.
  uint32_t block[3];
  /// Dynamic shared memory of a block in bytes.
  uint32_t dyn_shared;
  /// Device number; negative for the default device.
  int32_t device;
  /// Place of the launch in the source.
  Place place;
};

/// Head of the memory in which the threads of one launch allocate. Except for `size`, it is zero when a
/// kernel begins.
struct Heap {
  /// Size of the heap in bytes, including this head.
  uint64_t size;
  /// Number of bytes behind the head that have ever been allocated; changed atomically.
  uint64_t used;
  /// Freed chunks by size and thread: lists whose links are in the chunks; changed atomically.
  uint64_t free[HEAP_CLASSES][HEAP_SHARDS];
};

/// Head of the memory for the output of a launch's threads. [`OutputRecord`]s follow, one after the other.
struct Output {
  /// Number of bytes behind the head.
  uint64_t size;
  /// Number of used bytes behind the head; changed atomically. Zero when a kernel begins.
  uint64_t used;
  /// Number of prints for which there was no room; changed atomically. Zero when a kernel begins.
  uint64_t lost;
};

/// Written by the first device thread that panics; lives in device memory.
struct Report {
  /// `REPORT_EMPTY`, `REPORT_CLAIMED` or `REPORT_COMPLETE`; changed atomically.
  uint32_t state;
  /// Line of the panic, counted from 1.
  uint32_t line;
  /// Column of the panic, counted from 1.
  uint32_t column;
  /// Length of [`Report::file`] in bytes.
  uint32_t file_length;
  /// Length of [`Report::text`], or of the text in [`Report::message`], in bytes.
  uint32_t message_length;
  /// Block of the thread.
  uint32_t block[3];
  /// Thread in its block.
  uint32_t thread[3];
  /// Kind of the message: one of `PANIC_MESSAGE` to `PANIC_ABORT`.
  uint32_t kind;
  /// Values from which the host formats the message, if it is not in [`Report::message`].
  uint64_t operands[3];
  /// The launch's heap, in device memory; null for a kernel whose handle has no [`HANDLE_HEAP`].
  Heap *heap;
  /// The launch's output, in device memory; null for a kernel whose handle has no [`HANDLE_PRINTS`].
  Output *output;
  /// Path of the source file: a constant of the image, in device memory.
  const uint8_t *file;
  /// The message if it is a constant of the image; otherwise null.
  const uint8_t *text;
  /// Any other message, truncated to fit.
  uint8_t message[REPORT_MESSAGE_CAPACITY];
};

/// Gives a CPU image access to the program's thread pool.
struct CpuContext {
  /// Calls `run(arguments, begin, end)` in parallel until every index of `[0, count)` is covered once, and
  /// returns when all calls have returned. The length of each range is a multiple of `grain`, except for
  /// the last.
  void (*parallel_for)(const CpuContext *context,
                       void (*run)(const void *arguments, uint64_t begin, uint64_t end),
                       const void *arguments,
                       uint64_t count,
                       uint64_t grain);
  /// [`LaunchParams::dyn_shared`] of the launch.
  uint64_t shared_bytes;
};

/// `__tgt_offload_entry` in the 32-byte form that every libomptarget from 19 on accepts (llvm-project,
/// `offload/include/Shared/APITypes.h`).
struct OffloadEntry {
  /// Any address that is unique to the kernel.
  const void *address;
  /// Name of the entry point in the image, null-terminated.
  const uint8_t *name;
  /// Zero for a kernel.
  uint64_t size;
  /// Zero.
  int32_t flags;
  /// Zero.
  int32_t data;
};

/// `__tgt_device_image`.
struct DeviceImage {
  /// First byte of the image.
  const void *start;
  /// One past its last byte.
  const void *end;
  /// First entry.
  const OffloadEntry *entries_begin;
  /// One past the last entry.
  const OffloadEntry *entries_end;
};

/// `__tgt_bin_desc`.
struct BinaryDescriptor {
  /// Number of images.
  int32_t image_count;
  /// The images, those for GPUs before the CPU's, so that the default device is the best one.
  const DeviceImage *images;
  /// First entry.
  const OffloadEntry *entries_begin;
  /// One past the last entry.
  const OffloadEntry *entries_end;
};

/// The output of the device pass for one linked binary: the hidden symbol [`crate::ARTIFACT_SYMBOL`].
struct Artifact {
  /// [`crate::ARTIFACT_MAGIC`].
  uint64_t magic;
  /// [`crate::ABI_VERSION`] of the plugin.
  uint32_t abi_version;
  /// Zero.
  uint32_t reserved;
  /// The descriptor that LLVM's offload runtime registers.
  const BinaryDescriptor *binary;
  /// The manifest: JSON, UTF-8.
  const uint8_t *manifest;
  /// Length of the manifest in bytes.
  uint64_t manifest_length;
};

/// One kernel of the artifact: the hidden symbol [`crate::KERNEL_HANDLE_PREFIX`] + shim symbol.
struct KernelHandle {
  /// The kernel's artifact.
  const Artifact *artifact;
  /// The kernel's entry in the table of [`BinaryDescriptor`].
  const OffloadEntry *entry;
  /// [`crate::Descriptor::fingerprint`] in the device pass.
  uint64_t fingerprint;
  /// [`crate::Descriptor::slot_count`] in the device pass.
  uint32_t slot_count;
  /// `HANDLE_HEAP`, `HANDLE_PRINTS`, `HANDLE_STACK`.
  uint32_t flags;
  /// Bit `i`: a GPU's kernel has no parameter for slot `i`, of kind [`crate::SLOT_BY_VALUE`]; the arguments
  /// contain the value's bytes instead. They begin behind the hidden slots, in the order of the slots, each
  /// value in whole words of 8 bytes.
  uint64_t carried;
};

}  // namespace offload::abi

namespace offload::abi {
constexpr const char LAUNCH_SYMBOL[] = "__offload_launch";
constexpr const char SYMBOL_PREFIX[] = "__offload_";
constexpr const char THREAD_ID[] = "__offload_thread_id_";
constexpr const char BLOCK_ID[] = "__offload_block_id_";
constexpr const char BLOCK_SIZE[] = "__offload_block_size_";
constexpr const char GRID_SIZE[] = "__offload_grid_size_";
constexpr const char GLOBAL_ID[] = "__offload_global_id_";
constexpr const char REPORT_INTRINSIC[] = "__offload_report";
constexpr const char DYNAMIC_SHARED_INTRINSIC[] = "__offload_dynamic_shared";
constexpr const char EXIT_INTRINSIC[] = "__offload_exit";
constexpr const char PANIC_HANDLER[] = "__offload_panic_handler";
constexpr const char PANIC_OPERANDS_HANDLER[] = "__offload_panic_operands";
constexpr const char PANIC_TEXT_HANDLER[] = "__offload_panic_text";
constexpr const char ABORT_HANDLER[] = "__offload_abort";
constexpr const char ALLOCATE[] = "__offload_allocate";
constexpr const char ALLOCATE_ZEROED[] = "__offload_allocate_zeroed";
constexpr const char DEALLOCATE[] = "__offload_deallocate";
constexpr const char REALLOCATE[] = "__offload_reallocate";
constexpr const char ALLOCATION_FAILED[] = "__offload_allocation_failed";
constexpr const char PRINT[] = "__offload_print";
constexpr const char PRINT_ERROR[] = "__offload_print_error";
constexpr const char TYPE_WITNESS[] = "__offload_type_witness";
constexpr const char RT_PREPARE[] = "__offload_rt_prepare";
constexpr const char RT_MAP_BEGIN[] = "__offload_rt_map_begin";
constexpr const char RT_KERNEL[] = "__offload_rt_kernel";
constexpr const char RT_MAP_END[] = "__offload_rt_map_end";
constexpr const char RT_FINISH[] = "__offload_rt_finish";
constexpr const char KERNEL_HANDLE_PREFIX[] = "__offload_kernel.";
constexpr const char ENTRY_PREFIX[] = "__offload_entry_";
constexpr const char ARTIFACT_SYMBOL[] = "__offload_artifact";
constexpr const char IMAGES_SECTION[] = ".llvm.offloading";
constexpr const char MANIFEST_SECTION[] = ".offload.manifest";
constexpr const char RECORDS_SECTION[] = ".offload.records";
constexpr const char PASS_FLAG[] = "offload_pass";
constexpr const char CONFIG_FLAG[] = "offload_config";
} // namespace offload::abi
