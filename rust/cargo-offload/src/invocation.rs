//! Reads and changes the arguments of one rustc call.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::artifact::Unit;
use crate::flags::is_tracking;

/// One call of rustc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invocation {
    pub(crate) program: OsString,
    pub(crate) arguments: Vec<OsString>,
}

impl Invocation {
    /// Reads the arguments, including those in argument files: cargo writes such a file if the command line
    /// is too long.
    pub(crate) fn read(program: &OsStr, arguments: &[OsString]) -> Result<Self> {
        let mut expanded = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match argument.to_str().and_then(|text| text.strip_prefix('@')) {
                Some(path) => {
                    let text = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
                    expanded.extend(text.lines().map(OsString::from));
                }
                None => expanded.push(argument.clone()),
            }
        }
        Ok(Self { program: program.to_owned(), arguments: expanded })
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.arguments.iter().filter_map(|argument| argument.to_str())
    }

    pub(crate) fn has(&self, argument: &str) -> bool {
        self.texts().any(|text| text == argument)
    }

    /// Whether this call compiles a unit. Cargo gives every unit `-C metadata`; a probe only has the pass's
    /// tracking flag.
    pub(crate) fn is_unit(&self) -> bool {
        self.codegen_values("metadata").iter().any(|value| !is_tracking(value))
    }

    /// Whether this call compiles for `triple`, the `--target` of the build; build scripts and procedural
    /// macros do not.
    pub(crate) fn is_for_target(&self, triple: &str) -> bool {
        self.values("--target").contains(&triple)
    }

    /// Values of `--name value` and `--name=value`.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let mut values = Vec::new();
        let mut texts = self.arguments.iter().map(|argument| argument.to_str().unwrap_or_default());
        while let Some(text) = texts.next() {
            if text == name {
                values.extend(texts.next());
            } else if let Some(value) = text.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
                values.push(value);
            }
        }
        values
    }

    /// Values of `-C name=value` and `-Cname=value`.
    pub(crate) fn codegen_values(&self, name: &str) -> Vec<&str> {
        self.codegen_options()
            .into_iter()
            .filter_map(|(_, option)| option.strip_prefix(name)?.strip_prefix('='))
            .collect()
    }

    /// Every `-C option` with the range of its arguments.
    fn codegen_options(&self) -> Vec<(std::ops::Range<usize>, &str)> {
        let mut options = Vec::new();
        let mut index = 0;
        while index < self.arguments.len() {
            let text = self.arguments[index].to_str().unwrap_or_default();
            let next = || self.arguments.get(index + 1).and_then(|argument| argument.to_str());
            let (length, option) = match text {
                "-C" | "--codegen" => (2, next().unwrap_or_default()),
                _ => match text.strip_prefix("-C").or_else(|| text.strip_prefix("--codegen=")) {
                    Some(option) => (1, option),
                    None => (1, ""),
                },
            };
            if !option.is_empty() {
                options.push((index..index + length, option));
            }
            index += length;
        }
        options
    }

    fn remove_codegen_options(&mut self, unwanted: impl Fn(&str) -> bool) {
        let ranges: Vec<_> = self
            .codegen_options()
            .into_iter()
            .filter(|(_, option)| unwanted(option))
            .map(|(range, _)| range)
            .collect();
        for range in ranges.into_iter().rev() {
            self.arguments.drain(range);
        }
    }

    pub(crate) fn replace_metadata(&mut self, metadata: u64) {
        self.remove_codegen_options(|option| option.starts_with("metadata="));
        self.arguments.push(format!("-Cmetadata={metadata:016x}").into());
    }

    /// Sets the optimisation level of the device pass, regardless of the profile. A setting of the profile
    /// would not do: build scripts see the profile, and their output has to be the same in both passes. The
    /// flags of the pass set the debug info. Debug assertions and overflow checks stay as the user set them,
    /// because they change a kernel's behaviour.
    pub(crate) fn optimise_for_device(&mut self) {
        let unoptimised = self.codegen_values("opt-level").last().is_none_or(|level| *level == "0");
        if unoptimised && self.codegen_values("debug-assertions").is_empty() {
            // rustc's default without optimisation; the default for overflow checks follows it.
            self.arguments.push("-Cdebug-assertions=on".into());
        }
        self.arguments.push("-Copt-level=3".into());
    }

    pub(crate) fn unit(&self, current_directory: &Path) -> Unit {
        let source = self.texts().find(|text| text.ends_with(".rs") && !text.starts_with('-'));
        Unit {
            crate_name: self
                .values("--crate-name")
                .first()
                .map_or_else(String::new, |name| (*name).to_owned()),
            source: current_directory.join(source.unwrap_or_default()),
            crate_types: self.values("--crate-type").into_iter().map(str::to_owned).collect(),
        }
    }

    pub(crate) fn emits_link(&self) -> bool {
        let emits = self.values("--emit");
        emits.is_empty() || emits.iter().any(|kinds| kinds.split(',').any(|kind| kind == "link"))
    }

    /// `Some` if rustc was asked for JSON messages; the value says whether they have colours.
    pub(crate) fn json_errors(&self) -> Option<bool> {
        let is_json = self.values("--error-format").contains(&"json");
        is_json.then(|| self.values("--json").iter().any(|kinds| kinds.contains("diagnostic-rendered-ansi")))
    }

    pub(crate) fn dep_info_file(&self) -> Option<PathBuf> {
        let emits_it =
            self.values("--emit").iter().any(|kinds| kinds.split(',').any(|kind| kind == "dep-info"));
        if emits_it { self.output("", ".d") } else { None }
    }

    /// The path of an output of the unit, as rustc and cargo name it, such as `lib<crate>-<hash>.a`.
    pub(crate) fn output(&self, start: &str, end: &str) -> Option<PathBuf> {
        let directory = *self.values("--out-dir").first()?;
        let name = *self.values("--crate-name").first()?;
        let extra = self.codegen_values("extra-filename").last().copied().unwrap_or_default();
        Some(Path::new(directory).join(format!("{start}{name}{extra}{end}")))
    }

    /// Replaces a call that makes a library and a cdylib (or staticlib) at once by two calls. Cargo gives
    /// such a unit no fat LTO, because the library cannot have it, and without fat LTO there is no module for
    /// the artifact.
    pub(crate) fn split_mixed_library(&self, unit: &Unit) -> Option<(Self, Self)> {
        let shared = |kind: &str| matches!(kind, "cdylib" | "staticlib");
        let (linked, others): (Vec<&str>, Vec<&str>) =
            unit.crate_types.iter().map(String::as_str).partition(|kind| shared(kind));
        if linked.is_empty() || others.is_empty() {
            return None;
        }
        let library = self.with_crate_types(others);

        let mut cdylib = self.with_crate_types(linked);
        cdylib.remove_codegen_options(|option| {
            option == "linker-plugin-lto"
                || ["lto=", "embed-bitcode=", "incremental="].iter().any(|name| option.starts_with(name))
        });
        cdylib.remove_long("--emit");
        let words = ["--emit=link", "-Clto=fat", "-Cembed-bitcode=yes"];
        cdylib.arguments.extend(words.map(OsString::from));
        Some((library, cdylib))
    }

    fn with_crate_types<'a>(&self, kinds: impl IntoIterator<Item = &'a str>) -> Self {
        let mut changed = self.clone();
        changed.remove_long("--crate-type");
        for kind in kinds {
            changed.arguments.push(format!("--crate-type={kind}").into());
        }
        changed
    }

    fn remove_long(&mut self, name: &str) {
        let mut kept = Vec::with_capacity(self.arguments.len());
        let mut arguments = std::mem::take(&mut self.arguments).into_iter();
        while let Some(argument) = arguments.next() {
            let text = argument.to_str().unwrap_or_default();
            if text == name {
                arguments.next();
            } else if !text.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')) {
                kept.push(argument);
            }
        }
        self.arguments = kept;
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn invocation(line: &str) -> Invocation {
        let arguments: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        Invocation::read(OsStr::new("rustc"), &arguments).unwrap()
    }

    pub(crate) const BIN: &str = "--crate-name saxpy --edition=2024 src/main.rs --error-format=json --crate-type bin \
                       --emit=dep-info,link -C opt-level=3 -C metadata=aa -C extra-filename=-bb --out-dir /t/deps \
                       -C linker=clang -Cmetadata=cc --target x";

    #[test]
    fn metadata_is_replaced_and_nothing_else() {
        let mut changed = invocation(BIN);
        changed.replace_metadata(0x12);
        let words: Vec<&str> = changed.texts().collect();
        let expected = BIN.replace("-C metadata=aa ", "").replace("-Cmetadata=cc ", "");
        let expected = format!("{expected} -Cmetadata=0000000000000012");
        assert_eq!(words, expected.split_whitespace().collect::<Vec<_>>());
    }

    #[test]
    fn units_and_probes() {
        assert!(invocation(BIN).is_unit() && invocation(BIN).is_for_target("x"));
        let probe = invocation("- --crate-name ___ --print=file-names --target x -Cmetadata=offload-0");
        assert!(!probe.is_unit());
        let script = invocation("--crate-name build_script_build build.rs -C metadata=a");
        assert!(script.is_unit() && !script.is_for_target("x"));
    }

    #[test]
    fn kernels_are_optimised_and_keep_their_checks() {
        let optimised = |line: &str| {
            let mut changed = invocation(line);
            changed.optimise_for_device();
            changed.texts().skip(line.split_whitespace().count()).collect::<Vec<_>>().join(" ")
        };
        let all = "-Copt-level=3";
        assert_eq!(optimised("a.rs"), format!("-Cdebug-assertions=on {all}"));
        assert_eq!(optimised("a.rs -C opt-level=0"), format!("-Cdebug-assertions=on {all}"));
        assert_eq!(optimised("a.rs -C debug-assertions=off"), all);
        assert_eq!(optimised("a.rs -C opt-level=1"), all);
    }

    #[test]
    fn a_unit_as_the_artifact_names_it() {
        let unit = invocation(BIN).unit(Path::new("/w"));
        assert_eq!(unit.source, Path::new("/w/src/main.rs"));
        assert_eq!(unit.crate_types, ["bin"]);
        assert!(unit.is_linked());
        assert_eq!(invocation(BIN).dep_info_file().unwrap(), Path::new("/t/deps/saxpy-bb.d"));
    }

    #[test]
    fn mixed_libraries_are_made_in_two_calls() {
        let line = "--crate-name m src/lib.rs --crate-type lib --crate-type cdylib --emit=dep-info,link \
                    -C embed-bitcode=no -C metadata=a --out-dir /t -C incremental=/i";
        let mixed = invocation(line);
        let (library, cdylib) = mixed.split_mixed_library(&mixed.unit(Path::new("/w"))).unwrap();
        assert_eq!(library.values("--crate-type"), ["lib"]);
        assert_eq!(library.values("--emit"), ["dep-info,link"]);
        assert_eq!(cdylib.values("--crate-type"), ["cdylib"]);
        assert_eq!(cdylib.values("--emit"), ["link"]);
        assert_eq!(cdylib.codegen_values("embed-bitcode"), ["yes"]);
        assert_eq!(cdylib.codegen_values("lto"), ["fat"]);
        assert!(cdylib.codegen_values("incremental").is_empty());

        let plain = invocation("--crate-name m src/lib.rs --crate-type cdylib -C metadata=a");
        assert!(plain.split_mixed_library(&plain.unit(Path::new("/w"))).is_none());
    }
}
