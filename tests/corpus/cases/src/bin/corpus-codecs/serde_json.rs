use corpus::{cases, digest, words};
use serde_json::{Value, json};

cases! {
    "text of values": |seed| {
        let value = json!({"n": seed, "x": seed as i32 as f64 / 8.0, "list": [null, true, words(seed, 3)]});
        let text = value.to_string();
        let again = serde_json::from_str(&text).unwrap_or(Value::Null);
        assert!(again == value);
        digest(text.as_bytes()) ^ again["n"].as_u64().unwrap()
    };
    "typed": |seed| {
        let text = format!("[[1,{}], [-3.5e{}, 4]]", seed % 1000, seed % 20);
        let rows: Vec<[f64; 2]> = serde_json::from_str(&text).unwrap_or_default();
        digest(serde_json::to_string_pretty(&rows).unwrap_or_default().as_bytes())
    };
    "errors": |seed| {
        let text = format!("{{\"a\": [1, 2{}", ["", "]", "]}", "]} x"][(seed % 4) as usize]);
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => digest(value.to_string().as_bytes()),
            // Their text may be that of an error of the system, which only C has.
            Err(error) => (error.line() * 100 + error.column()) as u64,
        }
    };
}
