use corpus::{cases, digest, words};
use unicode_segmentation::UnicodeSegmentation;

cases! {
    "graphemes": |seed| {
        let text = format!("{}a\u{310}e\u{301}\u{1F1E9}\u{1F1EA}\r\n{}", words(seed, 4), seed % 10);
        text.graphemes(true).rev().fold(0, |hash: u64, part| hash.wrapping_mul(31) ^ digest(part.as_bytes()))
    };
    "words and sentences": |seed| {
        let text = format!("{}. \u{201c}{}\u{201d}? 3.5 can't", words(seed, 5), words(!seed, 3));
        text.unicode_words().fold(text.unicode_sentences().count() as u64, |hash, word| {
            hash.wrapping_mul(31) ^ digest(word.as_bytes())
        })
    };
}
