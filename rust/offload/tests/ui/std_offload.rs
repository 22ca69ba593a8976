use offload::std_offload::{offload, offload_kernel};

#[offload_kernel]
fn fine(x: *mut [f64; 4]) {
    unsafe { (*x)[0] = 1.0 };
}

#[offload_kernel]
struct NoFunction;

#[offload_kernel]
fn returns(x: &mut [f64]) -> f64 {
    x[0]
}

#[offload_kernel]
fn owned(x: Vec<f64>) {}

fn main() {
    let mut x = [0.0; 4];
    unsafe { offload! { args = (&mut x,) } }
    unsafe { offload! { kernel = fine } }
    unsafe { offload! { kernel = fine, args = (&mut x,), foo = 1, kernel = fine, kernel = fine } }
    unsafe { offload! { kernel = |x| x, args = (&mut x,) } }
}
