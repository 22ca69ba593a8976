//! The same source gives the same artifact, byte for byte: every comparison of artifacts by hash relies on
//! this.

use crate::fixture::{Fixture, read};
use crate::toolchain::{STABLE, cuda, root};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A copy in `directory` with its own target directory.
fn checkout(name: &str, directory: PathBuf) -> Fixture {
    let fixture = Fixture::copy_to(STABLE, "workspace", name, directory);
    fixture.own_target().with("OFFLOAD_CUDA_PATH", &cuda().to_string_lossy())
}

/// The artifact of program `name`, with an image of each kind, because different tools make them.
fn artifact(fixture: &Fixture, name: &str) -> Vec<u8> {
    fixture.offload(&format!("build --release -p {name} --bin {name} --targets cpu,sm_90,gfx90a")).success();
    fs::read(fixture.device_output(name, "release")).expect("it was built")
}

#[track_caller]
fn equal(first: &[u8], second: &[u8]) {
    let position = first.iter().zip(second).position(|(a, b)| a != b);
    assert_eq!(position, None, "they differ from byte {position:?} on");
    assert_eq!(first.len(), second.len());
}

/// Changes the times of the sources, but not their content.
fn touch(directory: &Path) {
    for entry in fs::read_dir(directory).expect("the directory is ours") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            touch(&path);
        } else {
            let file = File::options().write(true).open(&path).expect("the copy is ours");
            file.set_modified(SystemTime::now()).expect("the copy is ours");
        }
    }
}

/// Builds from scratch twice in the same place, so that order, time and caches cannot matter.
#[test]
fn two_builds_from_nothing_are_equal() {
    let fixture = checkout("again", STABLE.directory().join("packages/again"));
    let first = artifact(&fixture, "again");
    fs::remove_dir_all(&fixture.target).expect("it was just built");
    touch(&fixture.directory);
    let second = artifact(&fixture, "again");
    equal(&first, &second);
    let text = String::from_utf8_lossy(&first);
    let repository = root().canonicalize().expect("the repository exists");
    for place in [&*fixture.directory.to_string_lossy(), &*repository.to_string_lossy(), "/registry/src/"] {
        assert!(!text.contains(place), "{place} is in the artifact");
    }
}

/// Two checkouts, each with its own copy of the user crate.
#[test]
fn two_checkouts_are_equal() {
    let built = |place: &str| {
        let directory = STABLE.directory().join("checkouts").join(place);
        copy_sources(&directory);
        let fixture = checkout("checkout", directory.join("program"));
        for package in ["app", "kernels", "shared"] {
            let manifest = fixture.directory.join(package).join("Cargo.toml");
            let root = root().canonicalize().expect("the repository exists");
            let text = read(&manifest).replace(&*root.to_string_lossy(), &directory.to_string_lossy());
            fs::write(&manifest, text).expect("the copy is ours");
        }
        artifact(&fixture, "checkout")
    };
    equal(&built("here"), &built("somewhere/else"));
}

/// Copies the sources of the user crate.
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
