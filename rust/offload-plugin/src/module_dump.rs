//! The merged module of a program, kept for work outside rustc (docs/contributing.md).

use std::path::PathBuf;
use std::{env, fs};

/// Where `OFFLOAD_DUMP_DIR` wants it.
pub fn directory() -> Option<PathBuf> {
    env::var_os("OFFLOAD_DUMP_DIR").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Writes `<directory>/<name>.bc`. Says so if it can't: somebody asked for the file.
pub fn write(name: &str, module: &[u8]) {
    let Some(directory) = directory() else { return };
    let file = directory.join(format!("{}.bc", name.replace('/', "_")));
    if let Err(error) = fs::create_dir_all(&directory).and_then(|()| fs::write(&file, module)) {
        eprintln!("warning: OFFLOAD_DUMP_DIR: {} cannot be written: {error}", file.display());
    }
}
