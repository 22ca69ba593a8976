//! Builds the C++ core with CMake and names this build by its sources.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// All sources that determine the plugin's behaviour.
const SOURCES: [&str; 6] = [
    "CMakeLists.txt",
    "cmake",
    "plugin",
    "rust/offload-abi/src",
    "rust/offload-plugin/src",
    "rust/offload-tools/src",
];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", root.join(source).display());
    }
    println!("cargo::rerun-if-env-changed=LLVM_DIR");
    println!("cargo::rustc-env=OFFLOAD_BUILD={:016x}", fingerprint(&root));
    println!("cargo::rustc-env=OFFLOAD_HOST={}", env::var("TARGET").expect("cargo sets TARGET"));
    println!("cargo::rustc-env=OFFLOAD_LLVM_MAJOR={}", build_core(&root));
}

/// Returns the major version of the LLVM that CMake found.
fn build_core(root: &Path) -> String {
    let mut config = cmake::Config::new(root);
    config.profile("Release").generator("Ninja").build_target("offload_core");
    config.define("OFFLOAD_RUSTC", env::var("RUSTC").expect("cargo sets RUSTC"));
    if let Ok(directory) = env::var("LLVM_DIR") {
        config.define("LLVM_DIR", directory);
    }
    let build = config.build().join("build");
    println!("cargo::rustc-link-search=native={}", build.join("plugin").display());
    println!("cargo::rustc-link-lib=static=offload_core");
    println!("cargo::rustc-link-lib=dylib=stdc++");
    fs::read_to_string(build.join("offload-llvm-major"))
        .expect("cmake/FindMatchingLLVM.cmake writes this file")
        .trim()
        .to_owned()
}

/// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over names and contents of all sources, in order.
fn fingerprint(root: &Path) -> u64 {
    let mut files: Vec<PathBuf> = SOURCES
        .iter()
        .flat_map(|source| walkdir::WalkDir::new(root.join(source)))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.into_path())
        .collect();
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for file in files {
        let name = file.strip_prefix(root).expect("found below the root");
        add(name.as_os_str().as_encoded_bytes());
        add(&fs::read(&file).unwrap_or_else(|error| panic!("cannot read {}: {error}", file.display())));
    }
    hash
}
