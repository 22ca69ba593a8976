//! Closures may capture numbers, lengths, arrays and structs of them, and types without bytes, wherever the kernel puts the closures.

use offload::Each;
use offload::prelude::*;
use std::marker::PhantomData;
use std::num::NonZero;
use std::time::Duration;

#[derive(Clone, Copy)]
struct Curve {
    steps: [(f32, u8); 3],
    start: Option<NonZero<u64>>,
    pause: Duration,
    unit: PhantomData<&'static str>,
}

#[derive(Clone, Copy)]
enum Chosen {
    None,
    One(char),
    Two { first: usize, second: u128 },
}

#[offload::kernel]
fn apply<F: Fn(u64) -> u64 + Copy + Send + 'static>(f: F, n: usize, mut y: Each<u64>) {
    let copies = vec![f; n];
    let boxes: Vec<Box<dyn Fn(u64) -> u64>> = vec![Box::new(f), Box::new(move |x| f(x) + n as u64)];
    let chosen: &dyn Fn(u64) -> u64 = if n > y.index() { &f } else { &boxes[y.index() % 2] };
    *y = chosen(*y) + copies[y.index() % n](1);
}

/// A closure does not capture a constant.
const LABEL: &str = "label";

fn twice(x: u64) -> u64 {
    2 * x
}

fn main() -> offload::Result<()> {
    let n = std::env::args().count() as u64;
    let table = vec![n; 9];
    let length = table.len();
    let y = &mut [1u64, 2, 3];
    let curve =
        Curve { steps: [(1.0, 2); 3], start: NonZero::new(n), pause: Duration::from_secs(n), unit: PhantomData };
    let chosen = [Chosen::None, Chosen::One('x'), Chosen::Two { first: length, second: 7 }];
    apply::launch(move |x| x + n + length as u64, 3, y)?;
    apply::launch(move |x| x + curve.start.map_or(0, NonZero::get) + curve.pause.as_secs(), 3, y)?;
    apply::launch(move |x| x + curve.steps[x as usize % 3].0 as u64 + size_of_val(&curve.unit) as u64, 3, y)?;
    apply::launch(
        move |x| match chosen[x as usize % 3] {
            Chosen::None => x,
            Chosen::One(c) => x + u64::from(c),
            Chosen::Two { first, second } => x + first as u64 + second as u64,
        },
        3,
        y,
    )?;
    // A function by its name has no bytes.
    apply::launch(twice, 3, y)?;
    y.offload().for_each(move |y| println!("{LABEL} {n}: {y}"))?;
    y.offload()
        .map(move |y| {
            assert!(*y < 1 << 60, "{n} and {length}: {y} is large");
            y + n
        })
        .sum::<u64>()?;
    Ok(())
}
