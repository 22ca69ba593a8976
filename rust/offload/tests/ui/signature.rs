//! Everything that is wrong with a signature is said at once.

#![allow(unused)]

#[offload::kernel]
async fn asynchronous(mut y: offload::Each<f32>) {}

#[offload::kernel]
const extern "C" fn constant(mut y: offload::Each<f32>) -> f32 {
    1.0
}

#[offload::kernel]
fn nothing() {}

fn main() {
    let _ = (asynchronous, constant, nothing);
}
