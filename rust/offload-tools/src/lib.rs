//! Finds and runs the programs and libraries that make images for GPUs.
//!
//! There are two users: the plugin, which runs the tools and reports missing ones, and `cargo offload`, which
//! by default leaves out GPUs for which this machine has no tools. Errors are messages for the user.

pub mod amd;
pub mod cache;
pub mod cpu;
pub mod cuda;
pub mod fnv;
pub mod process;
mod ptx;
mod stamp;

pub use stamp::stamp;

/// The variable that tells the plugin the unit of an artifact.
pub const UNIT_VARIABLE: &str = "OFFLOAD_UNIT";

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// Whether the tools that make images for `target` (`sm_90`, `gfx90a`) are installed.
pub fn are_installed_for(target: &str) -> bool {
    if target.starts_with("gfx") { amd::library().is_ok() } else { cuda::assembler().is_ok() }
}

/// The value of an environment variable that is set and not empty.
pub fn setting(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// A file of this name in one of the directories of `PATH`.
fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&setting("PATH")?).map(|directory| directory.join(name)).find(|file| file.is_file())
}
