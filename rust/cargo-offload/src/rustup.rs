//! Finds an installed toolchain of rustup if the one in use has another LLVM than the plugin. Never downloads
//! one.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context, Result};

use crate::arguments::CargoArguments;
use crate::error::Error;
use crate::status::Status;
use crate::targets::metadata_values;
use crate::toolchain::{Rustc, Toolchain};

/// For each LLVM, the newest release of Rust with which this project's tests have run.
const TRIED: [(u32, &str); 1] = [(22, "1.95.0")];

/// The variable that allows `cargo offload` to use another toolchain than the requested one.
const VARIABLE: &str = "OFFLOAD_TOOLCHAIN";
const AUTO: &str = "auto";

/// An installed toolchain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Installed {
    /// The derived order puts releases after betas and nightlies, and then newer versions after older ones.
    is_release: bool,
    version: [u32; 3],
    /// A name with a version number is more precise than a channel, so it is preferred.
    has_number: bool,
    name: String,
    directory: PathBuf,
}

/// Runs this command again with a toolchain whose LLVM is `llvm`, if the user has allowed that and there is
/// one; otherwise returns `mismatch` with advice. Returns only with an error.
pub(crate) fn take_fitting(
    toolchain: &Toolchain,
    arguments: &CargoArguments,
    llvm: u32,
    mismatch: Error,
    status: Status,
) -> anyhow::Error {
    match try_fitting(toolchain, arguments, llvm, mismatch, status) {
        Ok(error) => error.into(),
        Err(error) => error,
    }
}

fn try_fitting(
    toolchain: &Toolchain,
    arguments: &CargoArguments,
    llvm: u32,
    mismatch: Error,
    status: Status,
) -> Result<Error> {
    let newest = installed(&home(), &toolchain.rustc.host, llvm).into_iter().max();
    let is_allowed = is_automatic(arguments, toolchain)?;
    // A rustc that the user names is never replaced.
    let (Some(newest), true, false) = (&newest, is_allowed, toolchain.names_rustc()) else {
        let name = newest.map(|newest| newest.name);
        return Ok(mismatch.with_toolchain(advice(name.as_deref(), llvm, &command_line())));
    };
    status.say("Offload", &format!("toolchain {}: its LLVM is the plugin's, {llvm}", newest.name));
    let mut command = Command::new(env::current_exe()?);
    command
        .args(env::args_os().skip(1))
        .env("RUSTUP_TOOLCHAIN", &newest.name)
        .env("CARGO", newest.directory.join("bin/cargo"));
    Err(command.exec()).context("cannot start cargo-offload again")
}

fn home() -> PathBuf {
    let named = env::var_os("RUSTUP_HOME").filter(|path| !path.is_empty()).map(PathBuf::from);
    named.unwrap_or_else(|| Path::new(&env::var_os("HOME").unwrap_or_default()).join(".rustup"))
}

fn installed(home: &Path, host: &str, llvm: u32) -> Vec<Installed> {
    let Ok(entries) = fs::read_dir(home.join("toolchains")) else { return Vec::new() };
    entries.filter_map(Result::ok).filter_map(|entry| Installed::read(&entry.path(), host, llvm)).collect()
}

impl Installed {
    /// Returns `None` if the toolchain cannot be used, or has another LLVM.
    fn read(directory: &Path, host: &str, llvm: u32) -> Option<Self> {
        let full_name = directory.file_name()?.to_str()?;
        let name = full_name.strip_suffix(&format!("-{host}")).unwrap_or(full_name).to_owned();
        if !directory.join("bin/cargo").is_file() {
            return None;
        }
        let rustc = directory.join("bin/rustc");
        let output = Command::new(&rustc).arg("-vV").stdin(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let rustc = Rustc::from_version(rustc, &text).ok()?;
        if rustc.llvm_major != llvm || rustc.host != host {
            return None;
        }
        let release = text.lines().find_map(|line| line.strip_prefix("release: "))?;
        let (number, channel) = release.split_once('-').unwrap_or((release, ""));
        let mut numbers = number.split('.').map(|number| number.parse().ok());
        let version = [numbers.next()??, numbers.next()??, numbers.next()??];
        let has_number = name.starts_with(|first: char| first.is_ascii_digit());
        Some(Self {
            is_release: channel.is_empty(),
            version,
            has_number,
            name,
            directory: directory.to_owned(),
        })
    }
}

/// Whether `OFFLOAD_TOOLCHAIN` is `auto`, or the metadata of the built packages has `toolchain = "auto"`.
fn is_automatic(arguments: &CargoArguments, toolchain: &Toolchain) -> Result<bool, Error> {
    let value = env::var_os(VARIABLE).unwrap_or_default();
    if !value.is_empty() {
        let value = value.to_string_lossy().into_owned();
        return if value == AUTO { Ok(true) } else { Err(Error::BadSetting { variable: VARIABLE, value }) };
    }
    let values = metadata_values(arguments, &toolchain.workspace, "toolchain");
    if let Some((whose, value)) = values.iter().find(|(_, value)| *value != AUTO) {
        return Err(Error::BadMetadata { whose: whose.clone(), key: "toolchain", value: value.to_string() });
    }
    Ok(!values.is_empty())
}

/// The user's command, from `offload` on.
fn command_line() -> String {
    let words: Vec<String> = env::args().skip(1).collect();
    let words = words.strip_prefix(&["offload".to_owned()]).unwrap_or(&words);
    format!("offload {}", words.join(" "))
}

/// The advice for the user. `installed` is the newest installed toolchain that fits.
fn advice(installed: Option<&str>, llvm: u32, command: &str) -> String {
    let tried = TRIED.iter().find(|(major, _)| *major == llvm).map(|(_, release)| *release);
    let (name, first) = match (installed, tried) {
        (Some(name), _) => (name, String::new()),
        (None, Some(name)) => (name, format!("`rustup toolchain install {name}`, then ")),
        (None, None) => {
            return format!(
                "build the plugin with this toolchain, or use one whose `rustc -vV` names LLVM {llvm}"
            );
        }
    };
    format!(
        "{first}`cargo +{name} {command}`, or a file rust-toolchain.toml with `[toolchain]` and `channel = \"{name}\"`; with \
         {VARIABLE}={AUTO} cargo offload itself uses an installed one that fits"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const HOST: &str = "x86_64-unknown-linux-gnu";

    fn install(home: &Path, name: &str, release: &str, llvm: &str) {
        let bin = home.join("toolchains").join(name).join("bin");
        fs::create_dir_all(&bin).unwrap();
        let version = format!("rustc {release}\\nhost: {HOST}\\nrelease: {release}\\nLLVM version: {llvm}");
        for (program, script) in [("rustc", format!("printf '{version}\\n'")), ("cargo", "exit 1".into())] {
            fs::write(bin.join(program), format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(bin.join(program), fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn the_newest_release_that_fits() {
        let home = tempfile::tempdir().unwrap();
        let newest = || Some(installed(home.path(), HOST, 22).into_iter().max()?.name);
        assert_eq!(newest(), None);
        install(home.path(), &format!("nightly-2026-05-19-{HOST}"), "1.97.0-nightly", "22.1.4");
        assert_eq!(newest().unwrap(), "nightly-2026-05-19");
        install(home.path(), &format!("1.95.0-{HOST}"), "1.95.0", "22.1.2");
        install(home.path(), &format!("stable-{HOST}"), "1.95.0", "22.1.2");
        install(home.path(), &format!("1.9.0-{HOST}"), "1.9.0", "22.0.0");
        install(home.path(), &format!("1.99.0-{HOST}"), "1.99.0", "23.1.1");
        assert_eq!(newest().unwrap(), "1.95.0");
        install(home.path(), "own", "1.96.0", "22.1.3");
        assert_eq!(newest().unwrap(), "own");
        fs::remove_file(home.path().join("toolchains/own/bin/cargo")).unwrap();
        assert_eq!(newest().unwrap(), "1.95.0");
    }

    #[test]
    fn the_tried_release_is_the_one_of_this_repository() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rust-toolchain.toml");
        let text = fs::read_to_string(file).unwrap();
        assert!(text.contains(&format!("channel = \"{}\"", TRIED[0].1)), "{text}");
    }

    #[test]
    fn the_advice_is_a_command() {
        let there = advice(Some("1.96.0"), 22, "offload run --release");
        assert!(there.starts_with("`cargo +1.96.0 offload run --release`, or a file"), "{there}");
        let missing = advice(None, 22, "offload build");
        assert!(missing.starts_with("`rustup toolchain install 1.95.0`, then `cargo +1.95.0 offload build`"));
        assert!(advice(None, 40, "offload build").contains("names LLVM 40"));
    }
}
