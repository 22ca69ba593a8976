//! Other processes, and the program's own process.

use offload::Each;

#[offload::kernel]
fn run(mut y: Each<u64>) {
    *y = std::process::Command::new("ls").status().is_ok() as u64; //~ OFL032: kernel `processes::run` works with processes: it calls `status` of `std::process`
}

#[offload::kernel]
fn exit(mut y: Each<u64>) {
    if *y == 7 {
        std::process::exit(3); //~ OFL032: kernel `processes::exit` works with processes: it calls `exit` of `std::process`
    }
}

#[offload::kernel]
fn abort(mut y: Each<u64>) {
    if *y == 7 {
        std::process::abort(); //~ OFL032: kernel `processes::abort` works with processes: it calls `abort` of `std::process`
    }
}

#[offload::kernel]
fn identify(mut y: Each<u64>) {
    *y = std::process::id() as u64; //~ OFL032: kernel `processes::identify` works with processes: it calls `id` of `std::process`
}

#[offload::kernel]
fn parent(mut y: Each<u64>) {
    *y = std::os::unix::process::parent_id() as u64; //~ OFL032: kernel `processes::parent` works with processes: it calls `parent_id` of `std::os::unix::process`
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    run::launch(&mut y)?;
    exit::launch(&mut y)?;
    abort::launch(&mut y)?;
    identify::launch(&mut y)?;
    parent::launch(&mut y)
}
