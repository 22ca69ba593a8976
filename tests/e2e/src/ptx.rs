//! The book's PTX of saxpy is the compiler's output, and has the properties that make it fast.

use crate::fixture::{Fixture, read};
use crate::toolchain::{STABLE, cuda, root};
use std::fs;
use std::path::PathBuf;

const PAGE: &str = "docs/guide/saxpy-ptx.md";

/// The instructions of the only entry, up to its first `ret`, which threads with an element execute.
/// Parameter names omit the entry's long name, and labels omit the function's number.
pub fn hot_path(ptx: &str) -> Vec<String> {
    let (_, entry) = ptx.split_once(".visible .entry ").expect("it has an entry");
    let (name, rest) = entry.split_once('(').expect("it has parameters");
    let (_, body) = rest.split_once("\n{").expect("it has a body");
    let (body, _) = body.split_once("\tret;").expect("it returns");
    let is_code =
        |line: &&str| !line.is_empty() && !["//", ".loc", ".reg"].iter().any(|start| line.starts_with(start));
    let tidy = |line: &str| {
        let code = line.split("//").next().unwrap_or_default().trim_end();
        let words: Vec<&str> = code.split_whitespace().collect();
        without_number(&words.join(" ").replace(&format!("{name}_"), ""))
    };
    body.lines().map(str::trim).filter(is_code).map(tidy).chain(["ret;".to_owned()]).collect()
}

/// `$L__BB_3` of `$L__BB7_3`.
fn without_number(line: &str) -> String {
    match line.split_once("$L__BB") {
        Some((before, label)) => {
            format!("{before}$L__BB{}", label.trim_start_matches(|digit: char| digit.is_ascii_digit()))
        }
        None => line.to_owned(),
    }
}

/// The code of the page's PTX block, with its comments.
fn documented(page: &str) -> Vec<(String, String)> {
    let (_, block) = page.split_once("```ptx\n").expect("the page has a PTX block");
    let (block, _) = block.split_once("```").expect("the block ends");
    let parts = |line: &str| {
        let (code, comment) = line.split_once("//").unwrap_or((line, ""));
        (code.trim().to_owned(), comment.trim().to_owned())
    };
    block.lines().map(parts).filter(|(code, _)| !code.is_empty()).collect()
}

/// The page with `code` in its block; unchanged lines keep their comments.
fn blessed(page: &str, code: &[String]) -> String {
    let old_lines = documented(page);
    let width = code.iter().map(String::len).max().unwrap_or_default() + 2;
    let comment =
        |line: &String| old_lines.iter().find(|(code, _)| code == line).map_or("", |(_, comment)| comment);
    let line = |code: &String| match comment(code) {
        "" => format!("{code}\n"),
        comment => format!("{code:width$}// {comment}\n"),
    };
    let (before, rest) = page.split_once("```ptx\n").expect("the page has a PTX block");
    let (_, after) = rest.split_once("```").expect("the block ends");
    format!("{before}```ptx\n{}```{after}", code.iter().map(line).collect::<String>())
}

/// The PTX for `sm_90` of fixture `saxpy` after `change`; `name` is the test's own.
pub fn sm_90_of(name: &str, change: impl FnOnce(Fixture) -> Fixture) -> String {
    let name = format!("ptx_{name}_{}", std::process::id());
    let dump = STABLE.directory().join(&name);
    let fixture = Fixture::copy(STABLE, "saxpy", &name)
        .with("OFFLOAD_CUDA_PATH", &cuda().to_string_lossy())
        .with("OFFLOAD_DUMP_DIR", &dump.to_string_lossy());
    let fixture = change(fixture);
    fixture.offload("build --release --targets cpu,sm_90").success();
    let files = fs::read_dir(&dump).expect("the device pass has made it");
    let paths = files.map(|entry| entry.expect("readable").path());
    let is_ptx = |path: &PathBuf| path.to_string_lossy().ends_with(".sm_90.ptx");
    let ptx = read(&paths.into_iter().find(is_ptx).expect("the PTX of the only program"));
    fs::remove_dir_all(&dump).expect("it is ours");
    fs::remove_dir_all(&fixture.directory).expect("it is ours");
    ptx
}

/// The compiler's PTX for the book's `y[i] += a * x[i]` with this attribute.
fn saxpy(name: &str, attribute: &str) -> String {
    sm_90_of(name, |fixture| with_attribute(fixture, attribute))
}

fn with_attribute(fixture: Fixture, attribute: &str) -> Fixture {
    fixture.edit("src/main.rs", "#[offload::kernel]", attribute);
    fixture.edit(
        "src/main.rs",
        "*y += FACTOR * a * x[y.index()];",
        "let i = y.index();\n    *y += a * x[i];",
    );
    fixture
}

#[test]
fn strict_arithmetic_rounds_twice() {
    let all_kernels = |fixture| with_attribute(fixture, "#[offload::kernel]").with("OFFLOAD_FP", "strict");
    for ptx in [saxpy("strict", "#[offload::kernel(fp = \"strict\")]"), sm_90_of("all_strict", all_kernels)] {
        let text = hot_path(&ptx).join("\n");
        assert!(text.contains("mul.rn.f32") && text.contains("add.rn.f32"), "{text}");
        assert!(!text.contains("fma"), "{text}");
    }
}

#[test]
fn arithmetic_of_an_unknown_kind_is_refused() {
    let fixture = Fixture::copy(STABLE, "saxpy", "unknown_fp").with("OFFLOAD_FP", "fast");
    fixture.offload("build").failure(101).says("error[OFL216]: OFFLOAD_FP=fast").says("= help: ");
}

#[test]
fn the_book_shows_the_ptx_of_saxpy() {
    let ptx = saxpy("book", "#[offload::kernel]");
    let code = hot_path(&ptx);
    let text = code.join("\n");
    for line in code.iter().filter(|line| line.starts_with("ld.") || line.starts_with("st.")) {
        let is_fast = ["ld.param.", "ld.global.", "st.global."].iter().any(|start| line.starts_with(start));
        assert!(is_fast, "a generic access, or one to local memory: {line}\n{text}");
    }
    assert!(text.contains("ld.global.nc."), "read-only data takes the read-only path\n{text}");
    assert!(text.contains("fma.rn.f32"), "the product and the sum are one operation\n{text}");
    assert!(!text.contains("call"), "panic code in the hot path\n{text}");
    let entry = &ptx[ptx.find(".visible .entry ").expect("it has an entry")..];
    assert!(entry.contains(".maxntid 256\n"), "the entry is for any block\n{entry}");
    assert!(!entry.contains("__local_depot"), "the entry has a stack\n{entry}");

    let path = root().join(PAGE);
    let page = read(&path);
    let shown: Vec<String> = documented(&page).into_iter().map(|(code, _)| code).collect();
    if shown != code && std::env::var_os("BLESS").is_some() {
        fs::write(&path, blessed(&page, &code)).expect("the page can be written");
        return;
    }
    assert_eq!(
        shown, code,
        "{PAGE} shows other code; BLESS=1 writes it, and comments have to be added by hand"
    );
}
