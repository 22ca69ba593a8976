//! A function pointer by value.

use offload::Each;

#[offload::kernel]
fn apply<F: Fn(f32) -> f32 + Copy + Send + 'static>(f: F, mut y: Each<f32>) {
    *y = f(*y); //~ CHAIN apply
}
//~ ANYWHERE OFL022: kernel `captured_function::apply` uses a pointer that was captured by value in argument `f`

fn double(y: f32) -> f32 {
    y * 2.0
}

fn main() -> offload::Result<()> {
    let chosen: fn(f32) -> f32 = if std::env::args().count() == 1 { double } else { f32::abs };
    apply.launch((chosen, &mut [0.0; 3]))
}
