//! What can go wrong, each with an id that has a page in `docs/errors`.

use std::path::PathBuf;

/// An error of `cargo offload` that has an id; everything else is an `anyhow` error with its context.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what variants and fields are")]
pub enum Error {
    #[error("the plugin {plugin} was built for LLVM {plugin_llvm}, but {rustc} uses LLVM {rustc_llvm}")]
    LlvmMismatch { plugin: String, plugin_llvm: u32, rustc: String, rustc_llvm: u32 },
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
    #[error("there is no target: `native` is this machine's GPU, and there is none{}", because(.reason))]
    NoTarget { reason: String },
    #[error("`targets` in the metadata of {whose} is {value}")]
    BadMetadata { whose: String, value: String },
    #[error("there is no program to bundle")]
    NothingToBundle,
    #[error("{} is there and is not a bundle", .directory.display())]
    NotABundle { directory: PathBuf },
    #[error("{} needs {library}, which the loader does not find", .file.display())]
    LibraryMissing { library: String, file: PathBuf },
    #[error("OFFLOAD_FP={value} is not understood")]
    UnknownArithmetic { value: String },
    #[error("`{kind}` is nothing that can be printed")]
    UnknownKind { kind: String },
    #[error("{}", no_kernel(.wanted, .known))]
    NoSuchKernel { wanted: String, known: Vec<String> },
    #[error("there is no {kind} for {targets}")]
    KindWithoutTarget { kind: &'static str, targets: String },
    #[error("{reason}")]
    NoDisassembler { reason: String },
    #[error("{rustc} uses no LLVM that is known: {reason}")]
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
            Error::UnknownArithmetic { .. } => "OFL216",
            Error::UnknownKind { .. } => "OFL217",
            Error::NoSuchKernel { .. } => "OFL218",
            Error::KindWithoutTarget { .. } => "OFL219",
            Error::NoDisassembler { .. } => "OFL220",
        }
    }

    /// What the user can do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Error::LlvmMismatch { .. } => {
                "build the plugin for this rustc's LLVM, name another plugin in OFFLOAD_PLUGIN, or choose another \
                 toolchain (`cargo +<toolchain> offload …`)"
            }
            Error::PluginNotFound { .. } => {
                "build it (`cargo build --release -p offload-plugin`), put it beside cargo-offload, or name it in \
                 OFFLOAD_PLUGIN"
            }
            Error::PluginUnreadable { .. } => {
                "build plugin and cargo-offload from the same version of offload"
            }
            Error::OtherTarget { .. } => {
                "leave out --target; what the kernels run on is chosen by OFFLOAD_TARGETS or --targets"
            }
            Error::UnknownTarget { .. } => {
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
                "write a list of names: [package.metadata.offload] targets = [\"cpu\", \"sm_90\"]"
            }
            Error::NothingToBundle => {
                "choose a package or a target that is a program: -p, --bin, --example, --test"
            }
            Error::NotABundle { .. } => "name another directory with --output, or remove this one",
            Error::LibraryMissing { .. } => "install the library, or name its directory in LD_LIBRARY_PATH",
            Error::UnknownArithmetic { .. } => "it is `contract`, the default, or `strict`",
            Error::UnknownKind { .. } => {
                "--kind is llvm-ir, asm (cpu and AMD GPUs), ptx or sass (NVIDIA GPUs)"
            }
            Error::NoSuchKernel { .. } => {
                "--kernel takes a part of a kernel's name; only what a program launches is compiled: choose the program with -p, \
                 --bin or --example"
            }
            Error::KindWithoutTarget { .. } => {
                "every target has llvm-ir, cpu and AMD GPUs have asm, NVIDIA GPUs have ptx and sass: name a target with \
                 --targets, such as sm_90 or gfx90a"
            }
            Error::NoDisassembler { .. } => {
                "install a CUDA toolkit, or `pip install nvidia-cuda-nvdisasm`; --kind ptx needs neither"
            }
            Error::RustcUnknown { .. } => "use a rustc of the stable or nightly channel from rustup",
        }
    }
}

fn no_kernel(wanted: &str, known: &[String]) -> String {
    if known.is_empty() {
        return "there is no kernel in what was built".to_owned();
    }
    format!("no kernel has `{wanted}` in its name; there are: {}", known.join(", "))
}

fn because(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(" ({reason})") }
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// Says `error` on stderr the way rustc does, with id and help where it has them.
pub fn report(error: &anyhow::Error) {
    match error.downcast_ref::<Error>() {
        Some(known) => eprintln!("error[{}]: {error:#}\n  = help: {}", known.id(), known.help()),
        None => eprintln!("error: {error:#}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each variant.
    fn all() -> Vec<Error> {
        let (text, path) = (String::new, PathBuf::new);
        vec![
            Error::LlvmMismatch { plugin: text(), plugin_llvm: 0, rustc: text(), rustc_llvm: 0 },
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
            Error::BadMetadata { whose: text(), value: text() },
            Error::NothingToBundle,
            Error::NotABundle { directory: path() },
            Error::LibraryMissing { library: text(), file: path() },
            Error::UnknownArithmetic { value: text() },
            Error::UnknownKind { kind: text() },
            Error::NoSuchKernel { wanted: text(), known: vec![] },
            Error::KindWithoutTarget { kind: "ptx", targets: text() },
            Error::NoDisassembler { reason: "no nvdisasm".to_owned() },
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
