//! Keeps device images of earlier compilations by the hash of their inputs, so that an edit of host code runs
//! no device tool.
//!
//! An entry is a file: a head with a checksum, then the image. An entry with a wrong checksum counts as
//! absent, and is made again. The file name covers everything that determines the image: the module (the
//! core's key), the plugin, the target, and the tools for that target.

use crate::{device_tools, llvm_version};
use offload_tools::cache::{self, Size};
use offload_tools::fnv::{fnv64, fnv64_of_texts};
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs};

/// The first bytes of an entry. The checksum and the length of the image follow, 8 bytes each, little-endian.
const MAGIC: [u8; 8] = *b"OFLIMAG1";
const HEAD_SIZE: usize = 24;

/// The directory in `OFFLOAD_CACHE_DIR`.
fn directory() -> Option<PathBuf> {
    env::var_os("OFFLOAD_CACHE_DIR").filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn file(target: &str, key: &str) -> Option<PathBuf> {
    let decides = [llvm_version::BUILD, target, &device_tools::stamp(target)];
    Some(directory()?.join(format!("{key}-{:016x}.image", fnv64_of_texts(decides))))
}

/// Returns the image for `target` that is stored under `key`.
pub fn load(target: &str, key: &str) -> Option<Vec<u8>> {
    let file = file(target, key)?;
    let image = image_of(&file.file_name()?.to_string_lossy(), fs::read(&file).ok()?)?;
    // The cache removes the least recently used entries first. If the time cannot be set, this one goes
    // earlier.
    let _ =
        fs::File::options().append(true).open(&file).and_then(|file| file.set_modified(SystemTime::now()));
    Some(image)
}

/// Stores `image` for `target` under `key`. Several compilations may run at once, so the file appears whole
/// or not at all. A cache that cannot be written only costs time.
pub fn store(target: &str, key: &str, image: &[u8]) {
    let (Some(directory), Some(file)) = (directory(), file(target, key)) else { return };
    let head = head(&file.file_name().unwrap_or_default().to_string_lossy(), image);
    let written = fs::create_dir_all(&directory)
        .and_then(|()| tempfile::NamedTempFile::new_in(&directory))
        .and_then(|mut temporary| {
            temporary.write_all(&head)?;
            temporary.write_all(image)?;
            Ok(temporary)
        });
    if written.is_ok_and(|temporary| temporary.persist(&file).is_ok()) {
        shrink(&directory, file.file_name().unwrap_or_default());
    }
}

/// The checksum includes the name, so that a renamed entry is not mistaken for another.
fn head(name: &str, image: &[u8]) -> [u8; HEAD_SIZE] {
    let mut head = [0; HEAD_SIZE];
    head[..8].copy_from_slice(&MAGIC);
    head[8..16].copy_from_slice(&checksum(name, image).to_le_bytes());
    head[16..].copy_from_slice(&(image.len() as u64).to_le_bytes());
    head
}

fn checksum(name: &str, image: &[u8]) -> u64 {
    fnv64(&[name.as_bytes(), &[0], image].concat())
}

fn image_of(name: &str, mut entry: Vec<u8>) -> Option<Vec<u8>> {
    let image = entry.get(HEAD_SIZE..)?;
    if entry[..HEAD_SIZE] != head(name, image) {
        return None;
    }
    entry.drain(..HEAD_SIZE);
    Some(entry)
}

/// Removes the least recently used entries until the rest is small enough. `newest` stays, because it will be
/// used again soon.
fn shrink(directory: &Path, newest: &OsStr) {
    let limit = cache::limit().unwrap_or_else(|message| {
        eprintln!("warning: {message}");
        Size::DEFAULT
    });
    let Ok(entries) = fs::read_dir(directory) else { return };
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name() != newest)
        .filter_map(|entry| {
            let metadata = entry.metadata().ok().filter(|metadata| metadata.is_file())?;
            Some((metadata.modified().ok()?, metadata.len(), entry.path()))
        })
        .collect();
    let newest_size = fs::metadata(directory.join(newest)).map_or(0, |metadata| metadata.len());
    let mut total: u64 = newest_size + files.iter().map(|(_, size, _)| size).sum::<u64>();
    files.sort();
    for (_, size, path) in files {
        if total <= limit.bytes() {
            return;
        }
        // Another compilation may have removed it.
        let _ = fs::remove_file(path);
        total -= size;
    }
}
