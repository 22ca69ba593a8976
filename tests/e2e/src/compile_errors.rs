//! Every error of the plugin, through rustc, at opt-level 0 and 3: the text, the line in the source, no crash, no file left.
//!
//! The programs are `errors/*.rs`. Their comments say what is expected:
//!
//! - `//~ OFL020: text`: this error, with this line as its place;
//! - `//~ ANYWHERE OFL020: text`: this error, wherever it is placed;
//! - `//~ CHAIN name`: this line is in the chain of calls, inside function `name`;
//! - `//~ MORE`: further errors are fine; otherwise every error is expected.

use crate::by_hand::{DeviceBuild, device_build};
use crate::fixture::read;
use crate::process::{Output, run};
use crate::toolchain::{NIGHTLY, STABLE, Toolchain};
use std::path::{Path, PathBuf};

/// The device pass over `errors/<name>.rs`, and where its output would be.
fn compile(toolchain: Toolchain, name: &str, opt_level: u32) -> (Output, PathBuf) {
    let DeviceBuild { flags, library, dependencies } = device_build(toolchain);
    let output = toolchain.directory().join(format!("errors/{name}-{opt_level}"));
    let _ = std::fs::remove_file(&output);
    std::fs::create_dir_all(output.parent().expect("it has a parent")).expect("the directory is ours");
    let mut command = toolchain.command("rustc");
    command
        .current_dir(programs())
        .env("RUSTC_BOOTSTRAP", "1")
        .args([&format!("{name}.rs"), "--edition=2024", "--crate-type=bin", "-Clto=fat", "-Cdebuginfo=1"])
        .arg(format!("-Copt-level={opt_level}"))
        .arg(format!("--extern=offload={}", library.display()))
        .args(dependencies.map(|directory| format!("-Ldependency={}", directory.display())))
        .args(flags)
        .arg("-o")
        .arg(&output);
    (run(&mut command), output)
}

fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("errors")
}

/// Compares what rustc says with the comments of `errors/<name>.rs`.
fn check(toolchain: Toolchain, name: &str) {
    let source = read(&programs().join(format!("{name}.rs")));
    for opt_level in [0, 3] {
        let (output, artifact) = compile(toolchain, name, opt_level);
        let said = format!("opt-level {opt_level}: {}", output.all());
        assert_eq!(output.code, Some(1), "{said}");
        assert!(!artifact.exists(), "an artifact was left; {said}");

        let errors: Vec<&str> =
            output.stderr.split("error: ").filter(|error| error.starts_with("OFL")).collect();
        let (mut expected, mut more) = (0, false);
        for (index, line) in source.lines().enumerate() {
            let Some((_, mark)) = line.split_once("//~ ") else { continue };
            let number = index + 1;
            if mark == "MORE" {
                more = true;
            } else if let Some(function) = mark.strip_prefix("CHAIN ") {
                let link = format!("called from `{function}");
                let place = format!("({name}.rs:{number})");
                let is_link = |line: &str| line.contains(&link) && line.contains(&place);
                assert!(output.stderr.lines().any(is_link), "no {link}… {place}; {said}");
            } else {
                expected += 1;
                let (text, place) = match mark.strip_prefix("ANYWHERE ") {
                    Some(text) => (text, String::new()),
                    None => (mark, format!("--> {name}.rs:{number}:")),
                };
                let fits = errors.iter().any(|error| error.contains(text) && error.contains(&place));
                assert!(fits, "no {text:?} at line {number}; {said}");
            }
        }
        assert!(expected > 0, "{name}.rs expects nothing");
        assert!(more || errors.len() == expected, "{} errors, not {expected}; {said}", errors.len());
        for error in errors {
            assert!(error.contains("= help: "), "no help; {said}");
            let page = format!("docs/errors/{}.md", &error[..6]);
            assert!(error.contains(&page), "no {page}; {said}");
        }
    }
}

macro_rules! programs {
    ($($name:ident),* $(,)?) => {
        /// Programs with a test.
        const TESTED: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                check(STABLE, stringify!($name));
            }
        )*
    };
}

programs! {
    captured_function,
    captured_reference,
    captured_slice,
    external_function,
    file_access,
    function_value,
    inline_assembly,
    several,
    static_interior,
    static_read,
    static_write,
    thread_local,
}

#[test]
fn nightly_says_the_same() {
    check(NIGHTLY, "several");
    check(NIGHTLY, "external_function");
}

#[test]
fn what_is_right_compiles_and_leaves_an_artifact() {
    for opt_level in [0, 3] {
        let (output, artifact) = compile(STABLE, "fine", opt_level);
        let output = output.success();
        assert!(artifact.exists(), "{}", output.all());
    }
}

#[test]
fn every_program_has_its_test() {
    for entry in std::fs::read_dir(programs()).expect("errors/ can be read") {
        let path = entry.expect("errors/ can be read").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        assert!(name == "fine" || TESTED.contains(&name), "errors/{name}.rs has no test");
    }
}
