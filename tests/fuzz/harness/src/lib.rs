//! The library of every generated program: it makes random data, runs a kernel's body on the host, thread by
//! thread, and compares the results with a launch of the same body.

mod case;
mod ids;
mod panics;
mod pieces;
mod program;
mod random;
mod value;

pub use case::Case;
pub use ids::{DeviceIds, HostIds, Ids};
pub use pieces::{HostOut, HostTile};
pub use program::{Kernel, run};
pub use random::Random;
pub use value::{Value, code_of_f32, code_of_f64, text_hash};
