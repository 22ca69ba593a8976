//! The contract between the user crate, the plugin and the runtime layer.
//!
//! Everything that two parts of the project must agree on is defined here and nowhere else: symbol names,
//! constant layouts, flag bits, status codes. The C++ core uses the generated header
//! `plugin/include/offload/Abi.h` (`BLESS=1 cargo test -p offload-abi` regenerates it). `docs/ir-contract.md`
//! describes the contract, with the resulting IR.
#![no_std]

mod descriptor;
mod launch;
mod names;

pub use descriptor::*;
pub use launch::*;
pub use names::*;

/// Version of everything in this crate. The plugin refuses descriptors with another version, and the runtime
/// layer refuses such artifacts.
pub const ABI_VERSION: u32 = 3;

/// First eight bytes of [`Artifact`]: `"OFLARTIF"` read as a little-endian number.
pub const ARTIFACT_MAGIC: u64 = 0x46495452414c464f;

/// Maximum number of slots of a kernel, without the hidden ones.
pub const MAX_SLOTS: usize = 64;

/// Number of hidden slots that follow the user's in every kernel entry:
/// grid x and y, grid z and block x, block y and z (two `u32` each, the first in the low half),
/// the [`CpuContext`] (null on a GPU), and the [`Report`].
pub const HIDDEN_SLOTS: usize = 5;

/// A GPU's kernel of rank 2 or 3 has two or three more hidden slots behind those, with which it computes its
/// place in grid and block without a division. The low half of the first is
/// `ceil(2^THREAD_RECIPROCAL_BITS / block x)`, the high half is the same for block y. The second is
/// `ceil(2^BLOCK_RECIPROCAL_BITS / grid x)`, the third is the same for grid y. A number times the reciprocal,
/// shifted right by the bits, is the exact quotient for threads of a block and for blocks of a grid (T.
/// Granlund and P. Montgomery, "Division by Invariant Integers using Multiplication", theorem 4.2).
pub const THREAD_RECIPROCAL_BITS: u32 = 21;
/// See [`THREAD_RECIPROCAL_BITS`].
pub const BLOCK_RECIPROCAL_BITS: u32 = 63;

/// Maximum size in bytes of the values among the arguments of a GPU's kernel ([`KernelHandle::carried`]).
/// CUDA kernels can have 4 KiB of arguments on every architecture (CUDA C++ Programming Guide, "Function
/// parameters"), and AMD's can have no less.
pub const CARRIED_BYTES: usize = 1024;

/// Maximum size in bytes of a block's dynamic shared memory. Every device has 48 KiB without an opt-in, of
/// which the plugin reserves the last KiB.
pub const MAX_DYNAMIC_SHARED: u32 = 47 * 1024;

/// Alignment of a block's dynamic shared memory in bytes.
pub const DYNAMIC_SHARED_ALIGN: usize = 16;

/// Capacity of [`Report::message`] in bytes.
pub const REPORT_MESSAGE_CAPACITY: usize = 1024;

const _: () = assert!(ARTIFACT_MAGIC == u64::from_le_bytes(*b"OFLARTIF"));
