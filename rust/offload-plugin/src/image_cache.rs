//! Device images of earlier compilations, by the hash of what they are made from: editing host code runs no device tool.

use std::io::Write;
use std::path::PathBuf;
use std::{env, fs};

/// The directory, where `OFFLOAD_CACHE_DIR` names one.
fn directory() -> Option<PathBuf> {
    env::var_os("OFFLOAD_CACHE_DIR").filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn file(key: &str) -> Option<PathBuf> {
    Some(directory()?.join(key).with_extension("image"))
}

/// The image kept under `key`.
pub fn load(key: &str) -> Option<Vec<u8>> {
    fs::read(file(key)?).ok()
}

/// Keeps `image` under `key`. Compilations run side by side, so the file appears whole or not at all; a cache that cannot
/// be written costs time, nothing else.
pub fn store(key: &str, image: &[u8]) {
    let (Some(directory), Some(file)) = (directory(), file(key)) else { return };
    let written = fs::create_dir_all(&directory)
        .and_then(|()| tempfile::NamedTempFile::new_in(&directory))
        .and_then(|mut temporary| temporary.write_all(image).map(|()| temporary));
    if let Ok(temporary) = written {
        let _ = temporary.persist(file);
    }
}
