//! The code of the book and of the repository's README, compiled and run as doctests.

macro_rules! pages {
    ($($name:ident: $path:literal;)*) => {
        $(
            #[doc = include_str!(concat!("../../../", $path))]
            mod $name {}
        )*
    };
}

pages! {
    readme: "README.md";
    getting_started: "docs/guide/getting-started.md";
    iterators: "docs/guide/iterators.md";
    kernels: "docs/guide/kernels.md";
    resident: "docs/guide/resident.md";
    coming_from: "docs/guide/coming-from.md";
    unsafe_kernels: "docs/guide/unsafe-kernels.md";
    errors: "docs/guide/errors.md";
    building: "docs/guide/building.md";
    environment: "docs/guide/environment.md";
    how_it_works: "docs/guide/how-it-works.md";
    limits: "docs/guide/limits.md";
    flags: "docs/reference/flags.md";
    info: "docs/reference/info.md";
    manifest: "docs/reference/manifest.md";
    mapping: "docs/reference/mapping.md";
    ir_contract: "docs/ir-contract.md";
    contributing: "docs/contributing.md";
}
