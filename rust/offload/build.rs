//! Cargo requires a build script for `links` in `Cargo.toml`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
