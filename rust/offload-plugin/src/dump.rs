//! Writes intermediate files to `OFFLOAD_DUMP_DIR` (docs/contributing.md): the merged module of a program
//! (`<module>.bc`), and for each target its optimised IR (`<module>.<target>.ll`) and the back end's output
//! (`<module>.<target>.ptx` for NVIDIA, else `.s`).

use std::path::PathBuf;
use std::{env, fs};

/// The directory in `OFFLOAD_DUMP_DIR`.
pub fn directory() -> Option<PathBuf> {
    env::var_os("OFFLOAD_DUMP_DIR").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Writes `<directory>/<name>`, if there is a directory. Warns if it cannot, because the user asked for the
/// file.
pub fn write(name: &str, bytes: &[u8]) {
    let Some(directory) = directory() else { return };
    let file = directory.join(name.replace('/', "_"));
    if let Err(error) = fs::create_dir_all(&directory).and_then(|()| fs::write(&file, bytes)) {
        eprintln!("warning: OFFLOAD_DUMP_DIR: {} cannot be written: {error}", file.display());
    }
}
