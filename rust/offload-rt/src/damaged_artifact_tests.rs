//! Damaged artifacts cause an error before anything is registered, never a crash.

use super::{machine, read};
use offload_abi::{ABI_VERSION, ARTIFACT_MAGIC, Artifact, BinaryDescriptor, DeviceImage};
use std::ptr;

/// Xorshift64*: the same damage every time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as usize % end.max(1)
    }

    /// Changes one to four bytes, and sometimes truncates the result.
    fn damaged(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut damaged = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let place = self.below(damaged.len());
            let byte = [0, 0x80, 0xff, b'"', b'['][self.below(5)];
            damaged.get_mut(place).into_iter().for_each(|place| *place = byte);
        }
        if self.below(4) == 0 {
            damaged.truncate(self.below(bytes.len()));
        }
        damaged
    }
}

const MANIFEST: &[u8] = br#"{"cpu_features":["avx2"],"targets":[{"triple":"nvptx64-nvidia-cuda","arch":"sm_90"},{"triple":"x86_64-unknown-linux-gnu","arch":"x86-64-v3"}],"kernels":[]}"#;

/// The smallest complete ELF file: a header, one segment and one section, which cover the whole file.
fn elf(machine: u16) -> Vec<u8> {
    let mut file = vec![0; 64 + 56 + 64];
    let length = file.len() as u64;
    file[..6].copy_from_slice(b"\x7fELF\x02\x01");
    file[18..20].copy_from_slice(&machine.to_le_bytes());
    file[32..40].copy_from_slice(&64u64.to_le_bytes());
    file[40..48].copy_from_slice(&120u64.to_le_bytes());
    for (place, value) in [(54, 56u16), (56, 1), (58, 64), (60, 1)] {
        file[place..place + 2].copy_from_slice(&value.to_le_bytes());
    }
    file[64 + 32..64 + 40].copy_from_slice(&length.to_le_bytes());
    file[120 + 32..120 + 40].copy_from_slice(&length.to_le_bytes());
    file
}

/// Whether an artifact with these parts can be read.
fn is_read(manifest: &[u8], images: &[Vec<u8>]) -> bool {
    let images: Vec<_> = images
        .iter()
        .map(|image| {
            let range = image.as_ptr_range();
            DeviceImage {
                start: range.start.cast(),
                end: range.end.cast(),
                entries_begin: ptr::null(),
                entries_end: ptr::null(),
            }
        })
        .collect();
    let binary = BinaryDescriptor {
        image_count: images.len() as i32,
        images: images.as_ptr(),
        entries_begin: ptr::null(),
        entries_end: ptr::null(),
    };
    let artifact = Artifact {
        magic: ARTIFACT_MAGIC,
        abi_version: ABI_VERSION,
        reserved: 0,
        binary: &raw const binary,
        manifest: manifest.as_ptr(),
        manifest_length: manifest.len() as u64,
    };
    // SAFETY: all parts exist and have the stated lengths.
    unsafe { read(&raw const artifact) }.is_ok()
}

#[test]
fn every_cut_and_every_flipped_bit_of_an_image() {
    let good = elf(62);
    assert_eq!(machine(&good), Ok(62));
    for length in 0..good.len() {
        assert!(machine(&good[..length]).is_err(), "{length} bytes");
    }
    for place in 0..good.len() {
        for bit in 0..8 {
            let mut flipped = good.clone();
            flipped[place] ^= 1 << bit;
            let _ = machine(&flipped);
        }
    }
}

#[test]
fn damaged_manifests_and_images() {
    let whole = [elf(190), elf(62)];
    assert!(is_read(MANIFEST, &whole));
    let mut random = Random(1);
    for round in 0..20_000 {
        let (manifest, mut images) = (random.damaged(MANIFEST), whole.to_vec());
        match round % 4 {
            0 => images.reverse(),
            1 => images.truncate(random.below(2)),
            _ => images = whole.iter().map(|image| random.damaged(image)).collect(),
        }
        let _ = is_read(if round % 3 == 0 { MANIFEST } else { &manifest }, &images);
    }
}

#[test]
fn parts_that_are_missing() {
    assert!(!is_read(MANIFEST, &[]));
    assert!(!is_read(b"", &[elf(62)]));
    assert!(!is_read(MANIFEST, &[Vec::new()]));
    assert!(!is_read(MANIFEST, &[elf(62), elf(190)]));
    // SAFETY: null is allowed: it is not an artifact.
    assert!(unsafe { read(ptr::null()) }.is_err());
}
