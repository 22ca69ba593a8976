//! Finds the shared libraries that a program needs, as the loader does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::error::Error;

/// Prefixes of libraries that a bundle never includes: glibc's have to fit the machine's loader, the driver's
/// have to fit its kernel.
const OF_THE_MACHINE: &[&str] = &[
    "linux-vdso.so",
    "ld-linux",
    "libc.so",
    "libm.so",
    "libdl.so",
    "libpthread.so",
    "librt.so",
    "libresolv.so",
    "libutil.so",
    "libanl.so",
    "libmvec.so",
    "libcuda.so",
];

/// The libraries that the loader uses for `file`, by the names that it looks up, without those of
/// [`OF_THE_MACHINE`].
pub(crate) fn needed(file: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let output = Command::new("ldd")
        .arg(file)
        .env("LC_ALL", "C")
        .output()
        .context("cannot run ldd, which glibc has")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() && !format!("{text}{complaint}").contains("not a dynamic executable") {
        bail!("ldd {} failed: {}", file.display(), complaint.trim());
    }
    parse_ldd(&text, file)
}

/// Parses lines such as `libz.so.1 => /lib/libz.so.1 (0x7f…)`; the line of the loader itself has no arrow.
fn parse_ldd(text: &str, file: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut libraries = BTreeMap::new();
    for line in text.lines() {
        let Some((name, place)) = line.trim().split_once(" => ") else { continue };
        if OF_THE_MACHINE.iter().any(|start| name.starts_with(start)) {
            continue;
        }
        if place == "not found" {
            return Err(Error::LibraryMissing { library: name.to_owned(), file: file.to_owned() }.into());
        }
        let place = place.rsplit_once(" (").map_or(place, |(place, _)| place);
        libraries.insert(name.to_owned(), PathBuf::from(place));
    }
    Ok(libraries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_that_the_loader_uses() {
        let text = "\tlinux-vdso.so.1 (0x00007ffd)\n\tlibz.so.1 => /lib dir/libz.so.1 (0x00007f)\n\
                    \tlibm.so.6 => /lib/libm.so.6 (0x00007f)\n\tlibcuda.so.1 => not found\n\
                    \t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n";
        let libraries = parse_ldd(text, Path::new("p")).unwrap();
        assert_eq!(
            libraries.into_iter().collect::<Vec<_>>(),
            [("libz.so.1".to_owned(), "/lib dir/libz.so.1".into())]
        );
        let error = parse_ldd("\tlibmine.so => not found\n", Path::new("p")).unwrap_err();
        assert_eq!(error.downcast_ref::<Error>().unwrap().id(), "OFL215");
        assert!(parse_ldd("\tstatically linked\n", Path::new("p")).unwrap().is_empty());
    }
}
