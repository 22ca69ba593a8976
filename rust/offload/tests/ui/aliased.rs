//! Data that a kernel writes is borrowed for the launch, and for as long as it is resident.

#![allow(unused)]

use offload::{Each, Resident};

#[offload::kernel]
fn shift(x: &[f32], mut y: Each<f32>) {
    *y = x[(y.index() + 1) % x.len()];
}

#[offload::kernel]
fn swap(mut x: Each<f32>, mut y: Each<f32>) {
    core::mem::swap(&mut *x, &mut *y);
}

fn read_and_written(mut y: Vec<f32>) {
    shift::launch(&y, &mut y).unwrap();
}

fn written_twice(y: &mut [f32]) {
    swap::launch(&mut *y, &mut *y).unwrap();
}

fn resident(mut y: Resident<f32>) {
    shift::launch(y.on_device(), y.on_device_mut()).unwrap();
}

fn fetched_in_use(mut y: Resident<f32>) {
    let seen = y.on_device();
    y.fetch(..).unwrap();
    println!("{}", seen[0]);
}

fn read_while_resident(y: &mut [f32]) {
    offload::scope(|scope| {
        let mut resident = scope.resident_mut(y)?;
        shift::launch(y, resident.on_device_mut())
    })
    .unwrap();
}

fn main() {}
