//! A closure that captured a leaked slice: `Copy + Send + 'static`, and a host address all the same.

use offload::Each;

#[offload::kernel]
fn apply<F: Fn(usize) -> f32 + Copy + Send + 'static>(f: F, mut y: Each<f32>) {
    *y = f(y.index()); //~ CHAIN apply
}

fn main() -> offload::Result<()> {
    let table: &'static [f32] = Box::leak(vec![1.0; std::env::args().count() + 9].into_boxed_slice());
    apply.launch((move |i| table[i], &mut [0.0; 3])) //~ OFL022: kernel `captured_slice::apply` uses a pointer that was captured by value in argument `f`
}
