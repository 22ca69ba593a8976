use corpus::{cases, words};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

cases! {
    "width": |seed| {
        let letter = char::from_u32((seed % 0xd800) as u32).unwrap();
        words(seed, 5).width() as u64 * 10 + letter.width().unwrap_or(7) as u64
    };
}
