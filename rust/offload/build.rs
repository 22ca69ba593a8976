//! Exists so that `links` in `Cargo.toml` takes effect: cargo wants a build script with it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
