//! What passes through the plugin, kept where `OFFLOAD_DUMP_DIR` asks for it (docs/contributing.md): the merged module of a program
//! (`<module>.bc`), and for each target its optimised IR (`<module>.<target>.ll`) and what the back end makes of it
//! (`<module>.<target>.ptx` for NVIDIA, else `.s`).

use std::path::PathBuf;
use std::{env, fs};

/// Where `OFFLOAD_DUMP_DIR` wants it.
pub fn directory() -> Option<PathBuf> {
    env::var_os("OFFLOAD_DUMP_DIR").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Writes `<directory>/<name>`, if there is a directory. Says so if it can't: somebody asked for the file.
pub fn write(name: &str, bytes: &[u8]) {
    let Some(directory) = directory() else { return };
    let file = directory.join(name.replace('/', "_"));
    if let Err(error) = fs::create_dir_all(&directory).and_then(|()| fs::write(&file, bytes)) {
        eprintln!("warning: OFFLOAD_DUMP_DIR: {} cannot be written: {error}", file.display());
    }
}
