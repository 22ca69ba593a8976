//! Control flow that looks dangerous and is correct.

#![feature(core_intrinsics, explicit_tail_calls)]
#![allow(internal_features, incomplete_features)]

use offload::Each;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

fn fibonacci(v: u64) -> u64 {
    if v < 2 { 1 } else { fibonacci(v - 1) + fibonacci(v - 2) }
}

fn even(v: u64) -> bool {
    v == 0 || odd(v - 1)
}

fn odd(v: u64) -> bool {
    v != 0 && even(v - 1)
}

#[allow(unconditional_recursion)]
fn endless(v: u64) -> u64 {
    endless(v + 1) + 1
}

fn counted(v: u64, sum: u64) -> u64 {
    if v == 0 { sum } else { become counted(v - 1, sum + v) }
}

trait Method: Sync {
    fn call(&self, v: u64) -> u64;
}
struct Plus(u64);
struct Times(u64);
struct Factorial;
impl Method for Plus {
    fn call(&self, v: u64) -> u64 {
        v + self.0
    }
}
impl Method for Times {
    fn call(&self, v: u64) -> u64 {
        v * self.0
    }
}
impl Method for Factorial {
    fn call(&self, v: u64) -> u64 {
        let next: &dyn Method = std::hint::black_box(self);
        if v == 0 { 1 } else { v * next.call(v - 1) }
    }
}
static FACTORIAL: Factorial = Factorial;
static METHODS: [&dyn Method; 2] = [&Plus(1), &Times(5)];
static FUNCTIONS: [fn(u64) -> u64; 2] = [fibonacci, |v| v * 2];

struct N<X>(std::marker::PhantomData<X>);
trait Depth {
    fn of(v: u64) -> u64;
}
impl Depth for () {
    fn of(v: u64) -> u64 {
        v
    }
}
impl<X: Depth> Depth for N<X> {
    fn of(v: u64) -> u64 {
        if v % 3 == 0 { X::of(v / 3) } else { X::of(v + 1) + 1 }
    }
}

#[offload::kernel]
fn for_ever(mut y: Each<u64>) {
    loop {
        std::hint::spin_loop();
    }
}

#[offload::kernel]
fn collatz(mut y: Each<u64>) {
    let mut value = *y;
    while value != 1 {
        value = if value % 2 == 0 { value / 2 } else { 3 * value + 1 };
    }
    *y = value;
}

#[offload::kernel]
fn recursive(mut y: Each<u64>) {
    *y = fibonacci(*y);
}

#[offload::kernel]
fn mutual(mut y: Each<u64>) {
    *y = even(*y) as u64;
}

#[offload::kernel]
fn spinning(mut y: Each<u64>) {
    *y = endless(*y);
}

#[offload::kernel]
fn dynamic_recursion(mut y: Each<u64>) {
    *y = FACTORIAL.call(*y % 9);
}

#[offload::kernel]
fn deep_generics(mut y: Each<u64>) {
    *y = <N<N<N<N<N<N<N<N<N<N<N<N<()>>>>>>>>>>>> as Depth>::of(*y);
}

#[offload::kernel]
fn functions(mut y: Each<u64>) {
    *y = FUNCTIONS[*y as usize % 2](*y);
}

#[offload::kernel]
fn methods(mut y: Each<u64>) {
    *y = METHODS[*y as usize % 2].call(*y);
}

#[offload::kernel]
fn boxed(mut y: Each<u64>) {
    let add: Box<dyn Fn(u64) -> u64> = if *y > 3 {
        Box::new(|v| v + 1)
    } else {
        let table = vec![*y; 4];
        Box::new(move |v| v + table[1])
    };
    *y = add(*y);
}

#[offload::kernel]
fn polled(mut y: Each<u64>) {
    let value = *y;
    let mut future = pin!(async move { std::future::ready(value).await + 1 });
    let mut context = Context::from_waker(Waker::noop());
    *y = loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            break value;
        }
    };
}

#[offload::kernel]
fn caught(mut y: Each<u64>) {
    *y = std::panic::catch_unwind(|| 5).unwrap_or(1);
}

#[offload::kernel]
fn unreachable(mut y: Each<u64>) {
    if *y == 3 {
        // SAFETY: the launch has no 3.
        unsafe { std::hint::unreachable_unchecked() }
    }
    *y = 2;
}

#[offload::kernel]
fn aborts(mut y: Each<u64>) {
    if *y == 3 {
        std::intrinsics::abort()
    }
}

#[offload::kernel]
fn always_aborts(mut y: Each<u64>) {
    std::intrinsics::abort()
}

#[offload::kernel]
fn tail_call(mut y: Each<u64>) {
    *y = counted(*y, 3);
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    for_ever::launch(&mut y)?;
    collatz::launch(&mut y)?;
    recursive::launch(&mut y)?;
    mutual::launch(&mut y)?;
    spinning::launch(&mut y)?;
    dynamic_recursion::launch(&mut y)?;
    deep_generics::launch(&mut y)?;
    functions::launch(&mut y)?;
    methods::launch(&mut y)?;
    boxed::launch(&mut y)?;
    polled::launch(&mut y)?;
    caught::launch(&mut y)?;
    unreachable::launch(&mut y)?;
    aborts::launch(&mut y)?;
    always_aborts::launch(&mut y)?;
    tail_call::launch(&mut y)
}
