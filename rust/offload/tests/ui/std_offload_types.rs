use offload::std_offload::{offload, offload_kernel};

#[offload_kernel]
fn fine(x: *mut [f64; 4]) {
    unsafe { (*x)[0] = 1.0 };
}

type Hidden = *mut f64;

#[offload_kernel]
fn alias(_x: Hidden) {}

struct NotPlain(&'static str);

#[offload_kernel]
fn not_plain(_x: *mut NotPlain) {}

#[offload::kernel]
unsafe fn own(_x: &mut [f64]) {}

fn main() {
    let mut x = [0.0; 4];
    unsafe { offload! { kernel = fine, args = (3,) } }
    unsafe { offload! { kernel = fine, workgroup_dim = [1, 1], args = (&mut x,) } }
    unsafe { offload! { kernel = own, args = (&mut x,) } }
}
