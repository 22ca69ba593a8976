#![doc = include_str!("../README.md")]

// The derive and the kernel macro name this crate as `::offload`, here too.
extern crate self as offload;

mod argument;
#[cfg(doctest)]
mod book;
mod by_value;
mod data;
pub mod device;
mod devices;
mod dim3;
mod fallback;
mod function;
mod heap;
mod intrinsics;
pub mod iter;
mod kernel;
mod launch;
mod options;
mod panic;
pub mod prelude;
mod print;
mod queue;
mod record;
mod resident;
mod result;
mod scope;
mod sealed;
mod shim;
mod slot_table;
mod slots;
mod split;
pub mod std_offload;
mod value;
mod view;

pub use data::DeviceData;
pub use devices::{Device, DeviceNumber};
pub use offload_macros::{DeviceData, DeviceView, kernel};
pub use offload_rt::{DeviceKind, Error, ErrorKind};
pub use options::Launch;
pub use queue::Queue;
pub use record::{LaunchRecord, last_launch};
pub use resident::Resident;
pub use result::Result;
pub use scope::{ResidentMut, Scope, scope};
pub use split::{Chunks, Each, Each2, Each3, EachChunk, EachOut, EachRef, EachRow, EachTile, Grid2, Grid3};
pub use view::DeviceView;

/// Names for the macros' output. They are not part of the crate's interface, and change without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::argument::{Argument, Safe};
    pub use crate::by_value::ByValue;
    pub use crate::function::{Checked, KernelSource, Unchecked, launch, launch_unsafe};
    pub use crate::slots::{Shape, SlotWriter};
    pub use crate::std_offload::{Mapped, StdDims, launched};
    pub use crate::view::{Fields, Grounds};
    // For launches by hand, in tests of the contract.
    pub use offload_abi::{ABI_VERSION, Descriptor, Place, Text};
}
