//! The standard library's system calls are external functions, too.

use offload::Each;

#[offload::kernel]
fn read(mut y: Each<u64>) {
    *y = std::fs::metadata("/etc/hostname").map_or(0, |data| data.len()); //~ CHAIN read
}

//~ ANYWHERE OFL020: kernel `file_access::read` calls the external function
//~ MORE

fn main() -> offload::Result<()> {
    read.launch((&mut [1, 2, 3],))
}
