//! The layout of the passes' target directories. Cargo does not rebuild a unit because cargo-offload changed, so files that an older version
//! left would be missing what this version expects beside them.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};

use crate::status::Status;

/// Grows with every change of what a pass leaves in its directory for later units or passes.
const LAYOUT: &str = "2\n";

/// Removes the passes' directories in `offload_directory` unless they have this version's layout. The caller holds the build lock.
pub(crate) fn prepare(offload_directory: &Path, passes: &[&str], status: Status) -> Result<()> {
    let stamp = offload_directory.join(".offload-layout");
    if fs::read_to_string(&stamp).is_ok_and(|layout| layout == LAYOUT) {
        return Ok(());
    }
    for pass in passes {
        let directory = offload_directory.join(pass);
        let described = format!("{}, which another version of cargo-offload made", directory.display());
        match fs::remove_dir_all(&directory) {
            Ok(()) => status.say("Removing", &described),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("cannot remove {described}")),
        }
    }
    fs::write(&stamp, LAYOUT).with_context(|| format!("cannot write {}", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::CargoArguments;

    #[test]
    fn only_directories_of_another_layout_are_removed() {
        let directory = tempfile::tempdir().unwrap();
        let quiet = Status::new(&CargoArguments { quiet: true, ..CargoArguments::default() });
        let unit = directory.path().join("device").join("unit");
        let kept = directory.path().join("cache").join("image");
        for (layout, removed) in [(None, true), (Some(LAYOUT), false), (Some("1\n"), true)] {
            for file in [&unit, &kept] {
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, "").unwrap();
            }
            match layout {
                Some(layout) => fs::write(directory.path().join(".offload-layout"), layout).unwrap(),
                None => assert!(!directory.path().join(".offload-layout").exists()),
            }
            prepare(directory.path(), &["device", "host"], quiet).unwrap();
            assert_eq!(unit.exists(), !removed, "{layout:?}");
            assert!(kept.exists());
        }
    }
}
