//! Finds the plugin and reads its description without loading it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use object::{Object, ObjectSection, ObjectSymbol, ReadCache};
use offload_abi::ABI_VERSION;

use crate::arguments::CargoArguments;
use crate::error::Error;
use crate::fnv::{fnv32, fnv64_of_texts};
use crate::rustup;
use crate::status::Status;
use crate::toolchain::{Rustc, Toolchain};

/// File name of the plugin.
pub const PLUGIN_FILE: &str = "liboffload_plugin.so";
const INFO_SYMBOL: &str = "OFFLOAD_PLUGIN_INFO";

/// A plugin that fits the rustc in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plugin {
    /// Absolute path, without spaces.
    pub path: PathBuf,
    /// 16 hexadecimal digits that identify its sources.
    pub build: String,
    /// Major version of the LLVM that it was built for.
    pub llvm: u32,
    /// Whether kernels for GPUs are compiled without contraction.
    pub strict_fp: bool,
}

impl Plugin {
    /// Finds the plugin and refuses one that would crash this rustc. Does not return if the user allows
    /// another toolchain and one fits: then that toolchain runs the command.
    pub fn find(toolchain: &Toolchain, arguments: &CargoArguments, status: Status) -> Result<Self> {
        let candidates = candidates(&toolchain.workspace.target_directory);
        let Some(path) = candidates.iter().find(|path| path.is_file()) else {
            return Err(Error::PluginNotFound { looked_at: candidates }.into());
        };
        let info = read_info(path)
            .map_err(|reason| Error::PluginUnreadable { plugin: path.clone(), reason: reason.to_string() })?;
        if let Err(error) = check(path, &info, &toolchain.rustc) {
            return Err(match error {
                mismatch @ Error::LlvmMismatch { .. } => {
                    rustup::take_fitting(toolchain, arguments, info.llvm, mismatch, status)
                }
                other => other.into(),
            });
        }
        Ok(Self {
            path: path_without_spaces(path)?,
            build: info.build,
            llvm: info.llvm,
            strict_fp: strict_fp()?,
        })
    }

    /// The number in `offload_config` of both passes; the plugin computes the same number.
    pub fn config(&self, targets: &str) -> u32 {
        let strict_fp = if self.strict_fp { ";fp=strict" } else { "" };
        fnv32(format!("{};{targets}{strict_fp}", self.build).as_bytes())
    }
}

/// Whether `OFFLOAD_FP` asks for arithmetic without contraction in every kernel.
fn strict_fp() -> Result<bool, Error> {
    let value = std::env::var_os("OFFLOAD_FP").unwrap_or_default().to_string_lossy().into_owned();
    match value.as_str() {
        "" | "contract" => Ok(false),
        "strict" => Ok(true),
        _ => Err(Error::BadSetting { variable: "OFFLOAD_FP", value }),
    }
}

/// A path of the plugin without spaces: rustc splits the value of `-Zllvm-plugins` at spaces, so a path with
/// a space needs a symbolic link.
fn path_without_spaces(path: &Path) -> Result<PathBuf> {
    let text = path.to_str().with_context(|| format!("the path {} is not UTF-8", path.display()))?;
    if !text.contains(char::is_whitespace) {
        return Ok(path.to_owned());
    }
    let has_spaces = |path: &PathBuf| path.to_string_lossy().contains(char::is_whitespace);
    let directory = cargo_home()
        .filter(|home| !has_spaces(home))
        .or_else(|| Some(std::env::temp_dir()).filter(|directory| !has_spaces(directory)))
        .context("the paths of the plugin, of cargo's home and of the temporary directory all have spaces")?
        .join("offload")
        .join(format!("{:016x}", fnv64_of_texts([text])));
    let link = directory.join(PLUGIN_FILE);
    if fs::read_link(&link).is_ok_and(|present| present == path) {
        return Ok(link);
    }
    fs::create_dir_all(&directory).with_context(|| format!("cannot create {}", directory.display()))?;
    // Create the link beside its final name and rename it, so that a running compiler always finds it.
    let unfinished = directory.join(format!("link.{}", std::process::id()));
    std::os::unix::fs::symlink(path, &unfinished)
        .and_then(|()| fs::rename(&unfinished, &link))
        .with_context(|| format!("cannot create {}", link.display()))?;
    Ok(link)
}

/// Cargo's own directory.
pub fn cargo_home() -> Option<PathBuf> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(Path::new(&std::env::var_os("HOME")?).join(".cargo")))
}

/// The paths to try. If `OFFLOAD_PLUGIN` is set, only its path, so that a wrong value is not silently
/// ignored.
fn candidates(target_directory: &Path) -> Vec<PathBuf> {
    if let Some(path) = std::env::var_os("OFFLOAD_PLUGIN").filter(|path| !path.is_empty()) {
        return vec![std::path::absolute(&path).unwrap_or_else(|_| path.into())];
    }
    let mut candidates = Vec::new();
    if let Some(directory) = std::env::current_exe().ok().as_deref().and_then(Path::parent) {
        candidates.push(directory.join(PLUGIN_FILE));
        if let Some(prefix) = directory.parent() {
            candidates.push(prefix.join("lib").join(PLUGIN_FILE));
        }
    }
    candidates.push(target_directory.join("release").join(PLUGIN_FILE));
    candidates
}

#[derive(Debug, PartialEq, Eq)]
struct Info {
    llvm: u32,
    abi: u32,
    build: String,
}

fn check(path: &Path, info: &Info, rustc: &Rustc) -> Result<(), Error> {
    if info.llvm != rustc.llvm_major {
        return Err(Error::LlvmMismatch {
            plugin: path.display().to_string(),
            plugin_llvm: info.llvm,
            rustc: format!("{} ({})", rustc.path.display(), rustc.version),
            rustc_llvm: rustc.llvm_major,
            advice: String::new(),
        });
    }
    if info.abi != ABI_VERSION {
        let reason =
            format!("it has version {} of the contract, cargo-offload has version {ABI_VERSION}", info.abi);
        return Err(Error::PluginUnreadable { plugin: path.to_owned(), reason });
    }
    Ok(())
}

fn read_info(path: &Path) -> Result<Info> {
    let cache = ReadCache::new(File::open(path)?);
    let file = object::File::parse(&cache)?;
    let symbol = file
        .dynamic_symbols()
        .find(|symbol| symbol.name() == Ok(INFO_SYMBOL))
        .ok_or_else(|| anyhow::anyhow!("it exports no {INFO_SYMBOL}"))?;
    let bytes = file
        .sections()
        .find_map(|section| section.data_range(symbol.address(), symbol.size()).ok().flatten())
        .ok_or_else(|| anyhow::anyhow!("its {INFO_SYMBOL} cannot be read"))?;
    parse_info(&String::from_utf8_lossy(bytes)).ok_or_else(|| {
        anyhow::anyhow!("its {INFO_SYMBOL} reads `{}`", String::from_utf8_lossy(bytes).trim_end())
    })
}

/// `offload-plugin llvm=22 abi=3 build=0123456789abcdef`
fn parse_info(text: &str) -> Option<Info> {
    let mut words = text.trim_end_matches(['\0', '\n']).split(' ');
    if words.next() != Some("offload-plugin") {
        return None;
    }
    let fields: Vec<(&str, &str)> = words.filter_map(|word| word.split_once('=')).collect();
    let field = |name| fields.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    Some(Info {
        llvm: field("llvm")?.parse().ok()?,
        abi: field("abi")?.parse().ok()?,
        build: field("build")?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rustc(llvm_major: u32) -> Rustc {
        Rustc { path: "rustc".into(), version: "rustc 1.95.0".into(), host: "x".into(), llvm_major }
    }

    #[test]
    fn info_line() {
        let info = parse_info("offload-plugin llvm=22 abi=3 build=0123456789abcdef\n\0").unwrap();
        assert_eq!(info, Info { llvm: 22, abi: 3, build: "0123456789abcdef".into() });
        assert_eq!(parse_info("something else"), None);
    }

    #[test]
    fn another_llvm_or_contract_is_refused() {
        let info = |llvm, abi| Info { llvm, abi, build: String::new() };
        let id = |info| check(Path::new("p.so"), &info, &rustc(22)).unwrap_err().id();
        assert_eq!(id(info(21, ABI_VERSION)), "OFL201");
        assert_eq!(id(info(22, ABI_VERSION + 1)), "OFL203");
        assert!(check(Path::new("p.so"), &info(22, ABI_VERSION), &rustc(22)).is_ok());
    }

    #[test]
    fn a_file_that_is_no_plugin() {
        assert!(read_info(Path::new("/proc/self/exe")).unwrap_err().to_string().contains(INFO_SYMBOL));
    }

    #[test]
    fn the_number_depends_on_build_and_targets() {
        let plugin =
            Plugin { path: "p.so".into(), build: "0123456789abcdef".into(), llvm: 22, strict_fp: false };
        assert_eq!(plugin.config("cpu"), fnv32(b"0123456789abcdef;cpu"));
        assert_ne!(plugin.config("cpu"), plugin.config("cpu,nvptx"));
        let strict = Plugin { strict_fp: true, ..plugin };
        assert_eq!(strict.config("cpu"), fnv32(b"0123456789abcdef;cpu;fp=strict"));
    }
}
