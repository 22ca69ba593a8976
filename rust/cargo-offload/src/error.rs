//! The errors of `cargo offload`. Each has an id with a page in `docs/errors`.

use std::path::PathBuf;

/// An error of `cargo offload` that has an id; all others are `anyhow` errors with context.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what variants and fields are")]
pub enum Error {
    #[error("the plugin {plugin} was built for LLVM {plugin_llvm}, but {rustc} uses LLVM {rustc_llvm}")]
    LlvmMismatch { plugin: String, plugin_llvm: u32, rustc: String, rustc_llvm: u32, advice: String },
    #[error("liboffload_plugin.so was not found; looked at {}", list(.looked_at))]
    PluginNotFound { looked_at: Vec<PathBuf> },
    #[error("{} is not a plugin of this cargo-offload: {reason}", .plugin.display())]
    PluginUnreadable { plugin: PathBuf, reason: String },
    #[error("`--target {target}` was given, but offloaded programs are built for the host, {host}")]
    OtherTarget { target: String, host: String },
    #[error("unknown target `{target}`")]
    UnknownTarget { target: String },
    #[error("there is no artifact for {unit}: {} does not exist", .artifact.display())]
    ArtifactMissing { unit: String, artifact: PathBuf },
    #[error("{} is not an artifact: {reason}", .artifact.display())]
    ArtifactDamaged { artifact: PathBuf, reason: String },
    #[error("{} belongs to another build: {reason}", .artifact.display())]
    ArtifactOutdated { artifact: PathBuf, reason: String },
    #[error("no artifact among the {objects} objects that were to be linked into {}", .output.display())]
    NoArtifactToLink { objects: usize, output: PathBuf },
    #[error("`native` is the only target, and this machine has no GPU{}", because(.reason))]
    NoTarget { reason: String },
    #[error("`{key}` in the metadata of {whose} is {value}")]
    BadMetadata { whose: String, key: &'static str, value: String },
    #[error("there is no program to bundle")]
    NothingToBundle,
    #[error("{} exists and is not a bundle", .directory.display())]
    NotABundle { directory: PathBuf },
    #[error("{} needs {library}, which the loader does not find", .file.display())]
    LibraryMissing { library: String, file: PathBuf },
    #[error("{variable}={value} is not a valid setting")]
    BadSetting { variable: &'static str, value: String },
    #[error("there is no kind of listing called `{kind}`")]
    UnknownKind { kind: String },
    #[error("{}", no_kernel(.wanted, .available))]
    NoSuchKernel { wanted: String, available: Vec<String> },
    #[error("there is no {kind} for {targets}")]
    KindWithoutTarget { kind: &'static str, targets: String },
    #[error("{reason}")]
    NoDisassembler { reason: String },
    #[error("the kernels of {unit} were compiled from other code than the program")]
    OtherCode { unit: String },
    #[error("{unit} launches kernels: {}", .kernels.join(", "))]
    StaticLibrary { unit: String, kernels: Vec<String> },
    #[error("unknown target `{target}`")]
    UnsupportedTarget { target: String },
    #[error("cannot tell which LLVM {rustc} uses: {reason}")]
    RustcUnknown { rustc: String, reason: String },
}

impl Error {
    /// The id, `OFL2xx`.
    pub fn id(&self) -> &'static str {
        match self {
            Error::LlvmMismatch { .. } => "OFL201",
            Error::PluginNotFound { .. } => "OFL202",
            Error::PluginUnreadable { .. } => "OFL203",
            Error::OtherTarget { .. } => "OFL204",
            Error::UnknownTarget { .. } => "OFL205",
            Error::ArtifactMissing { .. } => "OFL206",
            Error::ArtifactDamaged { .. } => "OFL207",
            Error::ArtifactOutdated { .. } => "OFL208",
            Error::NoArtifactToLink { .. } => "OFL209",
            Error::RustcUnknown { .. } => "OFL210",
            Error::NoTarget { .. } => "OFL211",
            Error::BadMetadata { .. } => "OFL212",
            Error::NothingToBundle => "OFL213",
            Error::NotABundle { .. } => "OFL214",
            Error::LibraryMissing { .. } => "OFL215",
            Error::BadSetting { .. } => "OFL216",
            Error::UnknownKind { .. } => "OFL217",
            Error::NoSuchKernel { .. } => "OFL218",
            Error::KindWithoutTarget { .. } => "OFL219",
            Error::NoDisassembler { .. } => "OFL220",
            Error::OtherCode { .. } => "OFL221",
            Error::StaticLibrary { .. } => "OFL222",
            // The plugin's id: in a build by hand the plugin reports this error.
            Error::UnsupportedTarget { .. } => "OFL005",
        }
    }

    /// The same mismatch, with `advice` on which toolchain to use.
    pub(crate) fn with_toolchain(self, advice: String) -> Self {
        match self {
            Error::LlvmMismatch { plugin, plugin_llvm, rustc, rustc_llvm, .. } => {
                Error::LlvmMismatch { plugin, plugin_llvm, rustc, rustc_llvm, advice }
            }
            other => other,
        }
    }

    /// A hint that says how to fix the error.
    pub fn help(&self) -> &str {
        match self {
            Error::LlvmMismatch { advice, .. } => advice,
            Error::PluginNotFound { .. } => {
                "build it (`cargo build --release -p offload-plugin`), put it beside cargo-offload, or name it in \
                 OFFLOAD_PLUGIN"
            }
            Error::PluginUnreadable { .. } => {
                "build plugin and cargo-offload from the same version of offload"
            }
            Error::OtherTarget { .. } => {
                "leave out --target; OFFLOAD_TARGETS or --targets choose the devices for the kernels"
            }
            Error::UnknownTarget { .. } | Error::UnsupportedTarget { .. } => {
                "known targets are: cpu, sm_70 and later for NVIDIA, gfx90a and other AMD architectures, and native for the \
                 GPUs of this machine"
            }
            Error::ArtifactMissing { .. } => {
                "the host pass builds a unit that the device pass did not: build with the same arguments in one \
                 `cargo offload` call"
            }
            Error::ArtifactDamaged { .. } | Error::ArtifactOutdated { .. } => {
                "remove the directory `offload` in the target directory and build again"
            }
            Error::NoArtifactToLink { .. } => {
                "the device pass leaves its artifact in the one object of a program that is linked with fat LTO: \
                 build with `cargo offload`, or with lto = \"fat\" and the flags of `cargo offload flags device`; a \
                 crate of type dylib cannot be offloaded, make it a cdylib or lib"
            }
            Error::NoTarget { .. } => "name the architecture, such as sm_90, or add cpu",
            Error::BadMetadata { .. } => {
                "`targets` is a list of names, as in [package.metadata.offload] targets = [\"cpu\", \"sm_90\"]; `toolchain` is \"auto\""
            }
            Error::NothingToBundle => {
                "choose a package or a target that is a program: -p, --bin, --example, --test"
            }
            Error::NotABundle { .. } => "name another directory with --output, or remove this one",
            Error::LibraryMissing { .. } => "install the library, or name its directory in LD_LIBRARY_PATH",
            Error::BadSetting { .. } => {
                "OFFLOAD_FP is `contract`, the default, or `strict`; OFFLOAD_CACHE_SIZE is a number of bytes, or a size such as 512M; \
                 OFFLOAD_TOOLCHAIN is `auto`"
            }
            Error::UnknownKind { .. } => {
                "--kind is llvm-ir, asm (cpu and AMD GPUs), ptx or sass (NVIDIA GPUs)"
            }
            Error::NoSuchKernel { .. } => {
                "--kernel takes a part of a kernel's name; only kernels that the program launches are compiled: choose the program \
                 with -p, --bin or --example"
            }
            Error::KindWithoutTarget { .. } => {
                "every target has llvm-ir, cpu and AMD GPUs have asm, NVIDIA GPUs have ptx and sass: name a target with \
                 --targets, such as sm_90 or gfx90a"
            }
            Error::NoDisassembler { .. } => {
                "install a CUDA toolkit, or `pip install nvidia-cuda-nvdisasm`; --kind ptx needs neither"
            }
            Error::OtherCode { .. } => {
                "features and cfgs of all crates have to be the same in both passes: a build script must not make them depend on \
                 the directory or the time"
            }
            Error::StaticLibrary { .. } => {
                "the linker of a static library would omit them: make the crate a cdylib, or a lib that a Rust program uses"
            }
            Error::RustcUnknown { .. } => "use a rustc of the stable or nightly channel from rustup",
        }
    }
}

fn no_kernel(wanted: &str, available: &[String]) -> String {
    if available.is_empty() {
        return "the program launches no kernel".to_owned();
    }
    format!("no kernel has `{wanted}` in its name; there are: {}", available.join(", "))
}

fn because(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(" ({reason})") }
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each variant.
    fn all() -> Vec<Error> {
        let (text, path) = (String::new, PathBuf::new);
        vec![
            Error::LlvmMismatch {
                plugin: text(),
                plugin_llvm: 0,
                rustc: text(),
                rustc_llvm: 0,
                advice: "use another".to_owned(),
            },
            Error::PluginNotFound { looked_at: vec![] },
            Error::PluginUnreadable { plugin: path(), reason: text() },
            Error::OtherTarget { target: text(), host: text() },
            Error::UnknownTarget { target: text() },
            Error::ArtifactMissing { unit: text(), artifact: path() },
            Error::ArtifactDamaged { artifact: path(), reason: text() },
            Error::ArtifactOutdated { artifact: path(), reason: text() },
            Error::NoArtifactToLink { objects: 0, output: path() },
            Error::RustcUnknown { rustc: text(), reason: text() },
            Error::NoTarget { reason: text() },
            Error::BadMetadata { whose: text(), key: "targets", value: text() },
            Error::NothingToBundle,
            Error::NotABundle { directory: path() },
            Error::LibraryMissing { library: text(), file: path() },
            Error::BadSetting { variable: "OFFLOAD_FP", value: text() },
            Error::UnknownKind { kind: text() },
            Error::NoSuchKernel { wanted: text(), available: vec![] },
            Error::KindWithoutTarget { kind: "ptx", targets: text() },
            Error::NoDisassembler { reason: "no nvdisasm".to_owned() },
            Error::OtherCode { unit: text() },
            Error::StaticLibrary { unit: text(), kernels: vec![] },
        ]
    }

    #[test]
    fn every_error_has_its_id_and_its_page() {
        let pages = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors");
        for (index, error) in all().into_iter().enumerate() {
            let id = format!("OFL{}", 201 + index);
            assert_eq!(error.id(), id);
            let page = std::fs::read_to_string(pages.join(format!("{id}.md"))).unwrap();
            assert!(page.starts_with(&format!("# {id}: ")) && page.contains("**Mend.**"), "{id}");
            assert!(!error.help().is_empty() && !error.to_string().is_empty());
        }
    }
}
