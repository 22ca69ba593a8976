use corpus::{cases, digest};
use semver::{Version, VersionReq};

cases! {
    "versions": |seed| {
        let text = format!("{}.{}.0-rc.{}+build.7", seed % 5, seed >> 40 & 15, seed % 7);
        let version = Version::parse(&text).unwrap();
        assert!(version.to_string() == text);
        u64::from(version < Version::new(2, 9, 1)) + 2 * version.pre.as_str().len() as u64
    };
    "requirements": |seed| {
        let wanted = VersionReq::parse(&format!(">={}.2, <4, ~1.{}", seed % 3, seed >> 60)).unwrap();
        let matching = (0..20).filter(|i| wanted.matches(&Version::new(i % 4, *i, 1))).count() as u64;
        matching ^ digest(wanted.to_string().as_bytes())
    };
    "errors": |seed| {
        let text = ["1.2", "1.02.3", "1.2.3-", "x"][(seed % 4) as usize];
        digest(Version::parse(text).unwrap_err().to_string().as_bytes())
    };
}
