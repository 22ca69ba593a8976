//! Extracts one kernel from the output of the plugin or of NVIDIA's disassembler, and adds source lines
//! between the instructions.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use offload_abi::ENTRY_PREFIX;

/// The language of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// LLVM's IR, in which the plugin writes places as comments.
    LlvmIr,
    /// LLVM's assembly for any target but NVIDIA's.
    Assembly,
    /// NVIDIA's virtual instructions.
    Ptx,
    /// NVIDIA's machine instructions, as `nvdisasm --print-code --print-line-info` writes them.
    Sass,
}

impl Language {
    /// The lines of the functions of `entry`; on the CPU there are several.
    fn functions<'a>(self, text: &'a str, entry: &str) -> Vec<&'a str> {
        let mut function_lines = Vec::new();
        let mut inside = false;
        for line in text.lines() {
            inside |= self.begins(line, entry);
            if inside {
                function_lines.push(line);
            }
            inside &= !self.ends(line);
        }
        function_lines
    }

    fn begins(self, line: &str, entry: &str) -> bool {
        let (before, after) = match self {
            Self::LlvmIr => ("@", ['(', '.']),
            Self::Assembly => ("", [':', '.']),
            Self::Ptx => (".visible .entry ", ['(', '(']),
            Self::Sass => (".text.", [':', ':']),
        };
        let line = match self {
            Self::LlvmIr => {
                line.strip_prefix("define ").and_then(|line| line.find('@').map(|position| &line[position..]))
            }
            _ => Some(line),
        };
        let rest = line.and_then(|line| line.strip_prefix(before)?.strip_prefix(entry));
        rest.is_some_and(|rest| rest.starts_with(after))
    }

    fn ends(self, line: &str) -> bool {
        match self {
            Self::LlvmIr | Self::Ptx => line == "}",
            Self::Assembly => line.starts_with(".Lfunc_end"),
            Self::Sass => line.starts_with("//----"),
        }
    }

    /// Whether a listing omits `line`: directives and labels of debug information.
    fn is_noise(self, line: &str) -> bool {
        const STARTS: [&str; 17] = [
            ".Ltmp",
            ".Lfunc_",
            ".cfi_",
            ".file",
            ".loc\t",
            ".loc ",
            ".p2align",
            ".section",
            ".size",
            ".text.",
            ".type",
            ".addrsig",
            "// begin inline asm",
            "// end inline asm",
            "#APP",
            "#NO_APP",
            "//----",
        ];
        let line = line.trim_start();
        line.is_empty() || STARTS.iter().any(|start| line.starts_with(start))
    }

    /// The file and line of the following instructions, if `line` states them.
    fn place(self, line: &str, files: &HashMap<u32, PathBuf>) -> Option<(PathBuf, usize)> {
        match self {
            Self::LlvmIr => {
                let (file, number) = line.strip_prefix("; @ ")?.rsplit_once(':')?;
                Some((file.into(), number.parse().ok()?))
            }
            Self::Sass => {
                let (file, rest) = line.trim_start().strip_prefix("//## File \"")?.split_once("\", line ")?;
                let number = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
                Some((file.into(), number.parse().ok()?))
            }
            Self::Assembly | Self::Ptx => {
                let mut words = line.trim_start().strip_prefix(".loc")?.split_whitespace();
                let file = files.get(&words.next()?.parse().ok()?)?;
                Some((file.clone(), words.next()?.parse().ok()?))
            }
        }
    }
}

/// The files by their numbers in `.file` directives: `.file 1 "directory" "name"`, or without the directory.
fn numbered_files(text: &str) -> HashMap<u32, PathBuf> {
    let file = |line: &str| {
        let rest = line.trim_start().strip_prefix(".file")?.trim_start();
        let (number, rest) = rest.split_once([' ', '\t'])?;
        let mut quoted = rest.split('"').skip(1).step_by(2);
        let mut path = PathBuf::from(quoted.next()?);
        path.extend(quoted.next());
        Some((number.parse().ok()?, path))
    };
    text.lines().filter_map(file).collect()
}

/// The description of one kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kernel {
    /// Its path, for display.
    pub name: String,
    /// Its v0 symbol.
    pub symbol: String,
    /// Its place in the source, `file:line:column`.
    pub place: String,
}

/// The source files of a workspace, each read once.
#[derive(Debug)]
pub struct Sources<'a> {
    root: &'a Path,
    files: HashMap<PathBuf, Vec<String>>,
}

impl<'a> Sources<'a> {
    /// The sources of the workspace at `root`.
    pub fn new(root: &'a Path) -> Self {
        Self { root, files: HashMap::new() }
    }

    /// `file:line: text`; without the text if the workspace has no such file.
    fn quote(&mut self, file: &Path, line: usize) -> String {
        let lines = self.files.entry(file.to_owned()).or_insert_with(|| {
            let text = fs::read_to_string(self.root.join(file)).unwrap_or_default();
            text.lines().map(|line| line.trim().to_owned()).collect()
        });
        match line.checked_sub(1).and_then(|index| lines.get(index)) {
            Some(text) => format!("{}:{line}: {text}", file.display()),
            None => format!("{}:{line}", file.display()),
        }
    }
}

/// The readable listing of `kernel` from `text`; `None` if `text` does not contain it.
pub fn of_kernel(
    kernel: &Kernel,
    language: Language,
    text: &str,
    comment: &str,
    sources: &mut Sources,
) -> Option<String> {
    let entry = format!("{ENTRY_PREFIX}{}", kernel.symbol);
    let lines = language.functions(text, &entry);
    if lines.is_empty() {
        return None;
    }
    let files = numbered_files(text);
    let mut listing = String::new();
    let mut last = None;
    for line in lines {
        if let Some(place) = language.place(line, &files) {
            // Line 0 marks code that the compiler generated.
            if place.1 != 0 && last.as_ref() != Some(&place) {
                let _ = writeln!(listing, "{comment} {}", sources.quote(&place.0, place.1));
                last = Some(place);
            }
        } else if !language.is_noise(line) {
            if language.begins(line, &entry) {
                last = None;
            }
            let line = without_debug_metadata(line).replace(&format!("{entry}_param_"), "param_");
            let _ = writeln!(listing, "{}", with_names(&line.replace(&entry, &kernel.name)));
        }
    }
    Some(listing)
}

/// Removes `, !dbg !12` from an IR instruction, and ` !dbg !12` from a function's head.
fn without_debug_metadata(line: &str) -> String {
    let Some((before, after)) = line.split_once("!dbg !") else { return line.to_owned() };
    let rest = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
    format!("{}{rest}", before.trim_end().trim_end_matches(','))
}

/// Demangles all names in `line`.
fn with_names(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find("_R") {
        let (before, name) = rest.split_at(start);
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let length = name.find(|letter| !is_letter(letter)).unwrap_or(name.len());
        let demangled = (!before.ends_with(is_letter))
            .then(|| rustc_demangle::try_demangle(&name[..length]).ok())
            .flatten();
        shown.push_str(before);
        match demangled {
            Some(demangled) => {
                let _ = write!(shown, "{demangled:#}");
            }
            None => shown.push_str(&name[..length]),
        }
        rest = &name[length..];
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYMBOL: &str = "_RNvCs1234_3app1k";

    /// The listing of kernel `app::k` in `text`, in which `ENTRY` is a placeholder for its entry's name.
    fn listing(language: Language, text: &str) -> Option<String> {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("src")).unwrap();
        fs::write(root.path().join("src/main.rs"), "fn main() {\n    *y += 1.0;\n}\n").unwrap();
        let kernel = Kernel { name: "app::k".into(), symbol: SYMBOL.into(), place: "src/main.rs:1:1".into() };
        let text = text.replace("ENTRY", &format!("{ENTRY_PREFIX}{SYMBOL}"));
        of_kernel(&kernel, language, &text, "//", &mut Sources::new(root.path()))
    }

    #[test]
    fn ptx() {
        let text = ".visible .entry ENTRY2(\n{\n}\n.visible .entry ENTRY(\n\t.param .u64 ENTRY_param_0\n)\n{\n\
                    \t.loc\t1 2 5\n\tfma;\n\t.loc\t1 2 9\n\tst;\n\t.loc\t1 0 9\n\tret;\n\n}\n\t.file\t1 \"src/main.rs\"\n";
        let expected = ".visible .entry app::k(\n\t.param .u64 param_0\n)\n{\n// src/main.rs:2: *y += 1.0;\n\tfma;\n\tst;\n\tret;\n}\n";
        assert_eq!(listing(Language::Ptx, text).unwrap(), expected);
    }

    #[test]
    fn assembly_in_several_functions() {
        let text = "ENTRY.loop:\n.Lfunc_begin0:\n\t.file\t1 \"src\" \"main.rs\"\n\t.loc\t1 2 5 is_stmt 0\n\
                    \tcallq\t_RNvCs1234_3app5other@PLT\n.Lfunc_end0:\n\t.size\tENTRY.loop, 5\nother:\n\tnop\nENTRY:\n\tret\n.Lfunc_end1:\n";
        let expected =
            "app::k.loop:\n// src/main.rs:2: *y += 1.0;\n\tcallq\tapp::other@PLT\napp::k:\n\tret\n";
        assert_eq!(listing(Language::Assembly, text).unwrap(), expected);
    }

    #[test]
    fn intermediate_representation() {
        let text = "declare void @ENTRY()\ndefine protected void @ENTRY(ptr %y) #0 !dbg !4 {\n; @ src/main.rs:2\n  store i8 0, ptr %y, align 1, !dbg !5, !noalias !6\n\
                    ; @ /rustc/0/library/core/src/a.rs:7\n  ret void, !dbg !5\n}\n";
        let expected = "define protected void @app::k(ptr %y) #0 {\n// src/main.rs:2: *y += 1.0;\n  store i8 0, ptr %y, align 1, !noalias !6\n\
                        // /rustc/0/library/core/src/a.rs:7\n  ret void\n}\n";
        assert_eq!(listing(Language::LlvmIr, text).unwrap(), expected);
    }

    #[test]
    fn machine_instructions() {
        let text = "\t.section\t.text.ENTRY,\"ax\"\n.text.ENTRY:\n\t//## File \"src/main.rs\", line 2\n        /*0000*/  FFMA ;\n\
                    //---------- .text.other\n        /*0000*/  NOP ;\n";
        assert_eq!(
            listing(Language::Sass, text).unwrap(),
            "// src/main.rs:2: *y += 1.0;\n        /*0000*/  FFMA ;\n"
        );
    }

    #[test]
    fn a_kernel_that_is_not_there() {
        assert_eq!(listing(Language::Ptx, ".visible .entry other(\n{\n}\n"), None);
    }
}
