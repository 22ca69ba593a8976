use corpus::{cases, digest, words};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

cases! {
    "there and back": |seed| {
        let text = words(seed, 4);
        let encoded = utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
        assert!(percent_decode_str(&encoded).decode_utf8().unwrap() == text);
        digest(encoded.as_bytes())
    };
}
