//! The traits that turn slices and ranges into iterators: `use offload::prelude::*;`.
//!
//! ```
//! use offload::prelude::*;
//!
//! let total: u64 = (0..1000u64).offload().sum()?;
//! assert_eq!(total, 499_500);
//! # Ok::<(), offload::Error>(())
//! ```

pub use crate::iter::{IntoOffload, OffloadIterator, OffloadMut};
