use base64::prelude::*;
use corpus::{bytes, cases, digest};

cases! {
    "there and back": |seed| {
        let data = bytes(seed, (seed % 200) as usize);
        let text = BASE64_STANDARD.encode(&data);
        assert!(BASE64_STANDARD.decode(&text).unwrap() == data);
        digest(text.as_bytes()) ^ digest(BASE64_URL_SAFE_NO_PAD.encode(&data).as_bytes())
    };
    "errors": |seed| {
        let mut text = BASE64_STANDARD.encode(bytes(seed, 20)).into_bytes();
        text[(seed % 27) as usize] = seed as u8;
        match BASE64_STANDARD.decode(&text) {
            Ok(data) => digest(&data),
            Err(error) => digest(error.to_string().as_bytes()),
        }
    };
}
