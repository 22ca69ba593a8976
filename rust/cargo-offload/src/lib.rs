//! `cargo offload`: two cargo builds of the same source, the device pass and the host pass.
//!
//! The device pass leaves one *artifact* per linked unit (bin, test, example, cdylib) under
//! `target/offload/artifacts`; the host pass links it. Nothing of this reaches the environment of the program
//! that is run but variables that start with `OFFLOAD_`: flags and wrapper go to cargo as `--config`, so that a
//! test that calls cargo itself gets plain cargo.
//!
//! | module | what it does |
//! |---|---|
//! | [`arguments`] | reads cargo's command line as far as the passes must know it |
//! | [`toolchain`] | rustc, cargo, the workspace and the settings, asked for once |
//! | `rustup` | finds an installed toolchain that fits the plugin |
//! | [`targets`] | chooses what kernels are compiled for |
//! | [`plugin`] | finds the plugin and what it was built for |
//! | [`flags`] | the flags of a pass, merged with the user's own |
//! | [`passes`] | runs the passes |
//! | [`artifact`] | names, checks and copies artifacts |
//! | [`wrapper`] | what happens around each rustc of a pass |
//! | `identity` | one number for a crate and all that it is compiled from |
//! | `build_lock` | one device pass at a time in a target directory |
//! | `pass_layout` | removes what another version left in the passes' directories |
//! | [`report`] | prints the error that ends a program |
//! | `diagnostics` | hands the plugin's errors to cargo |
//! | [`bundle`] | gathers programs and libraries for another machine |
//! | [`emit`] | prints what kernels become |
//! | [`listing`] | one kernel out of a listing, with the lines of its source |
//! | [`stub_linker`] | the device pass's linker, which copies the artifact out |

pub mod arguments;
pub mod artifact;
mod build_lock;
pub mod bundle;
#[cfg(test)]
mod damaged_tests;
pub mod dep_info;
mod diagnostics;
pub mod emit;
pub mod error;
pub mod flags;
mod identity;
mod invocation;
mod libraries;
pub mod listing;
mod pass_layout;
pub mod passes;
pub mod plugin;
pub mod report;
pub mod run_selection;
mod rustup;
pub mod status;
pub mod stub_linker;
pub mod targets;
pub mod toolchain;
pub mod wrapper;

pub use offload_tools::fnv;
