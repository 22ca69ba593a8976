//! What passes through the plugin, kept for work outside rustc where `OFFLOAD_DUMP_DIR` asks for it (docs/contributing.md): the
//! merged module of a program (`<module>.bc`), and what each target's back end wrote (`<target>.ptx`, `<target>.o`).

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
