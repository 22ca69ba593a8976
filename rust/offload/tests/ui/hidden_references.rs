//! References inside generic types, aliases and closures.

#![allow(unused)]

use offload::{DeviceData, DeviceView, Each};

#[derive(Clone, Copy, DeviceData)]
struct Pair<A, B>(A, B);

#[offload::kernel]
fn plain<T: DeviceData>(x: T, mut y: Each<u32>) {}

fn reference_as_plain_data(x: u32) {
    plain::launch(Pair(1, &x), &mut [0]).unwrap();
}

type Alias<'a> = (u32, &'a u32);

#[offload::kernel]
fn tuple(x: Alias, mut y: Each<u32>) {}

#[derive(Clone, Copy, DeviceView)]
struct View<'a> {
    slice: &'a [u32],
}

#[offload::kernel]
fn pieces_of_views(mut y: Each<View<'static>>) {}

#[offload::kernel]
fn call<F: Fn(u32) -> u32 + Copy + Send + 'static>(f: F, mut y: Each<u32>) {
    *y = f(*y);
}

fn view_in_a_closure(slice: &[u32]) {
    let view = View { slice };
    call::launch(move |y| y + view.slice[0], &mut [0]).unwrap();
}

fn main() {}
