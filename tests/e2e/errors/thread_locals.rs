//! Thread-locals.

#![feature(thread_local)]

use offload::Each;
use std::cell::{Cell, RefCell};

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(1) };
    static NAMES: RefCell<Vec<String>> = RefCell::new(vec![String::new()]);
}

#[thread_local]
static mut LEVEL: u64 = 3;

#[offload::kernel]
fn constant(mut y: Each<u64>) {
    COUNT.set(COUNT.get() + *y); //~ OFL023: kernel `thread_locals::constant` uses the thread-local `thread_locals::COUNT`
}

#[offload::kernel]
fn lazy(mut y: Each<u64>) {
    *y = NAMES.with(|names| names.borrow().len() as u64); //~ OFL023: kernel `thread_locals::lazy` uses the thread-local `thread_locals::NAMES`
}

#[offload::kernel]
fn attribute(mut y: Each<u64>) {
    // SAFETY: a thread's own.
    unsafe { LEVEL += *y }; //~ OFL023: kernel `thread_locals::attribute` uses the thread-local `thread_locals::LEVEL`
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    constant::launch(&mut y)?;
    lazy::launch(&mut y)?;
    attribute::launch(&mut y)
}
