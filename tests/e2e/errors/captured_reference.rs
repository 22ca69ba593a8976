//! A closure that captured a leaked reference of eight bytes, which is in the slot itself, and references that other types hide.

use offload::Each;
use std::mem::MaybeUninit;

#[offload::kernel]
fn apply<F: Fn(f32) -> f32 + Copy + Send + 'static>(f: F, mut y: Each<f32>) {
    *y = f(*y);
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn main() -> offload::Result<()> {
    let y = &mut [0.0; 3];
    let scale = leak(std::env::args().count() as f32);
    apply::launch(move |y| y * *scale, y)?; //~ OFL022: kernel `captured_reference::apply` gets addresses of the host: argument `f` holds `scale: &f32`
    let maybe = (scale > &2.0).then_some(scale);
    apply::launch(move |y| y * maybe.copied().unwrap_or(1.0), y)?; //~ OFL022: argument `f` holds `maybe.0: &f32`
    let both = [(1u8, scale); 2];
    apply::launch(move |y| y * *both[y as usize % 2].1, y)?; //~ OFL022: argument `f` holds `both.1: &f32`
    let unset = MaybeUninit::<&'static f32>::uninit();
    apply::launch(move |y| y * size_of_val(&unset) as f32, y)?; //~ OFL022: argument `f` holds `unset.value
    let shape: &'static (dyn Fn(f32) -> f32 + Sync) = leak(f32::abs);
    apply::launch(move |y| shape(y), y) //~ OFL022: argument `f` holds `shape: &
}
