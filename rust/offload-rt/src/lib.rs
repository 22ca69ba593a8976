//! The runtime layer of offload: what a lowered launch calls.

mod error;

pub use error::{Error, take_error};
