//! `cargo offload emit`: the code of a kernel, with the lines of its source.

use crate::fixture::{Fixture, line_of, read};
use crate::toolchain::{STABLE, cuda};

fn fixture(name: &str) -> Fixture {
    Fixture::copy(STABLE, "saxpy", name).with("OFFLOAD_CUDA_PATH", &cuda().to_string_lossy())
}

/// Requires an instruction with one of `operations` below the kernel's own line, before the next quoted line.
#[track_caller]
fn shows(fixture: &Fixture, arguments: &str, comment: &str, operations: &[&str]) {
    let output = fixture.offload(&format!("emit --release --kernel saxpy {arguments}")).success();
    let body = "*y += FACTOR * a * x[y.index()];";
    let line = line_of(&read(&fixture.directory.join("src/main.rs")), body);
    let quoted = format!("{comment} src/main.rs:{line}: {body}");
    let quoting = format!("{comment} src/");
    let mut inside = false;
    let is_shown = output.stdout.lines().any(|line| {
        inside = if line.starts_with(&quoting) { line == quoted } else { inside };
        inside && operations.iter().any(|operation| line.contains(operation))
    });
    assert!(is_shown, "no {operations:?} below {quoted:?}\n{}", output.all());
    let noise = ["_RN", "__offload_entry", "!dbg", ".loc", ".cfi_", "$L__tmp"];
    let bad = output.stdout.lines().find(|line| noise.iter().any(|noise| line.contains(noise)));
    assert_eq!(bad, None, "{}", output.all());
}

/// Each listing compiles again, even code that has just been compiled.
#[test]
fn every_kind_shows_the_line_of_the_arithmetic() {
    let fixture = fixture("emit_kinds");
    let all = "--targets cpu,sm_90,gfx90a";
    shows(&fixture, &format!("{all} --kind ptx"), "//", &["fma.rn.f32"]);
    shows(&fixture, &format!("{all} --kind sass"), "//", &["FFMA"]);
    shows(&fixture, &format!("{all} --kind llvm-ir"), ";", &["fmul contract float"]);
    // The default is assembly for these targets; the CPU's comes first.
    shows(&fixture, all, "#", &["vmulps", "mulps"]);
    shows(&fixture, all, ";", &["v_fmac_f32", "v_fma_f32"]);
}

/// A listing does not affect later builds.
#[test]
fn images_are_the_same_after_a_listing() {
    let fixture = fixture("emit_fresh");
    fixture.offload("build --release --targets cpu,sm_90").success();
    let artifact = fixture.device_output("emit_fresh", "release");
    let before = std::fs::read(&artifact).expect("it was built");
    fixture.offload("emit --release --targets cpu,sm_90").success();
    assert!(std::fs::read(&artifact).expect("it was built") == before, "a listing changes the image");
    fixture.offload("build --release --targets cpu,sm_90").success();
    let again = fixture.offload("build --release --targets cpu,sm_90").success();
    assert!(again.compiled().is_empty(), "{}", again.all());
}

#[test]
fn what_cannot_be_printed_is_said() {
    let fixture = fixture("emit_wrong");
    let says = |line: &str, text: &str| {
        let output = fixture.offload(&format!("emit {line}")).failure(101).says(text).says("= help: ");
        assert!(output.stdout.is_empty(), "{}", output.all());
    };
    says("--kind mir", "error[OFL217]: there is no kind of listing called `mir`");
    says(
        "--kernel axpby --targets cpu",
        "error[OFL218]: no kernel has `axpby` in its name; there are: emit_wrong::saxpy",
    );
    says("--kind ptx --targets cpu,gfx90a", "error[OFL219]: there is no ptx for cpu,gfx90a");
    says("--targets abacus", "error[OFL205]");
}

/// The help is not that of `cargo build`, which knows none of the options.
#[test]
fn help_is_of_the_command() {
    let fixture = fixture("emit_help");
    for command in ["emit --release -h", "emit --help", "help emit"] {
        let output = fixture.offload(command).success();
        for text in
            ["cargo offload emit [OPTIONS]", "--targets", "--kind", "--kernel", "`cargo build --help`"]
        {
            assert!(output.stdout.contains(text), "no {text} in {}", output.all());
        }
    }
}

/// Uses a toolkit that only has `ptxas`, like the Python package.
#[test]
fn a_missing_disassembler_is_said_before_anything_is_compiled() {
    let toolkit = STABLE.directory().join("toolkit without nvdisasm");
    std::fs::create_dir_all(toolkit.join("bin")).expect("the directory is ours");
    let _ = std::os::unix::fs::symlink(cuda().join("bin/ptxas"), toolkit.join("bin/ptxas"));
    let fixture = Fixture::copy(STABLE, "saxpy", "emit_no_tool")
        .with("OFFLOAD_CUDA_PATH", &toolkit.to_string_lossy())
        // Hide the modules of the machine's Python, too.
        .with("PYTHONHOME", "/nonexistent");
    let output = fixture.offload("emit --kind sass --targets sm_90").failure(101);
    let output = output.says("error[OFL220]: no nvdisasm").says("nvidia-cuda-nvdisasm");
    assert!(output.compiled().is_empty(), "{}", output.all());
}
