//! The functions behind the macros have the bounds that they need, whoever calls them.

#![allow(unused)]
#![forbid(unsafe_code)]

use offload::__private::{launch, launch_unsafe};
use offload::{Each, Launch};

#[offload::kernel]
fn kernel(mut y: Each<u32>) {}

type Whole<'a> = (&'a mut [u32], (Each<'a, u32>, ()));

fn over(mut x: &mut [u32], mut y: &mut [u32]) {
    let _ = launch_unsafe::<Whole<'_>, kernel, _, 6>(Launch::new().grid(1), (&mut x, (&mut y, ())), |_| ());
}

fn split(mut x: &mut [u32], mut y: &mut [u32]) {
    let _ = launch::<Whole<'_>, kernel, _, 6>(Launch::new(), (&mut x, (&mut y, ())), |_| ());
}

fn main() {}
