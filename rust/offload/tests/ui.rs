//! What the macros refuse, each with its message and place. `TRYBUILD=overwrite cargo test --test ui` writes the
//! messages again.

#[test]
fn messages() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
