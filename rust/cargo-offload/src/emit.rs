//! `cargo offload emit`: prints the code of kernels with the lines of their source.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use offload_tools::cuda;
use serde_json::Value;

use crate::error::Error;
use crate::listing::{self, Kernel, Language, Sources};

/// The kinds of listings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The optimised IR that goes into the back end.
    LlvmIr,
    /// The assembly of a CPU or an AMD GPU.
    Assembly,
    /// The virtual instructions of an NVIDIA GPU.
    Ptx,
    /// The machine instructions of an NVIDIA GPU.
    Sass,
}

impl Kind {
    fn parse(text: &str) -> Result<Self, Error> {
        match text {
            "llvm-ir" => Ok(Self::LlvmIr),
            "asm" => Ok(Self::Assembly),
            "ptx" => Ok(Self::Ptx),
            "sass" => Ok(Self::Sass),
            _ => Err(Error::UnknownKind { kind: text.to_owned() }),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::LlvmIr => "llvm-ir",
            Self::Assembly => "asm",
            Self::Ptx => "ptx",
            Self::Sass => "sass",
        }
    }

    /// The kind that LLVM's back end writes for `target`.
    fn written_for(target: &str) -> Self {
        if target.starts_with("sm_") { Self::Ptx } else { Self::Assembly }
    }

    fn exists_for(self, target: &str) -> bool {
        match self {
            Self::LlvmIr => true,
            Self::Sass => Self::written_for(target) == Self::Ptx,
            _ => Self::written_for(target) == self,
        }
    }

    fn language(self) -> Language {
        match self {
            Self::LlvmIr => Language::LlvmIr,
            Self::Assembly => Language::Assembly,
            Self::Ptx => Language::Ptx,
            Self::Sass => Language::Sass,
        }
    }

    /// The extension of the plugin's file of this kind.
    fn extension(self) -> &'static str {
        match self {
            Self::LlvmIr => "ll",
            Self::Assembly => "s",
            Self::Ptx | Self::Sass => "ptx",
        }
    }

    /// The start of a comment.
    fn comment(self, target: &str) -> &'static str {
        match self {
            Self::Assembly if target == "cpu" => "#",
            Self::LlvmIr | Self::Assembly => ";",
            Self::Ptx | Self::Sass => "//",
        }
    }
}

/// The arguments of `emit` that are not cargo's.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct EmitOptions {
    /// `--kind`; without it, the kind that LLVM's back end writes.
    pub kind: Option<Kind>,
    /// `--kernel`: a part of the wanted kernels' names.
    pub kernel: String,
}

impl EmitOptions {
    /// Separates these options from the other arguments that follow `cargo offload emit`.
    pub fn take(arguments: &[String]) -> Result<(Self, Vec<String>)> {
        let mut options = Self::default();
        let mut rest = Vec::new();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let (name, inline) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word.as_str(), None),
            };
            if name != "--kind" && name != "--kernel" {
                rest.push(word.clone());
                continue;
            }
            let value = inline.or_else(|| words.next().map(String::as_str));
            match (name, value) {
                ("--kind", value) => options.kind = Some(Kind::parse(value.unwrap_or_default())?),
                (_, Some(value)) => options.kernel = value.to_owned(),
                (_, None) => bail!("--kernel needs a part of a kernel's name"),
            }
        }
        Ok((options, rest))
    }

    /// The kind to print for each of `targets` (separated by commas); omits targets that do not have it.
    pub fn choose<'a>(&self, targets: &'a str) -> Result<Vec<(&'a str, Kind)>, Error> {
        let chosen: Vec<(&str, Kind)> = targets
            .split(',')
            .map(|target| (target, self.kind.unwrap_or_else(|| Kind::written_for(target))))
            .filter(|(target, kind)| kind.exists_for(target))
            .collect();
        match (self.kind, chosen.is_empty()) {
            (Some(kind), true) => {
                Err(Error::KindWithoutTarget { kind: kind.name(), targets: targets.to_owned() })
            }
            _ => Ok(chosen),
        }
    }

    /// The wanted kernels among `kernels`, each once.
    pub fn select(&self, mut kernels: Vec<Kernel>) -> Result<Vec<Kernel>, Error> {
        kernels.sort_by(|a, b| (&a.name, &a.symbol).cmp(&(&b.name, &b.symbol)));
        kernels.dedup();
        let wanted: Vec<Kernel> =
            kernels.iter().filter(|kernel| kernel.name.contains(&self.kernel)).cloned().collect();
        if wanted.is_empty() {
            let available = kernels.into_iter().map(|kernel| kernel.name).collect();
            return Err(Error::NoSuchKernel { wanted: self.kernel.clone(), available });
        }
        Ok(wanted)
    }
}

/// Reads a kernel of a manifest.
pub fn kernel(of_manifest: &Value) -> Kernel {
    let text = |field: &str| of_manifest[field].as_str().unwrap_or_default().to_owned();
    Kernel { name: text("name"), symbol: text("symbol"), place: text("place") }
}

/// Checks that the programs for the chosen kinds are installed.
pub fn check_tools(chosen: &[(&str, Kind)]) -> Result<(), Error> {
    if chosen.iter().any(|(_, kind)| *kind == Kind::Sass) {
        cuda::disassembler().map_err(|reason| Error::NoDisassembler { reason })?;
    }
    Ok(())
}

/// Returns listings of `kernels` from the files that the plugin has written to `directory`.
pub fn print(
    kernels: &[Kernel],
    chosen: &[(&str, Kind)],
    directory: &Path,
    workspace: &Path,
) -> Result<String> {
    let mut sources = Sources::new(workspace);
    let mut printed = Vec::new();
    for (target, kind) in chosen {
        let texts = texts(directory, target, *kind)?;
        let comment = kind.comment(target);
        for kernel in kernels {
            let mut listings = texts
                .iter()
                .filter_map(|text| listing::of_kernel(kernel, kind.language(), text, comment, &mut sources));
            let listing = listings.next().with_context(|| {
                format!("the plugin has written no {} of `{}` for {target}", kind.name(), kernel.name)
            })?;
            let head = format!("{comment} {} ({}): {} for {target}", kernel.name, kernel.place, kind.name());
            printed.push(format!("{head}\n{listing}"));
        }
    }
    Ok(printed.join("\n"))
}

/// One text per compiled program.
fn texts(directory: &Path, target: &str, kind: Kind) -> Result<Vec<String>> {
    let end = format!(".{target}.{}", kind.extension());
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).context("the plugin has written nothing")? {
        files.push(entry?.path());
    }
    files.retain(|file| file.to_string_lossy().ends_with(&end));
    files.sort();
    let text = |file: &PathBuf| match kind {
        Kind::Sass => disassemble(file, target),
        _ => fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display())),
    };
    files.iter().map(text).collect()
}

fn disassemble(ptx: &Path, target: &str) -> Result<String> {
    let cubin = ptx.with_extension("cubin");
    let assembler = cuda::assembler().map_err(anyhow::Error::msg)?;
    // The plugin has already reported warnings about the image.
    cuda::assemble(&assembler, target, ptx, &cubin).map_err(|error| anyhow::Error::msg(error.to_string()))?;
    let disassembler = cuda::disassembler().map_err(|reason| Error::NoDisassembler { reason })?;
    output(Command::new(disassembler).args(["--print-code", "--print-line-info"]).arg(&cubin))
}

fn output(command: &mut Command) -> Result<String> {
    let program = Path::new(command.get_program()).display().to_string();
    let output = command.output().with_context(|| format!("cannot run {program}"))?;
    if !output.status.success() {
        bail!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(line: &str) -> Result<(EmitOptions, Vec<String>)> {
        EmitOptions::take(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    fn id<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
        result.unwrap_err().id()
    }

    #[test]
    fn own_options_are_taken_out() {
        let (parsed, rest) =
            options("--release --kind=ptx -p saxpy --kernel axp --features a=b --targets cpu").unwrap();
        assert_eq!(parsed, EmitOptions { kind: Some(Kind::Ptx), kernel: "axp".into() });
        assert_eq!(rest.join(" "), "--release -p saxpy --features a=b --targets cpu");
        assert!(options("--kernel").is_err());
        for line in ["--kind", "--kind=mir", "--kind SASS"] {
            assert_eq!(options(line).unwrap_err().downcast::<Error>().unwrap().id(), "OFL217");
        }
    }

    #[test]
    fn each_target_has_its_kinds() {
        let choose = |line: &str, targets: &'static str| options(line).unwrap().0.choose(targets);
        assert_eq!(choose("", "cpu,sm_90").unwrap(), [("cpu", Kind::Assembly), ("sm_90", Kind::Ptx)]);
        assert_eq!(choose("--kind sass", "cpu,gfx90a,sm_90").unwrap(), [("sm_90", Kind::Sass)]);
        assert_eq!(choose("--kind llvm-ir", "gfx90a").unwrap(), [("gfx90a", Kind::LlvmIr)]);
        assert_eq!(id(choose("--kind ptx", "cpu,gfx90a")), "OFL219");
        assert_eq!(id(choose("--kind asm", "sm_90")), "OFL219");
    }

    #[test]
    fn kernels_by_a_part_of_their_names() {
        let kernel = |name: &str| Kernel { name: name.into(), symbol: name.into(), place: String::new() };
        let all = vec![kernel("a::two"), kernel("a::one"), kernel("a::two")];
        let (wanted, _) = options("--kernel tw").unwrap();
        assert_eq!(wanted.select(all.clone()).unwrap(), [kernel("a::two")]);
        assert_eq!(EmitOptions::default().select(all.clone()).unwrap().len(), 2);
        let (other, _) = options("--kernel three").unwrap();
        let error = other.select(all).unwrap_err();
        assert_eq!(error.to_string(), "no kernel has `three` in its name; there are: a::one, a::two");
        assert_eq!(error.id(), "OFL218");
        assert_eq!(id(EmitOptions::default().select(Vec::new())), "OFL218");
    }
}
