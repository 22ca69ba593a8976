//! A launch in std::offload's syntax needs `unsafe`, and so does unsafe code in the body of a kernel.

use offload::std_offload::{offload, offload_kernel, try_offload};

#[offload_kernel]
fn add(x: &mut [u32; 1]) {
    x[0] += 1;
}

#[offload_kernel]
fn fill(x: *mut [u64; 4], p: usize) {
    (*x)[0] = *(p as *const u64);
}

#[offload_kernel]
unsafe fn said(x: *mut [u64; 4]) {
    unsafe { (*x)[0] = 1 };
}

fn main() {
    let mut x = [0u32; 1];
    offload! { kernel = add, workgroup_dim = [1000, 1, 1], thread_dim = [256, 1, 1], args = (&mut x,) }
    let _ = try_offload! { kernel = said, args = (core::ptr::dangling_mut::<[u64; 4]>(),) };
}
