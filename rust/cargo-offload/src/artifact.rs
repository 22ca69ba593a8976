//! Artifacts: their names, their validation, and the directory that keeps them for the host pass.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use object::read::archive::ArchiveFile;
use object::{Object, ObjectSection, ObjectSymbol};
use offload_abi::{ABI_VERSION, ARTIFACT_SYMBOL, MANIFEST_SECTION};
use serde::Deserialize;
use serde_json::Value;

use crate::error::Error;
use crate::fnv::{fnv64, fnv64_of_texts};

/// A unit that cargo links, as both cargo's messages and rustc's arguments name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Name of the crate, with underscores.
    pub crate_name: String,
    /// Absolute path of its root source file.
    pub source: PathBuf,
    /// Crate types; empty for a test harness.
    pub crate_types: Vec<String>,
}

impl Unit {
    /// Whether this unit goes through a linker, and so has an artifact.
    pub fn is_linked(&self) -> bool {
        self.crate_types.is_empty()
            || self.crate_types.iter().any(|kind| matches!(kind.as_str(), "bin" | "cdylib" | "dylib"))
    }

    /// Whether this unit goes into an archive that others link.
    pub fn is_static_library(&self) -> bool {
        self.crate_types.iter().any(|kind| kind == "staticlib")
    }

    /// The start of its artifacts' names.
    pub fn key(&self) -> String {
        let mut kinds = self.crate_types.clone();
        kinds.sort();
        let source = self.source.to_string_lossy();
        let key = fnv64_of_texts([source.as_ref(), kinds.join(",").as_str()]);
        format!("{}-{key:016x}", self.crate_name)
    }

    /// The variable with the version of the artifact that the host pass links. Its value tells cargo that the
    /// artifact has changed.
    pub fn artifact_variable(&self) -> String {
        format!("OFFLOAD_ARTIFACT_{}", self.key().replace('-', "_"))
    }

    /// For messages: "the test harness of `x` (src/lib.rs)".
    pub fn describe(&self) -> String {
        let kind = if self.crate_types.is_empty() { "test".to_owned() } else { self.crate_types.join("+") };
        format!("{kind} `{}` ({})", self.crate_name, self.source.display())
    }
}

/// How many artifacts of one unit are kept. The user may return to other features, targets or profiles, and
/// another build may be linking an artifact now.
const KEPT_VERSIONS: usize = 8;

/// The file name of an artifact. `version` is a hash of its bytes, so that no other build ever changes the
/// file that this build links.
pub fn file_name(key: &str, version: &str) -> String {
    format!("{key}-{version}.o")
}

/// A unit that the device pass linked, and its output.
#[derive(Debug, PartialEq, Eq)]
pub struct DeviceOutput {
    /// The linked unit.
    pub unit: Unit,
    /// The name that cargo uses for the target.
    pub name: String,
    /// The artifact that the stub linker wrote.
    pub file: PathBuf,
}

impl DeviceOutput {
    /// Reads one line of cargo's JSON messages. Returns `None` unless it reports a linked unit below
    /// `directory`, where cargo puts units for the target (build scripts' dependencies go elsewhere and have
    /// no artifact).
    pub fn from_message(line: &str, directory: &Path) -> Option<Self> {
        if !line.contains("\"compiler-artifact\"") {
            return None;
        }
        let message: Value = serde_json::from_str(line).ok()?;
        if message["reason"] != "compiler-artifact" {
            return None;
        }
        let name = message["target"]["name"].as_str()?.to_owned();
        let is_test = message["profile"]["test"].as_bool()?;
        let crate_types = if is_test { Vec::new() } else { texts(&message["target"]["crate_types"]) };
        let unit = Unit {
            crate_name: name.replace('-', "_"),
            source: message["target"]["src_path"].as_str()?.into(),
            crate_types,
        };
        if !unit.is_linked() {
            return None;
        }
        let file = match message["executable"].as_str() {
            Some(executable) => executable.to_owned(),
            None => texts(&message["filenames"]).into_iter().find(|file| file.ends_with(".so"))?,
        };
        let file = PathBuf::from(file);
        file.starts_with(directory).then_some(Self { unit, name, file })
    }
}

fn texts(value: &Value) -> Vec<String> {
    let values = value.as_array().map(Vec::as_slice).unwrap_or_default();
    values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The fields of an artifact's manifest that this program reads.
#[derive(Debug, Deserialize)]
pub struct Manifest {
    abi: u32,
    config: u32,
    /// The identity of the unit, in hexadecimal digits.
    #[serde(default)]
    unit: String,
    /// One value per kernel.
    pub kernels: Vec<Value>,
}

impl Manifest {
    /// Refuses kernels that were compiled from other code than the program.
    pub fn check_unit(&self, identity: u64, unit: &Unit) -> Result<(), Error> {
        if self.unit == format!("{identity:016x}") {
            Ok(())
        } else {
            Err(Error::OtherCode { unit: unit.describe() })
        }
    }
}

/// Reads the artifact in `bytes`; `path` is for the error.
///
/// # Errors
/// If `bytes` is not an artifact, or belongs to another plugin, other targets or another version of the contract.
pub fn validate(path: &Path, bytes: &[u8], config: u32) -> Result<Manifest, Error> {
    let damaged =
        |reason: &str| Error::ArtifactDamaged { artifact: path.to_owned(), reason: reason.to_owned() };
    let outdated = |reason: String| Error::ArtifactOutdated { artifact: path.to_owned(), reason };
    let file = object::File::parse(bytes).map_err(|error| damaged(&format!("{error}")))?;
    for section in file.sections() {
        section.data().map_err(|_| damaged("it is truncated"))?;
    }
    let section = file
        .section_by_name(MANIFEST_SECTION)
        .ok_or_else(|| damaged("it has no manifest (a foreign object?)"))?;
    let text = section.data().map_err(|_| damaged("it is truncated"))?;
    let text = text.strip_suffix(b"\0").unwrap_or(text);
    let manifest: Value = serde_json::from_slice(text)
        .map_err(|error| damaged(&format!("its manifest is not JSON: {error}")))?;
    // Check the version first: other versions may have other fields.
    match manifest["abi"].as_u64() {
        Some(abi) if abi == u64::from(ABI_VERSION) => {}
        Some(abi) => {
            return Err(outdated(format!("version {abi} of the contract, this is version {ABI_VERSION}")));
        }
        None => return Err(damaged("its manifest names no version of the contract")),
    }
    let manifest = Manifest::deserialize(&manifest)
        .map_err(|error| damaged(&format!("its manifest is incomplete: {error}")))?;
    debug_assert_eq!(manifest.abi, ABI_VERSION);
    if manifest.config != config {
        let reason =
            format!("plugin and targets have number {} there, and {config} in this build", manifest.config);
        return Err(outdated(reason));
    }
    if !file.symbols().any(|symbol| symbol.name() == Ok(ARTIFACT_SYMBOL) && symbol.is_definition()) {
        return Err(damaged(&format!("it does not define {ARTIFACT_SYMBOL}")));
    }
    Ok(manifest)
}

/// Whether `bytes` is an object with a manifest.
pub fn has_manifest(bytes: &[u8]) -> bool {
    object::File::parse(bytes).is_ok_and(|file| file.section_by_name(MANIFEST_SECTION).is_some())
}

fn manifest_text(object: &[u8]) -> Option<&[u8]> {
    let section = object::File::parse(object).ok()?.section_by_name(MANIFEST_SECTION)?.data().ok()?;
    Some(section.strip_suffix(b"\0").unwrap_or(section))
}

/// The names of the kernels in the artifact among an archive's members.
pub fn kernels_in_archive(bytes: &[u8]) -> Result<Vec<String>> {
    let archive = ArchiveFile::parse(bytes).context("rustc did not write an archive")?;
    for member in archive.members() {
        let member = member.and_then(|member| member.data(bytes)).context("rustc wrote a damaged archive")?;
        if let Some(manifest) = manifest_text(member) {
            let manifest: Value = serde_json::from_slice(manifest).context("the manifest is not JSON")?;
            let kernels = manifest["kernels"].as_array().map(Vec::as_slice).unwrap_or_default();
            return Ok(kernels
                .iter()
                .filter_map(|kernel| kernel["name"].as_str())
                .map(str::to_owned)
                .collect());
        }
    }
    Ok(Vec::new())
}

/// Stores an artifact in `directory`. Returns its version, and whether it is new there. Never leaves a
/// partial file.
pub fn keep(directory: &Path, key: &str, bytes: &[u8]) -> Result<(String, bool)> {
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    let version = format!("{:016x}", fnv64(bytes));
    let path = directory.join(file_name(key, &version));
    let failed = || format!("cannot write {}", path.display());
    if fs::read(&path).is_ok_and(|present| present == bytes) {
        let file = fs::File::options().append(true).open(&path).with_context(failed)?;
        file.set_modified(SystemTime::now()).with_context(failed)?;
        return Ok((version, false));
    }
    // Readable for others, like rustc's own outputs.
    let permissions = fs::Permissions::from_mode(0o666);
    let unfinished = tempfile::Builder::new().permissions(permissions).tempfile_in(directory);
    let mut unfinished = unfinished.with_context(failed)?;
    unfinished.write_all(bytes).with_context(failed)?;
    unfinished.persist(&path).with_context(failed)?;
    remove_old_versions(directory, key);
    Ok((version, true))
}

/// Removes all but the most recently used versions of a unit's artifact. A later call removes a file that
/// cannot be removed now.
fn remove_old_versions(directory: &Path, key: &str) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    let mut versions: Vec<(SystemTime, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name();
            name.to_str().and_then(|name| name.strip_prefix(key)).is_some_and(|rest| rest.starts_with('-'))
        })
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    versions.sort_by(|one, other| other.cmp(one));
    for (_, path) in versions.into_iter().skip(KEPT_VERSIONS) {
        let _ = fs::remove_file(path);
    }
}

/// Reads a file; a missing file and an unreadable file are different errors.
pub fn read(path: &Path, unit: &Unit) -> Result<Vec<u8>> {
    match fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Error::ArtifactMissing { unit: unit.describe(), artifact: path.to_owned() }.into())
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use object::write::{Object as Writer, Symbol, SymbolSection};
    use object::{Architecture, BinaryFormat, Endianness, SectionKind, SymbolFlags, SymbolKind, SymbolScope};

    /// An object with `manifest` in its section, and with the artifact's symbol.
    pub(crate) fn object_with(manifest: Option<&str>, symbol: &str) -> Vec<u8> {
        let mut writer = Writer::new(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little);
        if let Some(manifest) = manifest {
            let section = writer.add_section(Vec::new(), MANIFEST_SECTION.into(), SectionKind::Other);
            writer.append_section_data(section, manifest.as_bytes(), 1);
        }
        let data = writer.add_section(Vec::new(), b".data".to_vec(), SectionKind::Data);
        let offset = writer.append_section_data(data, &[0; 64], 8);
        writer.add_symbol(Symbol {
            name: symbol.into(),
            value: offset,
            size: 64,
            kind: SymbolKind::Data,
            scope: SymbolScope::Linkage,
            weak: false,
            section: SymbolSection::Section(data),
            flags: SymbolFlags::None,
        });
        writer.write().unwrap()
    }

    /// A manifest with configuration 7 that can be read.
    pub(crate) fn good_manifest() -> String {
        manifest_of(ABI_VERSION)
    }

    fn manifest_of(abi: u32) -> String {
        format!(
            r#"{{"abi":{abi},"config":7,"targets":[{{"triple":"x"}}],"kernels":[{{"symbol":"_R","name":"k"}}]}}"#
        )
    }

    fn id_of(bytes: &[u8], config: u32) -> &'static str {
        validate(Path::new("a.o"), bytes, config).unwrap_err().id()
    }

    #[test]
    fn a_good_artifact() {
        let manifest =
            validate(Path::new("a.o"), &object_with(Some(&good_manifest()), ARTIFACT_SYMBOL), 7).unwrap();
        assert_eq!(manifest.kernels.len(), 1);
    }

    #[test]
    fn truncated_at_any_length() {
        let bytes = object_with(Some(&good_manifest()), ARTIFACT_SYMBOL);
        for length in 0..bytes.len() {
            assert_eq!(id_of(&bytes[..length], 7), "OFL207", "{length} bytes");
        }
    }

    /// A valid object with a few changed bytes, perhaps truncated. The damage depends only on `number`.
    fn damaged(number: u64) -> Vec<u8> {
        let mut state = fnv64(&number.to_le_bytes());
        let mut random = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut bytes = object_with(Some(&good_manifest()), ARTIFACT_SYMBOL);
        for _ in 0..=random(8) {
            let position = random(bytes.len());
            bytes[position] = match random(4) {
                0 => 0,
                1 => 0xff,
                2 => bytes[position] ^ (1 << random(8)),
                _ => random(256) as u8,
            };
        }
        if random(4) == 0 {
            bytes.truncate(random(bytes.len()));
        }
        bytes
    }

    #[test]
    fn damaged_artifacts_are_read_or_refused() {
        for number in 0..20_000 {
            let bytes = damaged(number);
            if let Err(error) = validate(Path::new("a.o"), &bytes, 7) {
                assert!(matches!(error.id(), "OFL207" | "OFL208"), "{number}: {error}");
            }
            let _ = has_manifest(&bytes);
        }
    }

    #[test]
    fn damaged_archives_are_read_or_refused() {
        // An archive with one member, in `ar`'s format.
        let archive = |member: &[u8]| {
            let head = format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "a.o/", 0, 0, 0, 644, member.len());
            [b"!<arch>\n", head.as_bytes(), member].concat()
        };
        let good = archive(&object_with(Some(&good_manifest()), ARTIFACT_SYMBOL));
        assert_eq!(kernels_in_archive(&good).unwrap(), ["k"]);
        assert!(kernels_in_archive(&archive(&object_with(None, "main"))).unwrap().is_empty());
        assert!(kernels_in_archive(b"no archive").is_err());
        for number in 0..5_000 {
            let _ = kernels_in_archive(&archive(&damaged(number)));
            let mut bytes = good.clone();
            let position = (number.wrapping_mul(2_654_435_761) >> 8) as usize % 100;
            bytes[position] = bytes[position].wrapping_add(number as u8);
            let _ = kernels_in_archive(&bytes);
        }
    }

    #[test]
    fn foreign_files() {
        assert_eq!(id_of(b"#!/bin/sh\n", 7), "OFL207");
        assert_eq!(id_of(&object_with(None, "main"), 7), "OFL207");
        assert_eq!(id_of(&object_with(Some(&good_manifest()), "main"), 7), "OFL207");
        assert_eq!(
            id_of(&object_with(Some(&format!("{{\"abi\":{ABI_VERSION}}}")), ARTIFACT_SYMBOL), 7),
            "OFL207"
        );
        assert_eq!(id_of(&object_with(Some("no json"), ARTIFACT_SYMBOL), 7), "OFL207");
    }

    #[test]
    fn other_builds() {
        assert_eq!(id_of(&object_with(Some(&good_manifest()), ARTIFACT_SYMBOL), 8), "OFL208");
        for abi in [ABI_VERSION - 1, ABI_VERSION + 1] {
            assert_eq!(id_of(&object_with(Some(&manifest_of(abi)), ARTIFACT_SYMBOL), 7), "OFL208");
            let other = format!(r#"{{"abi":{abi},"something":"else"}}"#);
            assert_eq!(id_of(&object_with(Some(&other), ARTIFACT_SYMBOL), 7), "OFL208");
        }
    }

    #[test]
    fn messages_and_units() {
        let line = r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"crate_types":["bin"],"name":"my-bin","src_path":"/p/src/main.rs"},"profile":{"test":false},"filenames":["/t/x/release/my-bin"],"executable":"/t/x/release/my-bin","fresh":true}"#;
        let output = DeviceOutput::from_message(line, Path::new("/t/x")).unwrap();
        assert_eq!(output.unit.crate_name, "my_bin");
        assert_eq!(output.file, Path::new("/t/x/release/my-bin"));
        assert_eq!(DeviceOutput::from_message(line, Path::new("/elsewhere")), None);

        let test = line.replace("\"test\":false", "\"test\":true");
        let test = DeviceOutput::from_message(&test, Path::new("/t/x")).unwrap();
        assert!(test.unit.crate_types.is_empty());
        assert_ne!(test.unit.key(), output.unit.key());

        let library = line
            .replace(r#""crate_types":["bin"]"#, r#""crate_types":["lib"]"#)
            .replace("\"executable\":\"/t/x/release/my-bin\"", "\"executable\":null");
        assert_eq!(DeviceOutput::from_message(&library, Path::new("/t/x")), None);
    }

    #[test]
    fn versions_are_kept_side_by_side_and_old_ones_go() {
        let directory = tempfile::tempdir().unwrap();
        let keep = |key: &str, bytes: &[u8]| keep(directory.path(), key, bytes).unwrap();
        let (version, new) = keep("a-1", b"one");
        assert!(new);
        assert_eq!(keep("a-1", b"one"), (version.clone(), false));
        assert_eq!(fs::read(directory.path().join(file_name("a-1", &version))).unwrap(), b"one");
        keep("a-10", b"of another unit");
        let old = fs::File::options().append(true).open(directory.path().join(file_name("a-1", &version)));
        old.unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        for number in 0..KEPT_VERSIONS {
            keep("a-1", &[u8::try_from(number).unwrap()]);
        }
        let remaining = fs::read_dir(directory.path()).unwrap().count();
        assert_eq!(remaining, KEPT_VERSIONS + 1);
        assert!(!directory.path().join(file_name("a-1", &version)).exists());
    }

    #[test]
    fn kernels_fit_the_program_or_are_refused() {
        let unit = Unit { crate_name: "a".into(), source: "/a.rs".into(), crate_types: vec!["bin".into()] };
        let manifest =
            Manifest { abi: ABI_VERSION, config: 7, unit: format!("{:016x}", 12), kernels: vec![] };
        assert!(manifest.check_unit(12, &unit).is_ok());
        assert_eq!(manifest.check_unit(13, &unit).unwrap_err().id(), "OFL221");
    }
}
