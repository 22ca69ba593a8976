//! Every way to build, on both toolchains if it matters. The programs compare their results with plain Rust
//! and end with an error if they differ; the listed launches prove that the kernels ran on the device.

use crate::fixture::Fixture;
use crate::process::{Output, run};
use crate::toolchain::{NIGHTLY, STABLE, Toolchain};

/// The launches of the workspace's main program in order, without the paths of the crates.
const MAIN: &[&str] = &[
    "square",
    "scale",
    "map",
    "scale",
    "inner::scale",
    "add",
    "map",
    "scale",
    "scale",
    "scale",
    "add",
    "map",
];

/// The last parts of the names: the kernel, with its module inside the crate.
fn kernels(output: &Output) -> Vec<String> {
    let inside = |name: &str| name.split_once("::").map_or(name, |(_, inside)| inside).to_owned();
    output.launches().into_iter().map(inside).collect()
}

#[track_caller]
fn launches(output: &Output, expected: &[&str]) {
    assert_eq!(kernels(output), expected, "{}", output.all());
}

/// Builds and runs the main program with `line`, its profile changed by `settings` (`lto=thin`).
fn main_program(toolchain: Toolchain, name: &str, line: &str, settings: &[&str]) {
    let mut fixture = Fixture::copy(toolchain, "workspace", &format!("matrix_{name}"));
    for setting in settings {
        let (key, value) = setting.split_once('=').expect("key=value");
        let profile = if line.contains("--release") { "RELEASE" } else { "DEV" };
        fixture = fixture.with(&format!("CARGO_PROFILE_{profile}_{key}"), value);
    }
    let output = fixture.offload(&format!("run -p matrix_{name} {line}")).success();
    assert!(output.stdout.contains("right with factor"), "{}", output.all());
    launches(&output, MAIN);
}

macro_rules! main_program {
    ($($name:ident: $toolchain:ident, $line:literal, [$($setting:literal),*];)*) => {
        $(
            #[test]
            fn $name() {
                main_program($toolchain, stringify!($name), $line, &[$($setting),*]);
            }
        )*
    };
}

// Each setting that differs from the profile's own value costs a build of all dependencies, so the tests
// combine settings.
main_program! {
    stable_debug: STABLE, "", [];
    stable_release: STABLE, "--release", [];
    nightly_debug: NIGHTLY, "", [];
    nightly_release: NIGHTLY, "--release", [];
    nightly_thin_lto: NIGHTLY, "--release", ["LTO=thin"];
    stable_fat_lto_one_unit: STABLE, "--release", ["LTO=fat", "CODEGEN_UNITS=1", "OPT_LEVEL=2"];
    stable_fat_lto_abort: STABLE, "--release", ["LTO=fat", "PANIC=abort"];
    stable_thin_lto_size: STABLE, "--release", ["LTO=thin", "OPT_LEVEL=s"];
    stable_no_lto_incremental_many_units: STABLE, "--release", ["LTO=off", "INCREMENTAL=true", "CODEGEN_UNITS=16"];
    stable_debug_abort_optimised: STABLE, "", ["PANIC=abort", "OPT_LEVEL=1"];
    stable_release_checked: STABLE, "--release", ["OVERFLOW_CHECKS=true", "DEBUG_ASSERTIONS=true", "DEBUG=full"];
    stable_release_unoptimised: STABLE, "--release", ["OPT_LEVEL=0", "STRIP=symbols"];
    stable_custom_profile: STABLE, "--profile custom", [];
}

/// Everything except the main program, in one copy of the workspace.
fn other_units(toolchain: Toolchain, name: &str) {
    let fixture = Fixture::copy(toolchain, "workspace", name);

    let second = fixture.offload(&format!("run --bin {name}-second")).success();
    launches(&second, &["scale"]);

    let example = fixture.offload(&format!("run --example {name}-example")).success();
    launches(&example, &["shift", "scale", "inner::scale", "add", "map"]);

    let extra = fixture.offload(&format!("run -p {name} --features extra")).success();
    assert!(extra.stdout.contains("right with factor 9"), "{}", extra.all());
    launches(&extra, MAIN);
    let plain = fixture.offload(&format!("run -p {name}")).success();
    assert!(plain.stdout.contains("right with factor 7"), "{}", plain.all());

    let tests = fixture.offload(&format!("test -p {name} -- --nocapture --test-threads=1")).success();
    let passed =
        tests.stdout.lines().filter(|line| line.starts_with("test ") && line.ends_with(" ok")).count();
    assert_eq!(passed, 3, "unit, integration and doc test; {}", tests.all());
    let unit = ["tests::negate", "scale", "inner::scale", "add", "map"];
    let integration = ["halve", "square", "scale", "map"];
    launches(&tests, &[unit.as_slice(), &integration].concat());

    let shared = fixture.offload(&format!("build -p {name}-shared"));
    let shared = shared.success();
    let library = find(&fixture, &format!("lib{name}_shared.so"));
    let host = fixture.directory.join("host");
    run(fixture.toolchain.command("cc").args(["-o"]).arg(&host).arg(fixture.directory.join("shared/host.c")))
        .success();
    let output =
        run(fixture.toolchain.command(&host.to_string_lossy()).arg(library).env("OFFLOAD_INFO", "1"));
    let output = output.success();
    launches(&output, &["triple", "square", "scale", "map"]);
    drop(shared);

    let all = fixture.offload("build --workspace --all-targets").success();
    drop(all);
}

/// Finds a file that the host pass wrote to `target/offload/host/<triple>/debug`.
fn find(fixture: &Fixture, file: &str) -> std::path::PathBuf {
    let host = fixture.target.join("offload/host");
    let triples = std::fs::read_dir(&host).expect("the host pass has a directory");
    let candidates = triples.map(|triple| triple.expect("readable").path().join("debug").join(file));
    let file_path = candidates.into_iter().find(|path| path.is_file());
    file_path.unwrap_or_else(|| panic!("no {file} below {}", host.display()))
}

#[test]
fn stable_other_units() {
    other_units(STABLE, "units_stable");
}

#[test]
fn nightly_other_units() {
    other_units(NIGHTLY, "units_nightly");
}
