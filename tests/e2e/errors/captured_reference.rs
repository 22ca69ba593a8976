//! A closure that captured a leaked reference of eight bytes, which travels in the slot itself.

use offload::Each;

#[offload::kernel]
fn apply<F: Fn(f32) -> f32 + Copy + Send + 'static>(f: F, mut y: Each<f32>) {
    *y = f(*y); //~ CHAIN apply
}

//~ ANYWHERE OFL022: kernel `captured_reference::apply` uses a pointer that was captured by value in argument `f`

fn main() -> offload::Result<()> {
    let scale: &'static f32 = Box::leak(Box::new(std::env::args().count() as f32));
    apply.launch((move |y| y * *scale, &mut [0.0; 3]))
}
