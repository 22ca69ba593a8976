//! Locks, channels, and values that are initialised once.

use offload::Each;
use std::sync::{Barrier, Mutex, Once, OnceLock, RwLock, mpsc};

#[offload::kernel]
fn mutex(mut y: Each<u64>) {
    let sum = Mutex::new(*y);
    *sum.lock().unwrap() += 1; //~ OFL036: kernel `locks::mutex` uses a lock or a channel: it calls `lock` of `std::sync`
    *y = sum.into_inner().unwrap();
}

#[offload::kernel]
fn readers(mut y: Each<u64>) {
    let sum = RwLock::new(*y);
    *sum.write().unwrap() += 1; //~ OFL036: kernel `locks::readers` uses a lock or a channel: it calls `write` of `std::sync`
    *y = sum.into_inner().unwrap();
}

#[offload::kernel]
fn once(mut y: Each<u64>) {
    let once = Once::new();
    let mut count = 0;
    once.call_once(|| count += 1); //~ OFL036: kernel `locks::once` uses a lock or a channel: it calls `call_once` of `std::sync`
    *y = count;
}

#[offload::kernel]
fn once_lock(mut y: Each<u64>) {
    let cell = OnceLock::new();
    *y = *cell.get_or_init(|| *y + 1); //~ OFL036: kernel `locks::once_lock` uses a lock or a channel: it calls `get_or_init` of `std::sync`
}

#[offload::kernel]
fn channel(mut y: Each<u64>) {
    let (sender, receiver) = mpsc::channel();
    sender.send(*y).unwrap(); //~ OFL036: kernel `locks::channel` uses a lock or a channel: it calls `send` of `std::sync`
    *y = receiver.recv().unwrap(); //~ OFL036: kernel `locks::channel` uses a lock or a channel: it calls `recv` of `std::sync`
}

#[offload::kernel]
fn barrier(mut y: Each<u64>) {
    Barrier::new(2).wait(); //~ OFL036: kernel `locks::barrier` uses a lock or a channel: it calls `wait` of `std::sync`
    *y = 1;
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    mutex::launch(&mut y)?;
    readers::launch(&mut y)?;
    once::launch(&mut y)?;
    once_lock::launch(&mut y)?;
    channel::launch(&mut y)?;
    barrier::launch(&mut y)
}
