//! The C header that the plugin's core includes is generated from this crate.

use std::{env, fs, path::Path};

/// cbindgen skips string constants, so they come from the crate's own list.
fn names() -> String {
    let constants: String = offload_abi::NAMES
        .iter()
        .map(|(name, text)| format!("constexpr const char {name}[] = \"{text}\";\n"))
        .collect();
    format!("namespace offload::abi {{\n{constants}}} // namespace offload::abi")
}

#[test]
fn the_c_header_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let header = root.join("../../plugin/include/offload/Abi.h");
    let config = cbindgen::Config {
        language: cbindgen::Language::Cxx,
        namespace: Some("offload::abi".into()),
        pragma_once: true,
        no_includes: true,
        sys_includes: vec!["cstddef".into(), "cstdint".into()],
        usize_is_size_t: true,
        autogen_warning: Some(
            "// Generated from rust/offload-abi; to regenerate it: BLESS=1 cargo test -p offload-abi".into(),
        ),
        documentation: true,
        trailer: Some(names()),
        constant: cbindgen::ConstantConfig { allow_static_const: true, ..Default::default() },
        export: cbindgen::ExportConfig {
            include: [
                "Descriptor",
                "LaunchParams",
                "Report",
                "Heap",
                "CpuContext",
                "KernelHandle",
                "Artifact",
            ]
            .map(String::from)
            .to_vec(),
            ..Default::default()
        },
        ..Default::default()
    };
    let bindings = cbindgen::Builder::new().with_crate(root).with_config(config).generate().unwrap();
    let mut generated = Vec::new();
    bindings.write(&mut generated);
    let generated = String::from_utf8(generated).unwrap();
    if env::var_os("BLESS").is_some() {
        fs::write(&header, &generated).unwrap();
    }
    let committed = fs::read_to_string(&header).unwrap_or_default();
    assert!(committed == generated, "{} is out of date: BLESS=1 cargo test -p offload-abi", header.display());
}
