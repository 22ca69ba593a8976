//! A text that changes with the installed tools. Caches of images use it in their keys.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::{amd, cpu, cuda};

/// The paths, sizes and times of the tools and libraries that make images for `target` (`cpu`, `sm_90`,
/// `gfx90a`). `llvm` is the major version of the LLVM that compiles the kernels.
pub fn stamp(target: &str, llvm: u32) -> String {
    let files = if target == "cpu" {
        vec![cpu::compiler_driver_file(), cpu::linker_file()]
    } else if target.starts_with("gfx") {
        let library = amd::library().ok();
        let constants = library.as_deref().map(|library| library.with_file_name("ockl.bc"));
        vec![amd::linker(&llvm.to_string()).ok(), library, constants]
    } else {
        vec![cuda::assembler().ok(), cuda::library().ok()]
    };
    files.iter().map(|file| of_file(file.as_deref())).collect::<Vec<_>>().join(";")
}

/// Follows links, because an updated package may only change the target of a link.
fn of_file(file: Option<&Path>) -> String {
    let Some(file) = file else { return "none".to_owned() };
    let place: PathBuf = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let Ok(metadata) = fs::metadata(&place) else { return format!("{}:missing", place.display()) };
    let time = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!("{}:{}:{}", place.display(), metadata.len(), time.unwrap_or_default().as_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_is_another_text() {
        let directory = std::env::temp_dir().join(format!("offload-stamp-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let (one, other) = (directory.join("one"), directory.join("other"));
        fs::write(&one, "1").unwrap();
        let before = of_file(Some(&one));
        assert_eq!(of_file(Some(&one)), before);
        fs::write(&one, "22").unwrap();
        let after = of_file(Some(&one));
        assert_ne!(after, before);
        std::os::unix::fs::symlink(&one, &other).unwrap();
        assert_eq!(of_file(Some(&other)), after);
        fs::remove_dir_all(&directory).unwrap();
        assert!(of_file(Some(&one)).ends_with(":missing"));
        assert_eq!(of_file(None), "none");
    }
}
