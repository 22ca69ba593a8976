//! The launch of an `unsafe` kernel is `unsafe`.

#![allow(unused)]

#[offload::kernel]
unsafe fn fill(y: &mut [f32]) {
    y[offload::device::global_id().x] = 1.0;
}

fn main() {
    let mut y = [0.0; 4];
    fill::launch_on(offload::Launch::new().grid(1).block(4), &mut y).unwrap();
}
