//! Mistakes that `cargo offload` refuses: each error has its id, the cause, and advice.

use crate::by_hand::flags;
use crate::fixture::Fixture;
use crate::process::run;
use crate::toolchain::STABLE;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

fn script(path: PathBuf, text: &str) -> PathBuf {
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("the directory is ours");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the directory is ours");
    path
}

#[test]
fn another_target() {
    let fixture = Fixture::copy(STABLE, "saxpy", "misuse_target");
    for line in ["build --target aarch64-unknown-linux-gnu", "run --target=aarch64-unknown-linux-gnu"] {
        let output = fixture.offload(line).failure(101).says("error[OFL204]");
        output.says("aarch64-unknown-linux-gnu").says(&STABLE.host()).says("= help: ");
    }
    let by_setting = run(fixture.cargo("offload build").env("CARGO_BUILD_TARGET", "wasm32-unknown-unknown"));
    by_setting.failure(101).says("error[OFL204]").says("wasm32-unknown-unknown");
    fixture.offload(&format!("build --target {}", STABLE.host())).success();
}

/// Something removes the artifacts between the passes; here it is the user's own wrapper, when the host pass
/// compiles the library.
#[test]
fn an_artifact_that_is_gone() {
    let fixture = Fixture::copy(STABLE, "saxpy", "misuse_gone");
    fs::write(fixture.directory.join("src/lib.rs"), "//! Version 1.\n").expect("the copy is ours");
    fixture.offload("build").success();
    let artifacts = fixture.target.join("offload/artifacts/debug/misuse_gone-");
    let text = format!(
        "case $OFFLOAD_WRAPPER in *'\"pass\":\"host\"'*) rm -f '{}'* ;; esac\nexec \"$@\"",
        artifacts.display()
    );
    let wrapper = script(fixture.directory.join("wrapper"), &text);
    fixture.edit("src/lib.rs", "1", "2");
    let output = run(fixture.cargo("offload build").env("RUSTC_WRAPPER", &wrapper)).failure(101);
    output.says("error[OFL206]").says("bin `misuse_gone`").says("= help: ");
    fixture.offload("build").success();
}

#[test]
fn an_artifact_of_another_build() {
    let fixture = Fixture::copy(STABLE, "saxpy", "misuse_other");
    // Change the program, so that the artifact of an earlier run of the test is bytes_of_artifact again.
    fixture.edit("src/main.rs", "//! One", &format!("//! {}: one", std::process::id()));
    fixture.offload("build --targets cpu").success();
    let artifact = fixture.device_output("misuse_other", "debug");
    let bytes_of_artifact = fs::read(&artifact).expect("the device pass left it");
    fs::write(&artifact, changed_config(&bytes_of_artifact)).expect("the directory is ours");
    let output = fixture.offload("build --targets cpu").failure(101);
    output.says("error[OFL208]").says("misuse_other").says("= help: ");
}

/// The same artifact with another number, as if for another plugin or other targets.
fn changed_config(artifact: &[u8]) -> Vec<u8> {
    let key = b"\"config\":";
    let position =
        artifact.windows(key.len()).position(|bytes| bytes == key).expect("the manifest has a number")
            + key.len();
    let mut changed = artifact.to_owned();
    changed[position] = if changed[position] == b'1' { b'2' } else { b'1' };
    changed
}

#[test]
fn a_program_without_fat_lto() {
    let directory = STABLE.directory().join("misuse_lto");
    fs::create_dir_all(&directory).expect("the directory is ours");
    let source = directory.join("nothing.rs");
    fs::write(&source, "fn main() {}\n").expect("the directory is ours");
    let output = directory.join("nothing");
    let _ = fs::remove_file(&output);
    let compile = |more: &[&str]| {
        let mut command = STABLE.command("rustc");
        command.arg(&source).arg("-o").arg(&output).args(flags(STABLE, "device")).args(more);
        run(command.env("RUSTC_BOOTSTRAP", "1"))
    };
    compile(&[]).failure(1).says("error[OFL209]").says("nothing").says("lto = \"fat\"");
    assert!(!output.exists());
    compile(&["-Clto=fat"]).success();
}

#[test]
fn a_rustc_without_llvm() {
    let fixture = Fixture::copy(STABLE, "saxpy", "misuse_rustc");
    let real = run(STABLE.command("rustc").args(["--print", "sysroot"])).success();
    let real = Path::new(real.stdout.trim()).join("bin/rustc");
    let text = format!(
        "case $* in -vV|-Vv|\"--version --verbose\") '{0}' -vV | grep -v '^LLVM version' ;; *) exec '{0}' \"$@\" ;; esac",
        real.display()
    );
    let rustc = script(fixture.directory.join("rustc"), &text);
    let output = run(fixture.cargo("offload build").env("RUSTC", &rustc)).failure(101);
    output.says("error[OFL210]").says(&rustc.to_string_lossy()).says("= help: ");
}
