//! Structs with host addresses, which kernels keep in collections, cells and trait objects: the plugin sees no use of them, only the type.

use offload::Each;
use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};

trait Get: Copy + Send + 'static {
    fn get(&self, x: u32) -> u32;
}

#[derive(Clone, Copy)]
struct Counter(&'static AtomicU32); //~ OFL022: argument `g` holds `0: &core::sync::atomic::AtomicU32`

impl Get for Counter {
    fn get(&self, x: u32) -> u32 {
        self.0.fetch_add(x, Ordering::Relaxed)
    }
}

#[derive(Clone, Copy)]
struct Text { //~ OFL022: argument `g` holds `text: &str`
    text: &'static str,
    start: usize,
}

impl Get for Text {
    fn get(&self, x: u32) -> u32 {
        self.text.as_bytes()[(self.start + x as usize) % self.text.len()].into()
    }
}

#[derive(Clone, Copy)]
struct Function(fn(u32) -> u32); //~ OFL022: argument `g` holds `0: fn(u32) -> u32`

impl Get for Function {
    fn get(&self, x: u32) -> u32 {
        (self.0)(x)
    }
}

#[offload::kernel]
fn through_vec<G: Get>(g: G, n: usize, mut y: Each<u32>) {
    let copies = vec![g; n];
    *y = copies[y.index() % n].get(1);
}

#[offload::kernel]
fn through_dyn<G: Get>(g: G, n: usize, mut y: Each<u32>) {
    let same = move |x: u32| g.get(x);
    let next = move |x: u32| g.get(x + 1) + 1;
    let chosen: &dyn Fn(u32) -> u32 = if n > y.index() { &same } else { &next };
    *y = chosen(1);
}

#[offload::kernel]
fn through_cells<G: Get>(g: G, n: usize, mut y: Each<u32>) {
    let cells: Vec<RefCell<Option<G>>> = (0..n).map(|_| RefCell::new(None)).collect();
    *cells[y.index() % n].borrow_mut() = Some(g);
    *y = cells.iter().find_map(|cell| *cell.borrow()).map_or(0, |g| g.get(1));
}

static COUNTER: AtomicU32 = AtomicU32::new(100);

fn triple(x: u32) -> u32 {
    3 * x
}

fn main() -> offload::Result<()> {
    let y = &mut [0; 4];
    let text = Box::leak(format!("{:?}", std::env::args()).into_boxed_str());
    through_vec::launch(Counter(&COUNTER), 3, y)?;
    through_dyn::launch(Counter(&COUNTER), 3, y)?;
    through_cells::launch(Counter(&COUNTER), 3, y)?;
    through_vec::launch(Text { text, start: 1 }, 3, y)?;
    through_dyn::launch(Function(triple), 3, y)
}
