//! The contract between the user crate, the plugin and the runtime layer.
//!
//! Everything that two parts of the project must agree on is written here and nowhere else: symbol
//! names, constant layouts, flag bits, status codes. The C++ core sees it as the generated header
//! `plugin/include/offload/Abi.h` (`BLESS=1 cargo test -p offload-abi` writes it again).
//! The prose of the contract, with the IR it leads to, is `docs/ir-contract.md`.
#![no_std]

mod descriptor;
mod launch;
mod names;

pub use descriptor::*;
pub use launch::*;
pub use names::*;

/// Version of everything in this crate. The plugin refuses descriptors, and the runtime layer
/// refuses artifacts, that carry another number.
pub const ABI_VERSION: u32 = 3;

/// First eight bytes of [`Artifact`]: `"OFLARTIF"` read as a little-endian number.
pub const ARTIFACT_MAGIC: u64 = 0x46495452414c464f;

/// Largest number of slots that one kernel may have, the hidden ones not counted.
pub const MAX_SLOTS: usize = 64;

/// Number of hidden slots that follow the user's in every kernel entry:
/// grid x and y, grid z and block x, block y and z (two `u32` each, the first in the low half),
/// the [`CpuContext`] (null on a GPU), and the [`Report`].
pub const HIDDEN_SLOTS: usize = 5;

/// A GPU's kernel of rank 2 or 3 has as many hidden slots more as its rank, behind those: it finds its place in grid and block without a
/// division. In the low half of the first is `ceil(2^THREAD_RECIPROCAL_BITS / block x)`, in the high half that of block y; the second is
/// `ceil(2^BLOCK_RECIPROCAL_BITS / grid x)`, and the third that of grid y. A number times the reciprocal, shifted by the bits, is the
/// quotient: exactly, for threads of a block and for blocks of a grid (T. Granlund and P. Montgomery, "Division by Invariant Integers using
/// Multiplication", theorem 4.2).
pub const THREAD_RECIPROCAL_BITS: u32 = 21;
/// See [`THREAD_RECIPROCAL_BITS`].
pub const BLOCK_RECIPROCAL_BITS: u32 = 63;

/// Most bytes of values that a GPU's kernel has among its arguments ([`KernelHandle::carried`]). CUDA's kernels take 4 KiB of arguments
/// on every architecture (CUDA C++ Programming Guide, "Function parameters"), and AMD's no less.
pub const CARRIED_BYTES: usize = 1024;

/// Most bytes of dynamic shared memory that a block may ask for. Every device has 48 KiB without being asked twice, of which the last KiB is for what
/// the plugin itself keeps there.
pub const MAX_DYNAMIC_SHARED: u32 = 47 * 1024;

/// Alignment of a block's dynamic shared memory in bytes.
pub const DYNAMIC_SHARED_ALIGN: usize = 16;

/// Capacity of [`Report::message`] in bytes.
pub const REPORT_MESSAGE_CAPACITY: usize = 1024;

const _: () = assert!(ARTIFACT_MAGIC == u64::from_le_bytes(*b"OFLARTIF"));
