//! OFL023: `textwrap::word_separators::LINE_SEGMENTER
//! It keeps its table of line breaks in a thread-local.

use corpus::{cases, digest, words};
use textwrap::{Options, dedent, fill, indent, wrap};

cases! {
    "lines": |seed| {
        let text = words(seed, 20);
        let options = Options::new(10 + (seed % 30) as usize).subsequent_indent("  ");
        digest(fill(&text, options).as_bytes()) ^ wrap(&text, 17).len() as u64
    };
    "indents": |seed| {
        let text = indent(&words(seed, 5).replace(' ', "\n"), "   ");
        digest(dedent(&text).as_bytes())
    };
}
