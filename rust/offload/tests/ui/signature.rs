//! The macro reports all errors of a signature at once.

#![allow(unused)]

#[offload::kernel]
async fn asynchronous(mut y: offload::Each<f32>) {}

#[offload::kernel]
const extern "C" fn constant(mut y: offload::Each<f32>) -> f32 {
    1.0
}

#[offload::kernel]
fn nothing() {}

#[offload::kernel]
unsafe extern "C" fn variadic(mut y: *mut f32, rest: ...) {}

#[offload::kernel]
#[target_feature(enable = "avx2")]
fn for_the_host(mut y: offload::Each<f32>) {}

fn main() {
    let _ = (asynchronous, constant, nothing, variadic, for_the_host);
}
