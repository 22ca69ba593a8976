//! The content of the corpus, which is read from the programs' sources and the lock file, so that it is
//! written in one place.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// The program with crates that no device can run.
pub const REFUSED: &str = "corpus-refused";

/// One program.
pub struct Group {
    pub name: String,
    pub crates: Vec<Crate>,
}

#[derive(Clone)]
pub struct Crate {
    /// The name on crates.io; the feature has the same name.
    pub name: String,
    /// The module of the program.
    pub module: String,
    /// The expected error, if the crate is refused.
    pub refusal: Option<Refusal>,
}

/// A refused crate's module begins with `//! OFL021: a part of the message`, followed by the reason.
#[derive(Clone)]
pub struct Refusal {
    pub error: String,
    pub message: String,
    pub reason: String,
}

/// The programs in `cases/src/bin`, sorted.
pub fn groups(corpus: &Path) -> Result<Vec<Group>> {
    let directory = corpus.join("cases/src/bin");
    let mut groups = Vec::new();
    for entry in fs::read_dir(&directory)? {
        let path = entry?.path();
        let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
        let main = read(&path.join("main.rs"))?;
        let mut crates = Vec::new();
        for line in main.lines() {
            let Some((krate, module)) =
                line.trim().strip_suffix(';').and_then(|line| line.split_once("\": "))
            else {
                continue;
            };
            let refusal =
                if name == REFUSED { Some(refusal(&path.join(format!("{module}.rs")))?) } else { None };
            crates.push(Crate { name: krate.trim_start_matches('"').into(), module: module.into(), refusal });
        }
        ensure!(!crates.is_empty(), "{} has no crates", path.display());
        groups.push(Group { name, crates });
    }
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(groups)
}

fn refusal(module: &Path) -> Result<Refusal> {
    let text = read(module)?;
    let mut lines = text.lines().map_while(|line| line.strip_prefix("//! "));
    let (error, message) = lines
        .next()
        .and_then(|line| line.split_once(": "))
        .filter(|(error, _)| error.starts_with("OFL"))
        .with_context(|| format!("{} does not begin with its error", module.display()))?;
    let (error, message) = (error.into(), message.into());
    Ok(Refusal { error, message, reason: lines.collect::<Vec<_>>().join(" ") })
}

/// The versions of the corpus's own dependencies.
pub fn versions(corpus: &Path) -> Result<BTreeMap<String, String>> {
    let lock = read(&corpus.join("Cargo.lock"))?;
    let mut all = Vec::new();
    let mut wanted = Vec::new();
    for package in lock.split("[[package]]").skip(1) {
        let field = |key: &str| {
            package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
        };
        let (name, version) = (field("name").unwrap_or_default(), field("version").unwrap_or_default());
        all.push((name, version));
        if name == "corpus" {
            wanted.extend(
                package.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\",")),
            );
        }
    }
    // "name", or "name version" if there are several versions.
    Ok(wanted
        .into_iter()
        .filter_map(|dependency| match dependency.split_once(' ') {
            Some((name, version)) => Some((name.into(), version.into())),
            None => {
                all.iter().find(|(name, _)| *name == dependency).map(|(n, v)| (n.to_string(), v.to_string()))
            }
        })
        .collect())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}
