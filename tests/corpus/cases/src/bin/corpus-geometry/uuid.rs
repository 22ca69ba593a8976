use corpus::{cases, digest};
use uuid::{Builder, Uuid};

cases! {
    "text": |seed| {
        let uuid = Builder::from_random_bytes((u128::from(seed) << 64 | u128::from(!seed)).to_be_bytes()).into_uuid();
        let text = uuid.to_string();
        assert!(Uuid::parse_str(&text).unwrap() == uuid);
        digest(text.as_bytes()) ^ digest(uuid.urn().to_string().as_bytes()) ^ uuid.get_version_num() as u64
    };
    "errors": |seed| {
        let text = format!("{{67e55044-10b1-426f-{:04x}-bb680e5fe0c{}", seed as u16, if seed % 2 == 0 { "8}" } else { "g" });
        digest(format!("{:?}", Uuid::try_parse(&text)).as_bytes())
    };
}
