//! OFL021: `memchr::arch::x86_64::memchr::memrchr_raw::FN`
//! It counts lines with memchr, which finds out at run time what the host's processor has, with its
//! instruction cpuid, and keeps the answer in a static.

use corpus::{cases, digest, words};
use serde_json::{Value, json};

cases! {
    "text of values": |seed| {
        let value = json!({"n": seed, "x": seed as i32 as f64 / 8.0, "list": [null, true, words(seed, 3)]});
        let text = value.to_string();
        let again: Value = serde_json::from_str(&text).unwrap();
        assert!(again == value);
        digest(text.as_bytes()) ^ again["n"].as_u64().unwrap()
    };
    "typed": |seed| {
        let text = format!("[[1,{}], [-3.5e{}, 4]]", seed % 1000, seed % 20);
        let rows: Vec<[f64; 2]> = serde_json::from_str(&text).unwrap();
        digest(serde_json::to_string_pretty(&rows).unwrap().as_bytes())
    };
    "errors": |seed| {
        let text = format!("{{\"a\": [1, 2{}", ["", "]", "]}", "]} x"][(seed % 4) as usize]);
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => digest(value.to_string().as_bytes()),
            Err(error) => digest(error.to_string().as_bytes()),
        }
    };
}
