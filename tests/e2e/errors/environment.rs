//! Environment variables, arguments and directories.

use offload::Each;

#[offload::kernel]
fn variable(mut y: Each<u64>) {
    *y = std::env::var("HOME").map_or(0, |home| home.len() as u64); //~ OFL031: kernel `environment::variable` uses the environment of the process: it calls `var` of `std::env`
}

#[offload::kernel]
fn variables(mut y: Each<u64>) {
    *y = std::env::vars_os().count() as u64; //~ OFL031: kernel `environment::variables` uses the environment of the process: it calls `vars_os` of `std::env`
}

#[offload::kernel]
fn arguments(mut y: Each<u64>) {
    *y = std::env::args().count() as u64; //~ OFL031: kernel `environment::arguments` uses the environment of the process: it calls `args` of `std::env`
}

#[offload::kernel]
fn directory(mut y: Each<u64>) {
    *y = std::env::current_dir().is_ok() as u64; //~ OFL031: kernel `environment::directory` uses the environment of the process: it calls `current_dir` of `std::env`
}

#[offload::kernel]
fn program(mut y: Each<u64>) {
    *y = std::env::current_exe().is_ok() as u64; //~ OFL031: kernel `environment::program` uses the environment of the process: it calls `current_exe` of `std::env`
}

#[offload::kernel]
fn set(mut y: Each<u64>) {
    // SAFETY: not at all.
    unsafe { std::env::set_var("LEVEL", "1") }; //~ OFL031: kernel `environment::set` uses the environment of the process: it calls `set_var` of `std::env`
    *y = 1;
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    variable::launch(&mut y)?;
    variables::launch(&mut y)?;
    arguments::launch(&mut y)?;
    directory::launch(&mut y)?;
    program::launch(&mut y)?;
    set::launch(&mut y)
}
