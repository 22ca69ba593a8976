//! Checks an artifact before it is registered: damage that would crash LLVM's runtime is an error here.

use crate::features;
use offload_abi::{ABI_VERSION, ARTIFACT_MAGIC, Artifact};
use serde::Deserialize;

/// `e_machine` of images that a device can run.
const MACHINE_X86_64: u16 = 62;
const MACHINE_AARCH64: u16 = 183;
const MACHINE_CUDA: u16 = 190;
const MACHINE_AMDGPU: u16 = 224;

/// The properties of an artifact that a launch needs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Contents {
    /// Whether it contains an image for a GPU.
    pub(crate) has_gpu: bool,
    /// Whether it contains an image for the CPU.
    pub(crate) has_cpu: bool,
    /// CPU features that the CPU image uses and this machine lacks.
    pub(crate) missing_features: Vec<String>,
    /// Architectures of the GPU images, such as `sm_90` and `gfx90a`.
    pub(crate) gpu_targets: Vec<String>,
    /// The newest CUDA release that made one of the images, as 10 * major + minor.
    pub(crate) cuda: Option<u32>,
}

impl Contents {
    /// Whether it contains an image for an NVIDIA GPU.
    pub(crate) fn has_nvidia(&self) -> bool {
        self.gpu_targets.iter().any(|target| target.starts_with("sm_"))
    }
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    cpu_features: Vec<String>,
    #[serde(default)]
    targets: Vec<Target>,
}

/// The target of an image.
#[derive(Deserialize)]
struct Target {
    triple: String,
    arch: String,
}

impl Manifest {
    fn gpu_targets(&self) -> Vec<String> {
        let is_gpu = |target: &&Target| ["nvptx", "amdgcn"].iter().any(|gpu| target.triple.starts_with(gpu));
        self.targets.iter().filter(is_gpu).map(|target| target.arch.clone()).collect()
    }
}

/// Checks everything that can be checked without running it; the error describes the problem.
///
/// # Safety
///
/// If `artifact` starts with the magic number, it is valid, and so is everything that it points to.
pub(crate) unsafe fn read(artifact: *const Artifact) -> Result<Contents, String> {
    if artifact.is_null() || !artifact.is_aligned() {
        return Err("the kernel's handle points to no artifact".into());
    }
    // SAFETY: the first field is readable; all others are once the magic number is right.
    let magic = unsafe { (*artifact).magic };
    if magic != ARTIFACT_MAGIC {
        return Err(format!("the artifact starts with {magic:#018x} instead of {ARTIFACT_MAGIC:#018x}"));
    }
    // SAFETY: it is an artifact.
    let artifact = unsafe { &*artifact };
    if artifact.abi_version != ABI_VERSION {
        return Err(format!(
            "the artifact has version {} of the contract, the program has {ABI_VERSION}",
            artifact.abi_version
        ));
    }
    if artifact.manifest.is_null() || artifact.binary.is_null() {
        return Err("the artifact has no manifest or no images".into());
    }
    // SAFETY: the manifest is not null and as long as the artifact says.
    let manifest = unsafe {
        std::slice::from_raw_parts(artifact.manifest, artifact.manifest_length.try_into().unwrap_or(0))
    };
    let manifest: Manifest =
        serde_json::from_slice(manifest).map_err(|error| format!("the manifest is not readable: {error}"))?;
    // SAFETY: the artifact's descriptor is not null.
    let binary = unsafe { &*artifact.binary };
    let count: usize = binary.image_count.try_into().unwrap_or(0);
    if count == 0 || binary.images.is_null() {
        return Err("the artifact has no images".into());
    }
    // SAFETY: the descriptor lists this many images.
    let images = unsafe { std::slice::from_raw_parts(binary.images, count) };
    let mut contents = Contents {
        has_gpu: false,
        has_cpu: false,
        missing_features: features::missing(&manifest.cpu_features),
        gpu_targets: manifest.gpu_targets(),
        cuda: None,
    };
    for (index, image) in images.iter().enumerate() {
        let length = (image.end as usize).saturating_sub(image.start as usize);
        if image.start.is_null() || length == 0 {
            return Err(format!("image {index} is empty"));
        }
        // SAFETY: an image consists of the bytes between its two pointers.
        let bytes = unsafe { std::slice::from_raw_parts(image.start.cast::<u8>(), length) };
        match machine(bytes).map_err(|problem| format!("image {index} {problem}"))? {
            gpu @ (MACHINE_CUDA | MACHINE_AMDGPU) => {
                if contents.has_cpu {
                    return Err(format!("image {index} is for a GPU and comes after the CPU's"));
                }
                contents.has_gpu = true;
                if gpu == MACHINE_CUDA {
                    // Other files have their format's version, 1, here; a cubin has the version of the CUDA
                    // that made it.
                    contents.cuda = contents.cuda.max(u32_at(bytes, 20));
                }
            }
            MACHINE_X86_64 | MACHINE_AARCH64 => contents.has_cpu = true,
            other => return Err(format!("image {index} is for the unknown machine {other}")),
        }
    }
    Ok(contents)
}

/// The machine of a complete 64-bit little-endian ELF file.
fn machine(elf: &[u8]) -> Result<u16, String> {
    const TRUNCATED: &str = "is truncated";
    if !elf.starts_with(b"\x7fELF\x02\x01") {
        return Err("is not an ELF file".into());
    }
    let segments = Table { offset: u64_at(elf, 32), entry: u16_at(elf, 54), count: u16_at(elf, 56) };
    let sections = Table { offset: u64_at(elf, 40), entry: u16_at(elf, 58), count: u16_at(elf, 60) };
    // Check offset and size of each entry's bytes; a section of type 8 (`SHT_NOBITS`) has none in the file.
    let is_complete = segments.all(elf, |entry| fits(elf, u64_at(entry, 8), u64_at(entry, 32)))
        && sections
            .all(elf, |entry| u32_at(entry, 4) == Some(8) || fits(elf, u64_at(entry, 24), u64_at(entry, 32)));
    if !is_complete {
        return Err(TRUNCATED.into());
    }
    u16_at(elf, 18).ok_or_else(|| TRUNCATED.into())
}

/// One of the two tables of an ELF file.
struct Table {
    offset: Option<u64>,
    entry: Option<u16>,
    count: Option<u16>,
}

impl Table {
    /// Whether the table is in the file and `holds` is true of each of its entries.
    fn all(&self, elf: &[u8], holds: impl Fn(&[u8]) -> bool) -> bool {
        let (Some(offset), Some(entry), Some(count)) = (self.offset, self.entry, self.count) else {
            return false;
        };
        (0..u64::from(count)).all(|index| {
            let start =
                offset.checked_add(index * u64::from(entry)).and_then(|start| usize::try_from(start).ok());
            let bytes = start.and_then(|start| elf.get(start..start.checked_add(entry.into())?));
            bytes.is_some_and(&holds)
        })
    }
}

fn fits(elf: &[u8], offset: Option<u64>, size: Option<u64>) -> bool {
    let end = offset.zip(size).and_then(|(offset, size)| offset.checked_add(size));
    end.is_some_and(|end| end <= elf.len() as u64)
}

fn bytes_at<const N: usize>(bytes: &[u8], offset: usize) -> Option<[u8; N]> {
    bytes.get(offset..offset.checked_add(N)?)?.try_into().ok()
}

fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    bytes_at(bytes, offset).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    bytes_at(bytes, offset).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], offset: usize) -> Option<u64> {
    bytes_at(bytes, offset).map(u64::from_le_bytes)
}

#[cfg(test)]
#[path = "damaged_artifact_tests.rs"]
mod damaged_tests;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_has_a_machine_and_a_cut_one_does_not() {
        let elf = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(matches!(machine(&elf), Ok(MACHINE_X86_64 | MACHINE_AARCH64)));
        for length in [6, 40, 63, 64, 4096, elf.len() / 2, elf.len() - 1] {
            assert_eq!(machine(&elf[..length]), Err("is truncated".into()), "{length} bytes");
        }
        assert_eq!(machine(b"// PTX"), Err("is not an ELF file".into()));
    }
}
