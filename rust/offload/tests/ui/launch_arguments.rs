//! For a wrong count or type of arguments the compiler's own message shows the function's parameters.

#![allow(unused)]

use offload::{Each, Each2, Grid2, Launch, device};

#[offload::kernel]
fn saxpy(a: f32, x: &[f32], mut y: Each<f32>) {
    *y += a * x[y.index()];
}

#[offload::kernel]
fn fasten<const UNROLL: usize>(x: &[f32], f: impl Fn(f32) -> f32 + Copy + Send + 'static, mut out: Each2<f32>) {}

#[offload::kernel]
unsafe fn reverse(source: &[i32], target: &mut [i32]) {
    target[source.len() - 1 - device::global_id().x] = source[device::global_id().x];
}

fn missing(x: &[f32], y: &mut [f32]) {
    saxpy::launch(x, y);
}

fn one_too_many(x: &[f32], y: &mut [f32]) {
    saxpy::launch(2.0, x, y, y.len());
}

fn in_a_tuple(x: &[f32], y: &mut [f32]) {
    saxpy::launch((2.0, x, y));
}

fn not_mutable(x: &[f32], y: &[f32]) {
    saxpy::launch(2.0, x, y);
}

fn no_options(x: &[f32], y: &mut [f32]) {
    saxpy::launch_on(2.0, x, y);
}

fn other_elements(x: &[f32], y: &mut Vec<f64>) {
    saxpy::launch_on(Launch::new(), 2.0, x, y);
}

fn other_closure(x: &[f32], y: &mut [f32]) {
    fasten::launch::<4>(x, |x: f64| x, Grid2::new(y, 8));
}

fn other_constant(x: &[f32], y: &mut [f32]) {
    fasten::launch::<f32>(x, |x| x, Grid2::new(y, 8));
}

fn unsafe_without_target(x: &[i32]) {
    unsafe { reverse::launch_on(Launch::new().cover(9), x) };
}

fn main() {}
