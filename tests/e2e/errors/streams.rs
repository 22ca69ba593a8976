//! The standard streams themselves.

use offload::Each;
use std::io::{IsTerminal, Write};

#[offload::kernel]
fn read_line(mut y: Each<u64>) {
    let mut line = String::new();
    *y = std::io::stdin().read_line(&mut line).unwrap_or(0) as u64; //~ OFL033: kernel `streams::read_line` uses the standard streams themselves: it calls `stdin` of `std::io`
}

#[offload::kernel]
fn lines(mut y: Each<u64>) {
    *y = std::io::stdin().lines().count() as u64; //~ OFL033: kernel `streams::lines` uses the standard streams themselves: it calls `stdin` of `std::io`
}

#[offload::kernel]
fn output(mut y: Each<u64>) {
    *y = std::io::stdout().write_all(b"text").is_ok() as u64; //~ OFL033: kernel `streams::output` uses the standard streams themselves: it calls `stdout` of `std::io`
}

#[offload::kernel]
fn errors(mut y: Each<u64>) {
    *y = writeln!(std::io::stderr(), "{}", *y).is_ok() as u64; //~ OFL033: kernel `streams::errors` uses the standard streams themselves: it calls `write_fmt` of `std::io`
}

#[offload::kernel]
fn terminal(mut y: Each<u64>) {
    *y = std::io::stdin().is_terminal() as u64; //~ OFL033: kernel `streams::terminal` uses the standard streams themselves: it calls `stdin` of `std::io`
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    read_line::launch(&mut y)?;
    lines::launch(&mut y)?;
    output::launch(&mut y)?;
    errors::launch(&mut y)?;
    terminal::launch(&mut y)
}
