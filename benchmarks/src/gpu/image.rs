//! The cubin in this executable, and the names of its kernels.

use std::path::Path;

use anyhow::{Context, Result, bail};
use object::{Object, ObjectSection};
use offload_abi::{ENTRY_PREFIX, MANIFEST_SECTION};
use serde_json::Value;

use crate::driver::Driver;

pub struct Own {
    pub cubin: Vec<u8>,
    /// The target of the image.
    pub target: String,
    /// The CUDA of the ptxas that made it.
    pub ptxas: String,
    manifest: Value,
}

/// An ELF file's `e_machine` for CUDA.
const MACHINE_CUDA: u16 = 190;

impl Own {
    /// The image for the driver's GPU.
    pub fn read(executable: &Path, driver: &Driver) -> Result<Self> {
        let bytes = std::fs::read(executable)?;
        let file = object::File::parse(bytes.as_slice())?;
        let section = |name: &str| file.section_by_name(name).and_then(|section| section.data().ok());
        let manifest = section(MANIFEST_SECTION).context(
            "this program has no device code: build it with `cargo offload` and `--targets cpu,sm_90`",
        )?;
        let manifest: Value = serde_json::from_slice(manifest).context("the manifest is not JSON")?;
        let containers = section(".llvm.offloading").context("this program has no images")?;
        let wanted = driver.target()?;
        let cubin = images(containers)
            .find(|image| image.arch == wanted && machine(image.bytes) == Some(MACHINE_CUDA))
            .with_context(|| format!("no image for {wanted} in this program: build it with that target"))?;
        // Other ELF files have their format's version here; a cubin has the version of its CUDA.
        let version = cubin.bytes[20];
        let ptxas = format!("{}.{}", version / 10, version % 10);
        Ok(Self { cubin: cubin.bytes.to_vec(), target: wanted, ptxas, manifest })
    }

    /// The entry of the kernel whose path ends in `name`.
    pub fn entry(&self, name: &str) -> Result<String> {
        let kernels = self.manifest["kernels"].as_array().map(Vec::as_slice).unwrap_or_default();
        let is_wanted = |kernel: &&Value| {
            kernel["name"].as_str().is_some_and(|path| path.rsplit("::").next() == Some(name))
        };
        let symbol = kernels.iter().find(is_wanted).and_then(|kernel| kernel["symbol"].as_str());
        let Some(symbol) = symbol else { bail!("the manifest has no kernel {name}") };
        Ok(format!("{ENTRY_PREFIX}{symbol}"))
    }
}

struct Image<'a> {
    arch: &'a str,
    bytes: &'a [u8],
}

/// The images of adjacent `OffloadBinary` containers (llvm/Object/OffloadBinary.h).
fn images(mut containers: &[u8]) -> impl Iterator<Item = Image<'_>> {
    std::iter::from_fn(move || {
        let start = containers.windows(4).position(|bytes| bytes == [0x10, 0xff, 0x10, 0xad])?;
        let container = &containers[start..];
        // Header: magic, version, size, and the entry's offset.
        let size = word(container, 8)?;
        let entry = word(container, 16)?;
        containers = container.get(size..)?;
        // Entry: kinds, flags, the strings' offset and number, the image's offset and size. A string has two
        // offsets, for key and value.
        let (strings, count) = (word(container, entry + 8)?, word(container, entry + 16)?);
        let (image, length) = (word(container, entry + 24)?, word(container, entry + 32)?);
        let text =
            |place: usize| std::ffi::CStr::from_bytes_until_nul(container.get(place..)?).ok()?.to_str().ok();
        let arch = (0..count).find_map(|index| {
            let pair = strings + 16 * index;
            (text(word(container, pair)?)? == "arch").then(|| text(word(container, pair + 8)?)).flatten()
        });
        Some(Image { arch: arch.unwrap_or_default(), bytes: container.get(image..image + length)? })
    })
}

fn word(bytes: &[u8], place: usize) -> Option<usize> {
    let bytes = bytes.get(place..place + 8)?.try_into().ok()?;
    usize::try_from(u64::from_le_bytes(bytes)).ok()
}

fn machine(elf: &[u8]) -> Option<u16> {
    Some(u16::from_le_bytes(elf.get(18..20)?.try_into().ok()?))
}
