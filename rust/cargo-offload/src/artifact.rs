//! Artifacts: which unit has which, whether a file is one, and how it comes to where the host pass links it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use object::{Object, ObjectSection, ObjectSymbol};
use offload_abi::{ABI_VERSION, ARTIFACT_SYMBOL, MANIFEST_SECTION};
use serde::Deserialize;
use serde_json::Value;

use crate::error::Error;
use crate::fnv::fnv64_of_texts;

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

    /// File name of its artifact.
    pub fn artifact_file(&self) -> String {
        let mut kinds = self.crate_types.clone();
        kinds.sort();
        let source = self.source.to_string_lossy();
        let key = fnv64_of_texts([source.as_ref(), kinds.join(",").as_str()]);
        format!("{}-{key:016x}.o", self.crate_name)
    }

    /// For messages: "the test harness of `x` (src/lib.rs)".
    pub fn describe(&self) -> String {
        let kind = if self.crate_types.is_empty() { "test".to_owned() } else { self.crate_types.join("+") };
        format!("{kind} `{}` ({})", self.crate_name, self.source.display())
    }
}

/// A unit that the device pass linked, and the file that it left.
#[derive(Debug, PartialEq, Eq)]
pub struct DeviceOutput {
    /// What was linked.
    pub unit: Unit,
    /// The name that cargo uses for the target.
    pub name: String,
    /// The artifact as the stub linker left it.
    pub file: PathBuf,
}

impl DeviceOutput {
    /// Reads one line of cargo's JSON messages; none for anything but a linked unit below `directory`, where
    /// units for the target go (build scripts' dependencies go elsewhere and have no artifact).
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

/// The manifest of an artifact, as far as it is read here.
#[derive(Debug, Deserialize)]
pub struct Manifest {
    abi: u32,
    config: u32,
    /// One value per kernel.
    pub kernels: Vec<Value>,
}

/// Reads the artifact in `bytes`; `path` is for the error.
///
/// # Errors
/// Bytes that are no artifact, and an artifact of another plugin, other targets or another version of the contract.
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
        .map_err(|error| damaged(&format!("its manifest is no JSON: {error}")))?;
    // The version first: another one may have any other fields.
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
        let reason = format!(
            "made by plugin and targets number {}, those in use are number {config}",
            manifest.config
        );
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

/// Writes `bytes` to `path` unless they are there already, so that the file keeps its time and cargo its freshness.
/// Says whether it wrote. Never leaves half a file.
pub fn write_if_different(path: &Path, bytes: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    let directory = path.parent().context("an artifact's path has a directory")?;
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    let unfinished = path.with_extension(format!("o.{}", std::process::id()));
    let result = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
    if result.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    result.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(true)
}

/// Reads a file, telling one that does not exist from one that cannot be read.
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

    const GOOD: &str =
        r#"{"abi":2,"config":7,"targets":[{"triple":"x"}],"kernels":[{"symbol":"_R","name":"k"}]}"#;

    fn id_of(bytes: &[u8], config: u32) -> &'static str {
        validate(Path::new("a.o"), bytes, config).unwrap_err().id()
    }

    #[test]
    fn a_good_artifact() {
        let manifest = validate(Path::new("a.o"), &object_with(Some(GOOD), ARTIFACT_SYMBOL), 7).unwrap();
        assert_eq!(manifest.kernels.len(), 1);
    }

    #[test]
    fn truncated_at_any_length() {
        let bytes = object_with(Some(GOOD), ARTIFACT_SYMBOL);
        for length in 0..bytes.len() {
            assert_eq!(id_of(&bytes[..length], 7), "OFL207", "{length} bytes");
        }
    }

    #[test]
    fn foreign_files() {
        assert_eq!(id_of(b"#!/bin/sh\n", 7), "OFL207");
        assert_eq!(id_of(&object_with(None, "main"), 7), "OFL207");
        assert_eq!(id_of(&object_with(Some(GOOD), "main"), 7), "OFL207");
        assert_eq!(id_of(&object_with(Some("{\"abi\":2}"), ARTIFACT_SYMBOL), 7), "OFL207");
        assert_eq!(id_of(&object_with(Some("no json"), ARTIFACT_SYMBOL), 7), "OFL207");
    }

    #[test]
    fn other_builds() {
        assert_eq!(id_of(&object_with(Some(GOOD), ARTIFACT_SYMBOL), 8), "OFL208");
        let newer = r#"{"abi":3,"something":"else"}"#;
        assert_eq!(id_of(&object_with(Some(newer), ARTIFACT_SYMBOL), 7), "OFL208");
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
        assert_ne!(test.unit.artifact_file(), output.unit.artifact_file());

        let library = line
            .replace(r#""crate_types":["bin"]"#, r#""crate_types":["lib"]"#)
            .replace("\"executable\":\"/t/x/release/my-bin\"", "\"executable\":null");
        assert_eq!(DeviceOutput::from_message(&library, Path::new("/t/x")), None);
    }

    #[test]
    fn an_unchanged_file_keeps_its_time() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("größe mit raum/a.o");
        assert!(write_if_different(&path, b"one").unwrap());
        let time = fs::metadata(&path).unwrap().modified().unwrap();
        assert!(!write_if_different(&path, b"one").unwrap());
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), time);
        assert!(write_if_different(&path, b"two").unwrap());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
