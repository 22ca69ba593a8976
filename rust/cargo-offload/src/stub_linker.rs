//! The device pass's linker. rustc passes it the objects of a program. One of them is the artifact, because
//! the plugin replaced the merged module's content by it. The linker copies that object to the output and
//! links nothing.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::artifact::has_manifest;
use crate::error::Error;

/// Processes rustc's link line.
pub fn link(arguments: &[OsString]) -> Result<()> {
    let line = LinkLine::read(arguments)?;
    let mut artifacts = Vec::new();
    for object in &line.objects {
        let bytes = fs::read(object).with_context(|| format!("cannot read {}", object.display()))?;
        if has_manifest(&bytes) {
            artifacts.push(bytes);
        }
    }
    match artifacts.as_slice() {
        [artifact] => replace(&line.output, artifact),
        [] => Err(Error::NoArtifactToLink { objects: line.objects.len(), output: line.output }.into()),
        more => bail!("{} artifacts among the objects of {}", more.len(), line.output.display()),
    }
}

/// Always writes a new file: cargo compares its time with the dependencies' times, and `output` may be a
/// second hard link of the old file.
fn replace(output: &Path, bytes: &[u8]) -> Result<()> {
    match fs::remove_file(output) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot replace {}", output.display()));
        }
        _ => {}
    }
    fs::write(output, bytes).with_context(|| format!("cannot write {}", output.display()))
}

#[derive(Debug, PartialEq, Eq)]
struct LinkLine {
    objects: Vec<PathBuf>,
    output: PathBuf,
}

impl LinkLine {
    fn read(arguments: &[OsString]) -> Result<Self> {
        let mut expanded = Vec::new();
        for argument in arguments {
            match argument.as_bytes().strip_prefix(b"@") {
                Some(path) => {
                    let path = PathBuf::from(OsString::from_vec(path.to_vec()));
                    let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                    expanded.extend(response_file(&text));
                }
                None => expanded.push(argument.clone()),
            }
        }
        let mut objects = Vec::new();
        let mut output = None;
        let mut rest = expanded.into_iter();
        while let Some(argument) = rest.next() {
            if argument == "-o" {
                output = rest.next().map(PathBuf::from);
            } else if argument.as_bytes().ends_with(b".o") && !argument.as_bytes().starts_with(b"-") {
                objects.push(PathBuf::from(argument));
            }
        }
        let output =
            output.context("the link line has no -o: offload-linker is for rustc's device pass only")?;
        Ok(Self { objects, output })
    }
}

/// The words of a response file: separated by white space, with quotes and backslashes as GNU tools read them.
fn response_file(text: &[u8]) -> Vec<OsString> {
    let mut words = Vec::new();
    let mut word: Option<Vec<u8>> = None;
    let mut quote = None;
    let mut bytes = text.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => word.get_or_insert_default().extend(bytes.next()),
            b'"' | b'\'' if quote == Some(byte) => quote = None,
            b'"' | b'\'' if quote.is_none() => {
                quote = Some(byte);
                word.get_or_insert_default();
            }
            _ if quote.is_none() && byte.is_ascii_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(byte),
        }
    }
    words.extend(word);
    words.into_iter().map(OsString::from_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::tests::object_with;

    fn arguments(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    #[test]
    fn the_one_artifact_is_copied() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
        let artifact = object_with(Some("{}"), "__offload_artifact");
        fs::write(path("symbols.o"), object_with(None, "main")).unwrap();
        fs::write(path("ein modul.o"), &artifact).unwrap();
        let line = arguments(&["-m64", &path("symbols.o"), &path("ein modul.o"), "-lc", "-o", &path("out")]);
        link(&line).unwrap();
        assert_eq!(fs::read(path("out")).unwrap(), artifact);

        let none = arguments(&["-m64", &path("symbols.o"), "-o", &path("out")]);
        let error = link(&none).unwrap_err();
        assert_eq!(error.downcast_ref::<Error>().unwrap().id(), "OFL209");
    }

    #[test]
    fn response_files() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("args");
        fs::write(&file, "-m64\n/a\\ b/c.o\n\"/d e/f.o\"\n-o\n/g\\\\h\n").unwrap();
        let line = LinkLine::read(&arguments(&[&format!("@{}", file.display())])).unwrap();
        assert_eq!(line.objects, [Path::new("/a b/c.o"), Path::new("/d e/f.o")]);
        assert_eq!(line.output, Path::new("/g\\h"));
    }
}
