//! Every kind of static that the program may change.

use offload::Each;
use std::cell::Cell;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, OnceLock};

static mut COUNT: u64 = 0;
struct Shared(Cell<u64>);
// SAFETY: not at all.
unsafe impl Sync for Shared {}
static CELL: Shared = Shared(Cell::new(3));
static TICKETS: AtomicU64 = AtomicU64::new(0);
static SUM: Mutex<u64> = Mutex::new(0);
static ONCE: OnceLock<u64> = OnceLock::new();
static LAZY: LazyLock<u64> = LazyLock::new(|| 5);
static FUNCTION: AtomicPtr<()> = AtomicPtr::new(std::ptr::null_mut());

fn double(value: u64) -> u64 {
    2 * value
}

fn half(value: u64) -> u64 {
    value / 2
}

#[offload::kernel]
fn plain(mut y: Each<u64>) {
    // SAFETY: not at all.
    unsafe { COUNT += *y }; //~ OFL021: kernel `statics::plain` uses the mutable static `statics::COUNT`
}

#[offload::kernel]
fn cell(mut y: Each<u64>) {
    CELL.0.set(*y); //~ OFL021: kernel `statics::cell` uses the mutable static `statics::CELL`
}

#[offload::kernel]
fn atomic(mut y: Each<u64>) {
    *y = TICKETS.fetch_add(1, Ordering::Relaxed); //~ OFL021: kernel `statics::atomic` uses the mutable static `statics::TICKETS`
}

#[offload::kernel]
fn locked(mut y: Each<u64>) {
    *SUM.lock().unwrap() += *y; //~ OFL021: kernel `statics::locked` uses the mutable static `statics::SUM`
//~ ANYWHERE OFL036: kernel `statics::locked` uses a lock or a channel: it calls `lock` of `std::sync`
}

#[offload::kernel]
fn once(mut y: Each<u64>) {
    *y = *ONCE.get_or_init(|| 5); //~ OFL021: kernel `statics::once` uses the mutable static `statics::ONCE`
//~ ANYWHERE OFL036: kernel `statics::once` uses a lock or a channel: it calls `get_or_init` of `std::sync`
}

#[offload::kernel]
fn lazy(mut y: Each<u64>) {
    *y = *LAZY; //~ OFL021: kernel `statics::lazy` uses the mutable static `statics::LAZY`
//~ ANYWHERE OFL036: kernel `statics::lazy` uses a lock or a channel: it calls `deref` of `std::sync`
}

#[offload::kernel]
fn function(mut y: Each<u64>) {
    let address = FUNCTION.load(Ordering::Relaxed); //~ OFL021: kernel `statics::function` uses the mutable static `statics::FUNCTION`
    // SAFETY: not at all.
    let function: fn(u64) -> u64 = unsafe { std::mem::transmute(address) };
    *y = function(*y);
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    // SAFETY: one thread.
    unsafe { COUNT += 1 };
    println!("{}", CELL.0.get());
    FUNCTION.store(if std::env::args().count() > 1 { double } else { half } as fn(u64) -> u64 as *mut (), Ordering::Relaxed);
    plain::launch(&mut y)?;
    cell::launch(&mut y)?;
    atomic::launch(&mut y)?;
    locked::launch(&mut y)?;
    once::launch(&mut y)?;
    lazy::launch(&mut y)?;
    function::launch(&mut y)
}
