//! `cargo offload bundle`: a directory with the programs and every shared library that another machine may
//! lack. The directory can be moved to a machine that has only a kernel, glibc and the GPU's driver.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::error::Error;
use crate::libraries::needed;
use crate::status::Status;

/// The second line of `run`. A directory is only overwritten if its `run` has this line.
const MARK: &str = "# Made by `cargo offload bundle`: runs a program of this directory, wherever that is.";

/// The parts of a bundle.
const PARTS: [&str; 3] = ["run", "bin", "lib"];

/// The arguments of `bundle` that are not cargo's.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BundleOptions {
    /// `--output`
    pub output: Option<PathBuf>,
    /// `--archive`: also a `.tar.xz` beside the directory.
    pub archive: bool,
}

impl BundleOptions {
    /// Separates these options from the other arguments that follow `cargo offload bundle`.
    pub fn take(arguments: &[String]) -> Result<(Self, Vec<String>)> {
        let mut options = Self::default();
        let mut rest = Vec::new();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            if word == "--archive" {
                options.archive = true;
            } else if word == "--output" {
                options.output = Some(words.next().context("--output needs a directory")?.into());
            } else if let Some(directory) = word.strip_prefix("--output=") {
                options.output = Some(directory.into());
            } else {
                rest.push(word.clone());
            }
        }
        Ok((options, rest))
    }
}

/// A program that cargo has linked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Program {
    /// The name that cargo uses for the target.
    pub name: String,
    /// Path of the executable.
    pub file: PathBuf,
}

impl Program {
    /// Reads one line of cargo's JSON messages. Returns `None` unless it reports a program below `directory`.
    pub fn from_message(line: &str, directory: &Path) -> Option<Self> {
        let message: Value = serde_json::from_str(line).ok()?;
        if message["reason"] != "compiler-artifact" {
            return None;
        }
        let file = PathBuf::from(message["executable"].as_str()?);
        let name = message["target"]["name"].as_str()?.to_owned();
        file.starts_with(directory).then_some(Self { name, file })
    }
}

/// Writes a bundle of `programs` and LLVM's offload runtime, the file `runtime`, into `directory`.
pub fn write(directory: &Path, programs: Vec<Program>, runtime: &Path, status: Status) -> Result<()> {
    let programs = with_distinct_names(programs);
    if programs.is_empty() {
        return Err(Error::NothingToBundle.into());
    }
    clear(directory)?;
    let (bin, lib) = (directory.join("bin"), directory.join("lib"));
    for part in [&bin, &lib] {
        fs::create_dir_all(part).with_context(|| format!("cannot create {}", part.display()))?;
    }
    let mut libraries = needed(runtime)?;
    let runtime_name = file_name(runtime)?.to_owned();
    libraries.insert(runtime_name.clone(), runtime.to_owned());
    for program in &programs {
        libraries.extend(needed(&program.file)?);
        copy(&program.file, &bin.join(&program.name))?;
    }
    for (name, file) in &libraries {
        copy(file, &lib.join(name))?;
    }
    strip(&bin, status)?;
    strip(&lib, status)?;
    let names: Vec<&str> = programs.iter().map(|program| program.name.as_str()).collect();
    let run = directory.join("run");
    fs::write(&run, script(&names, &runtime_name))
        .with_context(|| format!("cannot write {}", run.display()))?;
    fs::set_permissions(&run, fs::Permissions::from_mode(0o755))?;
    let count = |number: usize, noun: &str| match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {}", if noun == "library" { "libraries" } else { "programs" }),
    };
    let content = format!("{}, {}", count(names.len(), "program"), count(libraries.len(), "library"));
    status.say("Bundled", &format!("{content}: {}", run.display()));
    Ok(())
}

/// Packs `directory` into a `.tar.xz` beside it.
pub fn archive(directory: &Path, status: Status) -> Result<()> {
    let parent = directory.parent().context("the bundle has no parent directory")?;
    let mut file = directory.to_owned().into_os_string();
    file.push(".tar.xz");
    status.say("Packing", &PathBuf::from(&file).display().to_string());
    let mut command = Command::new("tar");
    // The same content gives the same bytes, regardless of user and time.
    command.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "-cJf"]);
    command.arg(file).arg("-C").arg(parent).arg("--").arg(file_name(directory)?);
    run(command.env("XZ_OPT", "-T0"))?;
    Ok(())
}

/// Numbers programs with equal names: a library's harness and a test may have the same name, and so may tests
/// of two packages.
fn with_distinct_names(mut programs: Vec<Program>) -> Vec<Program> {
    programs.sort();
    programs.dedup();
    let mut distinct: Vec<Program> = Vec::with_capacity(programs.len());
    for program in programs {
        let is_taken = |name: &str| distinct.iter().any(|other| other.name == name);
        let numbered = (2..).map(|number| format!("{}-{number}", program.name));
        let name = std::iter::once(program.name.clone()).chain(numbered).find(|name| !is_taken(name));
        distinct.push(Program { name: name.unwrap_or_default(), file: program.file });
    }
    distinct
}

/// Removes an earlier bundle; refuses any other content.
fn clear(directory: &Path) -> Result<()> {
    let mut entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(_) => return Err(Error::NotABundle { directory: directory.to_owned() }.into()),
        Ok(entries) => entries,
    };
    if entries.next().is_none() {
        return Ok(());
    }
    let script = fs::read_to_string(directory.join("run")).unwrap_or_default();
    if script.lines().nth(1) != Some(MARK) {
        return Err(Error::NotABundle { directory: directory.to_owned() }.into());
    }
    for part in PARTS.map(|part| directory.join(part)) {
        let removed = if part.is_dir() { fs::remove_dir_all(&part) } else { fs::remove_file(&part) };
        match removed {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {}", part.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    // Debian's libraries are read-only, and `strip` has to write to the copy.
    fs::set_permissions(to, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// Removes debug information, which is most of a program's size and useless without the sources.
fn strip(directory: &Path, status: Status) -> Result<()> {
    let mut command = Command::new("strip");
    command.arg("--strip-debug");
    for entry in fs::read_dir(directory)? {
        command.arg(entry?.path());
    }
    if let Err(error) = run(&mut command) {
        status.say("Warning", &format!("the bundle keeps debug information: {error:#}"));
    }
    Ok(())
}

fn run(command: &mut Command) -> Result<()> {
    let program = Path::new(command.get_program()).display().to_string();
    let output = command.output().with_context(|| format!("cannot run {program}"))?;
    if !output.status.success() {
        bail!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

fn file_name(path: &Path) -> Result<&str> {
    path.file_name().and_then(OsStr::to_str).with_context(|| format!("{} has no usable name", path.display()))
}

fn script(names: &[&str], runtime: &str) -> String {
    let program = match names {
        [only] => format!("exec \"$here/bin/{only}\" \"$@\"\n"),
        _ => format!(
            "name=${{1-}}\n\
             if [ -z \"$name\" ] || [ ! -f \"$here/bin/$name\" ]; then\n  \
               echo \"usage: run PROGRAM [ARGUMENTS]; programs: {}\" >&2\n  \
               exit 2\n\
             fi\n\
             shift\n\
             exec \"$here/bin/$name\" \"$@\"\n",
            names.join(" ")
        ),
    };
    format!(
        "#!/bin/sh\n\
         {MARK}\n\
         here=$(CDPATH= cd -- \"$(dirname -- \"$0\")\" && pwd) || exit 1\n\
         export LD_LIBRARY_PATH=\"$here/lib${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\"\n\
         export OFFLOAD_LIBOMPTARGET=\"${{OFFLOAD_LIBOMPTARGET:-$here/lib/{runtime}}}\"\n\
         {program}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::CargoArguments;

    fn quiet() -> Status {
        Status::new(&CargoArguments { quiet: true, ..CargoArguments::default() })
    }

    /// A program of the machine.
    fn program(name: &str, file: &str) -> Program {
        Program { name: name.into(), file: file.into() }
    }

    fn a_library() -> PathBuf {
        needed(&std::env::current_exe().unwrap()).unwrap().remove("libgcc_s.so.1").unwrap()
    }

    fn id(result: Result<()>) -> &'static str {
        result.unwrap_err().downcast_ref::<Error>().unwrap().id()
    }

    #[test]
    fn options_are_taken_out() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (options, rest) =
            BundleOptions::take(&words("--release --output=/a --archive -p x --output /b")).unwrap();
        assert_eq!(options, BundleOptions { output: Some("/b".into()), archive: true });
        assert_eq!(rest, words("--release -p x"));
        assert!(BundleOptions::take(&words("--output")).is_err());
    }

    #[test]
    fn a_bundle_runs_from_a_directory_with_spaces() {
        let scratch = tempfile::tempdir().unwrap();
        let original = scratch.path().join("made here");
        let runtime = a_library();
        write(
            &original,
            vec![program("echo", "/bin/echo"), program("false", "/bin/false")],
            &runtime,
            quiet(),
        )
        .unwrap();
        let moved = scratch.path().join("größe und \"mehr\" $HOME");
        fs::rename(&original, &moved).unwrap();
        let run = |arguments: &[&str]| Command::new(moved.join("run")).args(arguments).output().unwrap();
        let output = run(&["echo", "a  b", "$c"]);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "a  b $c\n");
        assert_eq!(run(&["false"]).status.code(), Some(1));
        for unknown in [&[][..], &["nothing"]] {
            let output = run(unknown);
            assert_eq!(output.status.code(), Some(2));
            assert!(String::from_utf8_lossy(&output.stderr).contains("programs: echo false"));
        }
        assert!(moved.join("lib").join(file_name(&runtime).unwrap()).is_file());
        assert!(!moved.join("lib/libc.so.6").exists());
    }

    #[test]
    fn the_one_program_needs_no_name_and_finds_the_runtime() {
        let scratch = tempfile::tempdir().unwrap();
        let bundle = scratch.path().join("b");
        write(&bundle, vec![program("env", "/usr/bin/env")], &a_library(), quiet()).unwrap();
        let output = Command::new(bundle.join("run"))
            .env_remove("OFFLOAD_LIBOMPTARGET")
            .env("LD_LIBRARY_PATH", "/before")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let directory = fs::canonicalize(&bundle).unwrap();
        assert!(text.contains(&format!("LD_LIBRARY_PATH={}/lib:/before\n", directory.display())), "{text}");
        assert!(
            text.contains(&format!("OFFLOAD_LIBOMPTARGET={}/lib/libgcc_s.so.1\n", directory.display())),
            "{text}"
        );
    }

    #[test]
    fn only_an_earlier_bundle_is_replaced() {
        let scratch = tempfile::tempdir().unwrap();
        let bundle = scratch.path().join("b");
        let write = |name| write(&bundle, vec![program(name, "/bin/true")], &a_library(), quiet());
        write("one").unwrap();
        fs::write(bundle.join("notes"), "mine").unwrap();
        write("two").unwrap();
        assert!(!bundle.join("bin/one").exists() && bundle.join("notes").exists());
        fs::write(bundle.join("run"), "#!/bin/sh\necho mine\n").unwrap();
        assert_eq!(id(write("three")), "OFL214");
        assert!(bundle.join("bin/two").exists());
        fs::remove_dir_all(&bundle).unwrap();
        fs::write(&bundle, "a file").unwrap();
        assert_eq!(id(write("three")), "OFL214");
    }

    #[test]
    fn nothing_to_bundle_is_an_error() {
        let scratch = tempfile::tempdir().unwrap();
        assert_eq!(id(write(&scratch.path().join("b"), vec![], &a_library(), quiet())), "OFL213");
    }

    #[test]
    fn programs_of_one_name_are_numbered() {
        let programs = vec![program("a", "/2"), program("b", "/3"), program("a", "/1"), program("a", "/1")];
        let names: Vec<_> = with_distinct_names(programs).into_iter().map(|program| program.name).collect();
        assert_eq!(names, ["a", "a-2", "b"]);
    }

    #[test]
    fn an_archive_is_the_same_twice() {
        let scratch = tempfile::tempdir().unwrap();
        let bundle = scratch.path().join("my bundle");
        let pack = || {
            write(&bundle, vec![program("true", "/bin/true")], &a_library(), quiet()).unwrap();
            archive(&bundle, quiet()).unwrap();
            fs::read(scratch.path().join("my bundle.tar.xz")).unwrap()
        };
        assert_eq!(pack(), pack());
    }
}
