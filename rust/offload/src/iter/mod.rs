//! Iterators over slices and ranges whose closures run on a device.
//!
//! ```
//! use offload::prelude::*;
//!
//! let (a, x) = (2.0, vec![1.0; 1000]);
//! let mut y = vec![0.5; 1000];
//! y.offload_mut().zip(&x).for_each(move |(y, x)| *y += a * x)?;
//! let total: f64 = y.offload().sum()?;
//! assert_eq!(total, 2500.0);
//! # Ok::<(), offload::Error>(())
//! ```
//!
//! [`IntoOffload`] and [`OffloadMut`] create the iterators, and [`OffloadIterator`] has their methods.

mod chain;
mod chunks;
mod elements;
mod ending;
mod indexed;
mod into;
mod iterator;
mod map;
mod memory;
mod parts;
mod plain;
mod range;
mod results;
mod run;
mod source;
mod tiles;
mod with;
mod zip;

pub use chunks::{Chunks, Rows, Windows};
pub use elements::Elements;
pub use into::OffloadMut;
pub use iterator::{IndexedOffloadIterator, IntoOffload, OffloadIterator};
pub use map::{Filter, Map};
pub use plain::{Plain, PlainClosure};
pub use range::{Integer, Range};
pub use tiles::{Tile, Tiles};
pub use with::With;
pub use zip::{Copied, Enumerate, On, Zip};
