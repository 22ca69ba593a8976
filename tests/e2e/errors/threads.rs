//! Threads of the host.

use offload::Each;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

struct Unpark(std::thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[offload::kernel]
fn spawn(mut y: Each<u64>) {
    *y = std::thread::spawn(|| 5).join().unwrap(); //~ OFL028: kernel `threads::spawn` starts, asks for or waits for threads of the host: it calls `spawn` of `std::thread`
}

#[offload::kernel]
fn scoped(mut y: Each<u64>) {
    let mut sum = 0;
    std::thread::scope(|scope| { //~ OFL028: kernel `threads::scoped` starts, asks for or waits for threads of the host: it calls `scope` of `std::thread`
        scope.spawn(|| sum += 1); //~ OFL028: kernel `threads::scoped` starts, asks for or waits for threads of the host: it calls `spawn` of `std::thread`
    });
    *y = sum;
}

#[offload::kernel]
fn sleep(mut y: Each<u64>) {
    std::thread::sleep(std::time::Duration::from_millis(*y)); //~ OFL028: kernel `threads::sleep` starts, asks for or waits for threads of the host: it calls `sleep` of `std::thread`
}

#[offload::kernel]
fn current(mut y: Each<u64>) {
    *y = std::thread::current().name().map_or(0, str::len) as u64; //~ OFL028: kernel `threads::current` starts, asks for or waits for threads of the host: it calls `current` of `std::thread`
}

#[offload::kernel]
fn park(mut y: Each<u64>) {
    std::thread::park(); //~ OFL028: kernel `threads::park` starts, asks for or waits for threads of the host: it calls `park` of `std::thread`
    *y = 1;
}

#[offload::kernel]
fn give_way(mut y: Each<u64>) {
    std::thread::yield_now(); //~ OFL028: kernel `threads::give_way` starts, asks for or waits for threads of the host: it calls `yield_now` of `std::thread`
    *y = 1;
}

#[offload::kernel]
fn count(mut y: Each<u64>) {
    *y = std::thread::available_parallelism().map_or(1, |count| count.get()) as u64; //~ OFL028: kernel `threads::count` starts, asks for or waits for threads of the host: it calls `available_parallelism` of `std::thread`
}

#[offload::kernel]
fn executor(mut y: Each<u64>) {
    let value = *y;
    let mut future = pin!(async move { value + 1 });
    let waker = Waker::from(Arc::new(Unpark(std::thread::current()))); //~ OFL028: kernel `threads::executor` starts, asks for or waits for threads of the host: it calls `current` of `std::thread`
    let mut context = Context::from_waker(&waker);
    *y = loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => break value,
            Poll::Pending => std::thread::park(),
        }
    };
}

#[offload::kernel]
fn panicking(mut y: Each<u64>) {
    *y = std::thread::panicking() as u64; //~ OFL028: kernel `threads::panicking` starts, asks for or waits for threads of the host: it calls `panicking` of `std::thread`
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    spawn::launch(&mut y)?;
    scoped::launch(&mut y)?;
    sleep::launch(&mut y)?;
    current::launch(&mut y)?;
    park::launch(&mut y)?;
    give_way::launch(&mut y)?;
    count::launch(&mut y)?;
    executor::launch(&mut y)?;
    panicking::launch(&mut y)
}
