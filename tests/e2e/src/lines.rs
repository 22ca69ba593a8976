//! Line tables of images: every image has one that maps instructions to the kernel's lines.

use crate::fixture::{Fixture, line_of, read};
use crate::process::run;
use crate::toolchain::{STABLE, cuda};
use std::fs;
use std::path::Path;

/// ELF's machine numbers for x86-64, NVIDIA's GPUs and AMD's GPUs.
const MACHINES: [(u16, &str); 3] = [(62, "cpu"), (190, "sm_90"), (224, "gfx90a")];

/// The images in an artifact, with their targets. Each slice extends to the artifact's end, which ELF readers
/// ignore.
fn images(artifact: &[u8]) -> Vec<(&'static str, &[u8])> {
    let starts = (1..artifact.len()).filter(|start| artifact[*start..].starts_with(b"\x7fELF"));
    let image = |start: usize| {
        let number = u16::from_le_bytes([artifact[start + 18], artifact[start + 19]]);
        let (_, target) = MACHINES.iter().find(|(machine, _)| *machine == number).expect("a machine of ours");
        (*target, &artifact[start..])
    };
    starts.map(image).collect()
}

/// The lines of the source file `name` to which the line table maps instructions of `image`, according to
/// LLVM.
fn lines(image: &Path, name: &str) -> Vec<usize> {
    let table = run(STABLE.llvm_tool("llvm-dwarfdump").arg("--debug-line").arg(image)).success().stdout;
    let mut lines = Vec::new();
    let (mut announced, mut number) = ("", "");
    for line in table.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["file_names[", index] => announced = index.trim_end_matches("]:"),
            ["name:", file] if file.trim_matches('"') == name => number = announced,
            [address, line, _, file, ..] if address.starts_with("0x") && *file == number => {
                lines.push(line.parse().expect("the second column is a line"));
            }
            _ => {}
        }
    }
    lines
}

#[test]
fn every_image_has_the_kernels_lines() {
    let fixture =
        Fixture::copy(STABLE, "saxpy", "lines").with("OFFLOAD_CUDA_PATH", &cuda().to_string_lossy());
    fixture.offload("build --release --targets cpu,sm_90,gfx90a").success();
    let artifact = fs::read(fixture.device_output("lines", "release")).expect("it was built");
    let images = images(&artifact);
    assert_eq!(images.len(), MACHINES.len());
    let line = line_of(&read(&fixture.directory.join("src/main.rs")), "*y += FACTOR * a * x[y.index()];");
    for (target, image) in images {
        let file = fixture.directory.join(target);
        fs::write(&file, image).expect("the copy is ours");
        let lines_of_image = lines(&file, "main.rs");
        assert!(
            lines_of_image.contains(&line),
            "{target}: nothing of line {line}, but of {lines_of_image:?}"
        );
    }
}

/// A label that LLVM writes for debug info would end a basic block in ptxas, and change its registers.
#[test]
fn ptx_has_lines_and_no_labels_of_debug_info() {
    let ptx = crate::ptx::sm_90_of("lines", |fixture| fixture);
    assert!(ptx.contains("\t.loc\t"), "no line in\n{ptx}");
    // The first file may belong to the user crate's shim.
    let is_source = |line: &str| line.starts_with("\t.file\t") && line.ends_with(" \"src/main.rs\"");
    assert!(ptx.lines().any(is_source), "not the program's file in\n{ptx}");
    let labels: Vec<&str> = ptx.lines().filter(|line| line.ends_with(':')).collect();
    assert!(!labels.is_empty(), "no block of the kernel has a label\n{ptx}");
    assert!(labels.iter().all(|label| label.starts_with("$L__BB")), "{labels:?}");
}
