//! `crate = path` may name any crate: the macros' output compiles only with this crate's own traits.

#![allow(unused)]
#![forbid(unsafe_code)]

use core::sync::atomic::AtomicU32;
use offload::{DeviceData, DeviceView, Each};

/// Other traits with the names of this crate's traits.
mod others {
    macro_rules! nothing { ($($t:tt)*) => {} }
    pub(crate) use nothing as __by_value;
    pub use core::marker::Send as DeviceData;
    pub use offload::{__private, DeviceView};
}

#[derive(DeviceData)]
#[device_data(crate = crate::others)]
struct Counter {
    hits: AtomicU32,
    link: &'static AtomicU32,
}

/// This crate's traits, exchanged.
mod exchanged {
    pub use offload::{__private, DeviceData as DeviceView, DeviceView as DeviceData};
}

#[derive(Clone, Copy, DeviceData)]
#[device_data(crate = crate::exchanged)]
struct Link(&'static u32);

#[derive(Clone, Copy, DeviceView)]
#[device_view(crate = crate::exchanged)]
struct View(u32);

/// A function for `unsafe` kernels with the name of the function for safe ones.
mod whole {
    pub use offload::{Launch, Result};
    pub mod __private {
        pub use offload::__private::launch_unsafe as launch;
        pub use offload::__private::*;
    }
}

type All<'a> = &'a mut [u32];

#[offload::kernel(crate = crate::whole)]
fn race(all: All<'_>, y: Each<u32>) {
    all[0] += *y;
}

fn main() {}
