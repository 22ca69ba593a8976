//! Programs that the macros refuse, with the messages and their places.
//! `TRYBUILD=overwrite cargo test -p rust-offload --test ui` updates the messages.

use std::process::Command;

/// The compiler of the expected messages; other versions have different words and places for some of them.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn messages() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version =
        Command::new(rustc).arg("--version").output().expect("cargo runs rustc, so it is there").stdout;
    if !version.starts_with(COMPILER.as_bytes()) {
        println!("skipped: the messages are those of {COMPILER}x");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
