//! A closure that captured a leaked slice. It is `Copy + Send + 'static`, but contains a host address. It is an error even if the closure only
//! uses the length, or if the kernel hides the closure.

use offload::Each;

#[offload::kernel]
fn apply<F: Fn(usize) -> f32 + Copy + Send + 'static>(f: F, mut y: Each<f32>) {
    *y = f(y.index());
}

/// Calls the closure through the heap and a vtable.
#[offload::kernel]
fn boxed<F: Fn(usize) -> f32 + Copy + Send + 'static>(f: F, mut y: Each<f32>) {
    let boxes: Vec<Box<dyn Fn(usize) -> f32>> = vec![Box::new(f), Box::new(move |i| f(i + 1))];
    *y = std::hint::black_box(&boxes)[y.index() % 2](y.index());
}

fn main() -> offload::Result<()> {
    let table: &'static [f32] = Box::leak(vec![1.0; std::env::args().count() + 9].into_boxed_slice());
    apply::launch(move |i| table[i], &mut [0.0; 3])?; //~ OFL022: kernel `captured_slice::apply` gets addresses of the host: argument `f` holds `table: &[f32]`
    apply::launch(move |i| (table.len() + i) as f32, &mut [0.0; 3])?; //~ OFL022: kernel `captured_slice::apply` gets addresses of the host: argument `f` holds `table: &[f32]`
    boxed::launch(move |i| table[i], &mut [0.0; 3]) //~ OFL022: kernel `captured_slice::boxed` gets addresses of the host: argument `f` holds `table: &[f32]`
}
