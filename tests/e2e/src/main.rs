//! End-to-end tests: the real compilers and `cargo offload` build small packages under `fixtures/` and
//! programs under `errors/`, and the tests run them. The tests check the output; the programs themselves
//! compare their results with plain Rust.
//!
//! Everything is built below cargo's directory for tests. Each toolchain has one target directory, so that the user crate's
//! dependencies are compiled once per profile.

mod builds;
mod bundle;
mod by_hand;
mod compile_errors;
mod determinism;
mod emit;
mod exits;
mod fixture;
mod heap;
mod image_cache;
mod information;
mod iterators;
mod lines;
mod mapping;
mod matrix;
mod misuse;
mod panics;
mod prints;
mod process;
mod ptx;
mod rebuild;
mod run_errors;
mod same_code;
mod sanitizers;
mod stacks;
mod std_offload;
mod targets;
mod toolchain;
mod values;
