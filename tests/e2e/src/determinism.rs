//! The same source gives the same artifact, byte for byte: everything that compares artifacts by time or hash leans on it.

use crate::fixture::{Fixture, read};
use crate::toolchain::{STABLE, root};
use std::fs;
use std::path::{Path, PathBuf};

/// The artifact of program `name`, built in a target directory of its own inside `fixture`.
fn artifact(fixture: &Fixture, name: &str) -> Vec<u8> {
    fixture.offload(&format!("build --release -p {name} --bin {name}")).success();
    let artifacts = fixture.target.join("offload/artifacts/release");
    let start = format!("{name}-");
    let file = fs::read_dir(&artifacts)
        .expect("there are artifacts")
        .map(|entry| entry.expect("readable").path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start)));
    fs::read(file.unwrap_or_else(|| panic!("no {start}… in {}", artifacts.display()))).expect("readable")
}

#[track_caller]
fn equal(first: &[u8], second: &[u8]) {
    let at = first.iter().zip(second).position(|(a, b)| a != b);
    assert_eq!(at, None, "they differ from byte {at:?} on");
    assert_eq!(first.len(), second.len());
}

/// From nothing in the same place twice, so that neither order nor time nor a cache decides.
#[test]
fn two_builds_from_nothing_are_equal() {
    let fixture = Fixture::copy(STABLE, "workspace", "again").own_target();
    let first = artifact(&fixture, "again");
    fs::remove_dir_all(&fixture.target).expect("it was just built");
    let second = artifact(&fixture, "again");
    equal(&first, &second);
    let text = String::from_utf8_lossy(&first);
    let here = fixture.directory.to_string_lossy().into_owned();
    assert!(!text.contains(&here), "an absolute path is in the artifact");
}

/// Two checkouts, the user crate included.
#[test]
fn two_checkouts_are_equal() {
    let checkout = |place: &str| {
        let directory = STABLE.directory().join("checkouts").join(place);
        copy_sources(&directory);
        let fixture =
            Fixture::copy_to(STABLE, "workspace", "checkout", directory.join("program")).own_target();
        for package in ["app", "kernels", "shared"] {
            let manifest = fixture.directory.join(package).join("Cargo.toml");
            let root = root().canonicalize().expect("the repository exists");
            let text = read(&manifest).replace(&*root.to_string_lossy(), &directory.to_string_lossy());
            fs::write(&manifest, text).expect("the copy is ours");
        }
        artifact(&fixture, "checkout")
    };
    equal(&checkout("here"), &checkout("somewhere/else"));
}

/// What the user crate consists of.
fn copy_sources(directory: &Path) {
    let root: PathBuf = root().canonicalize().expect("the repository exists");
    for name in ["rust/offload", "rust/offload-abi", "rust/offload-macros", "rust/offload-rt"] {
        crate::fixture::copy_tree(&root.join(name), &directory.join(name), &|text| text.to_owned());
    }
    let manifest = read(&root.join("Cargo.toml"));
    let members = |line: &&str| !line.starts_with("members") && !line.starts_with("default-members");
    let lines: Vec<&str> = manifest.lines().filter(members).collect();
    let members =
        r#"members = ["rust/offload", "rust/offload-abi", "rust/offload-macros", "rust/offload-rt"]"#;
    let text = lines.join("\n").replacen("[workspace]", &format!("[workspace]\n{members}"), 1);
    fs::write(directory.join("Cargo.toml"), text).expect("the directory is ours");
}
