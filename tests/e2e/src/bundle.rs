//! `cargo offload bundle`: a bundle runs elsewhere, without this machine's set-up.

use crate::fixture::Fixture;
use crate::process::run;
use crate::toolchain::{STABLE, cuda};
use std::fs;
use std::process::Command;

/// Moves an executable for the CPU, an NVIDIA and an AMD GPU, and runs it with a bare environment from
/// another directory.
#[test]
fn blur_runs_from_a_moved_bundle() {
    let scratch = STABLE.directory().join("bundles");
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch).expect("the directory is ours");
    let original = scratch.join("original");
    let repository = Fixture::of_repository(STABLE).with("OFFLOAD_CUDA_PATH", &cuda().to_string_lossy());
    let line = format!("bundle --release --targets cpu,sm_90,gfx90a -p blur --output {}", original.display());
    repository.offload(&line).success();

    let moved = scratch.join("somewhere else");
    fs::rename(&original, &moved).expect("both are ours");
    // The program must not find the build or the machine's own runtime by accident.
    let output = run(Command::new(moved.join("run"))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("OFFLOAD_INFO", "1")
        .env("OFFLOAD_DEVICE", "cpu")
        .current_dir(&scratch));
    let output = output.success();
    assert!(!output.launches().is_empty(), "{}", output.all());
    assert!(output.information("launch").all(|line| line.contains("device_name=\"cpu")), "{}", output.all());
    let libraries = fs::read_dir(moved.join("lib")).expect("it has libraries");
    let names: Vec<_> = libraries.map(|entry| entry.expect("readable").file_name()).collect();
    assert!(names.iter().any(|name| name.to_string_lossy().starts_with("libomptarget.so")), "{names:?}");
    assert!(!names.iter().any(|name| name.to_string_lossy().starts_with("libc.so")), "{names:?}");
}
