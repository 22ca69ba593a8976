//! Functions that work with panics.

use offload::Each;

#[offload::kernel]
fn backtrace(mut y: Each<u64>) {
    *y = std::backtrace::Backtrace::capture().to_string().len() as u64; //~ OFL037: kernel `panic_runtime::backtrace` works with panics or backtraces: it calls `capture` of `std::backtrace`
}

#[offload::kernel]
fn forced(mut y: Each<u64>) {
    *y = std::backtrace::Backtrace::force_capture().to_string().len() as u64; //~ OFL037: kernel `panic_runtime::forced` works with panics or backtraces: it calls `force_capture` of `std::backtrace`
}

#[offload::kernel]
fn hook(mut y: Each<u64>) {
    std::panic::set_hook(Box::new(|_| ())); //~ OFL037: kernel `panic_runtime::hook` works with panics or backtraces: it calls `set_hook` of `std::panic`
    *y = 1;
}

#[offload::kernel]
fn resume(mut y: Each<u64>) {
    if *y == 7 {
        std::panic::resume_unwind(Box::new(5)); //~ OFL037: kernel `panic_runtime::resume` works with panics or backtraces: it calls `resume_unwind` of `std::panic`
    }
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    backtrace::launch(&mut y)?;
    forced::launch(&mut y)?;
    hook::launch(&mut y)?;
    resume::launch(&mut y)
}
