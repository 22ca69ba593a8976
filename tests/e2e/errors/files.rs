//! Files, opened in every way.

use offload::Each;

#[offload::kernel]
fn read_all(mut y: Each<u64>) {
    *y = std::fs::read("/etc/hostname").map_or(0, |bytes| bytes.len() as u64); //~ OFL026: kernel `files::read_all` works with files: it calls `read` of `std::fs`
}

#[offload::kernel]
fn read_text(mut y: Each<u64>) {
    *y = std::fs::read_to_string("/etc/hostname").map_or(0, |text| text.len() as u64); //~ OFL026: kernel `files::read_text` works with files: it calls `read_to_string` of `std::fs`
}

#[offload::kernel]
fn write_all(mut y: Each<u64>) {
    *y = std::fs::write("/tmp/x", "text").is_ok() as u64; //~ OFL026: kernel `files::write_all` works with files: it calls `write` of `std::fs`
}

#[offload::kernel]
fn open(mut y: Each<u64>) {
    *y = std::fs::File::open("/etc/hostname").is_ok() as u64; //~ OFL026: kernel `files::open` works with files: it calls `open` of `std::fs`
}

#[offload::kernel]
fn create(mut y: Each<u64>) {
    *y = std::fs::OpenOptions::new().create(true).open("/tmp/x").is_ok() as u64; //~ OFL026: kernel `files::create` works with files: it calls `open` of `std::fs`
}

#[offload::kernel]
fn remove(mut y: Each<u64>) {
    *y = std::fs::remove_file("/tmp/x").is_ok() as u64; //~ OFL026: kernel `files::remove` works with files: it calls `remove_file` of `std::fs`
}

#[offload::kernel]
fn list(mut y: Each<u64>) {
    *y = std::fs::read_dir("/etc").map_or(0, |entries| entries.count() as u64); //~ OFL026: kernel `files::list` works with files: it calls `read_dir` of `std::fs`
}

#[offload::kernel]
fn exists(mut y: Each<u64>) {
    *y = std::path::Path::new("/etc").exists() as u64; //~ OFL026: kernel `files::exists` works with files: it calls `exists` of `std::path`
}

#[offload::kernel]
fn metadata(mut y: Each<u64>) {
    *y = std::fs::metadata("/etc").map_or(0, |data| data.len()); //~ OFL026: kernel `files::metadata` works with files: it calls `metadata` of `std::fs`
}

#[offload::kernel]
fn rename(mut y: Each<u64>) {
    *y = std::fs::rename("/tmp/x", "/tmp/y").is_ok() as u64; //~ OFL026: kernel `files::rename` works with files: it calls `rename` of `std::fs`
}

#[offload::kernel]
fn twice(mut y: Each<u64>) {
    let first = std::fs::copy("/tmp/x", "/tmp/y").unwrap_or(0); //~ OFL026: kernel `files::twice` works with files: it calls `copy` of `std::fs`
    *y = first + std::fs::create_dir("/tmp/z").is_ok() as u64; //~ OFL026: kernel `files::twice` works with files: it calls `create_dir` of `std::fs`
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    read_all::launch(&mut y)?;
    read_text::launch(&mut y)?;
    write_all::launch(&mut y)?;
    open::launch(&mut y)?;
    create::launch(&mut y)?;
    remove::launch(&mut y)?;
    list::launch(&mut y)?;
    exists::launch(&mut y)?;
    metadata::launch(&mut y)?;
    rename::launch(&mut y)?;
    twice::launch(&mut y)
}
