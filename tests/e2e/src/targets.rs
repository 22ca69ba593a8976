//! The targets of kernels: how they are chosen, the images for them, and errors in their names and tools.

use crate::fixture::Fixture;
use crate::process::{Output, run};
use crate::toolchain::{STABLE, cuda};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The CPU, and the GPUs that the book names.
const ALL: &str = "cpu,gfx1030,gfx1100,gfx90a,gfx942,sm_70,sm_80,sm_90";

/// Builds with GPUs among the targets.
fn with_cuda(fixture: Fixture) -> Fixture {
    fixture.with("OFFLOAD_CUDA_PATH", &cuda().to_string_lossy())
}

/// Changes the kernel, so that no earlier run of the tests has left an image for it.
fn make_new(fixture: &Fixture) {
    fixture.edit("src/main.rs", "{ 1.0 }", &format!("{{ {}.5 }}", std::process::id()));
}

/// The architectures of the images in an artifact or a program, as its manifest lists them.
fn images(file: &Path) -> Vec<String> {
    let bytes = fs::read(file).expect("the file is there");
    let text = String::from_utf8_lossy(&bytes);
    let (_, targets) = text.split_once("\"targets\":[").expect("it has a manifest");
    let (targets, _) = targets.split_once(']').expect("the list ends");
    targets
        .split("\"arch\":\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// `ptxas` accepts every kernel for each NVIDIA architecture, and `ld.lld --no-undefined` for each AMD
/// architecture: otherwise there would be OFL030, and no program.
fn compiles_for_all(fixture: &Fixture, package: &str, program: &str) {
    fixture.offload(&format!("build --release -p {package} --bin {program} --targets {ALL}")).success();
    let mut architectures = images(&fixture.program(program, "release"));
    architectures.sort();
    let gpus: Vec<&str> = ALL.split(',').filter(|target| *target != "cpu").collect();
    assert_eq!(architectures[..gpus.len()], gpus, "and the CPU's level: {architectures:?}");
    assert_eq!(architectures.len(), gpus.len() + 1);
}

macro_rules! compiles_for_all {
    ($($(#[$attribute:meta])* $name:ident: $fixture:literal;)*) => {
        $(
            #[test]
            $(#[$attribute])*
            fn $name() {
                let name = concat!("all_", $fixture);
                compiles_for_all(&with_cuda(Fixture::copy(STABLE, $fixture, name)), name, name);
            }
        )*
    };
}

compiles_for_all! {
    saxpy_for_all: "saxpy";
    #[ignore = "./x test targets runs it"]
    values_for_all: "values";
    #[ignore = "./x test targets runs it"]
    failures_for_all: "failures";
    #[ignore = "./x test targets runs it"]
    iterators_for_all: "iterators";
    #[ignore = "./x test targets runs it"]
    mapping_for_all: "mapping";
    #[ignore = "./x test targets runs it"]
    panics_for_all: "panics";
    #[ignore = "./x test targets runs it"]
    heap_for_all: "heap";
    #[ignore = "./x test targets runs it"]
    prints_for_all: "prints";
    #[ignore = "./x test targets runs it"]
    workspace_for_all: "workspace";
}

#[test]
#[ignore = "./x test targets runs it"]
fn std_offload_for_all() {
    let name = "all_std_offload";
    compiles_for_all(&with_cuda(Fixture::copy(STABLE, "std-offload", name)), name, name);
}

#[test]
#[ignore = "./x test targets runs it"]
fn examples_and_math_for_all() {
    let repository = with_cuda(Fixture::of_repository(STABLE));
    for package in ["saxpy", "blur", "from-cuda", "from-rayon"] {
        compiles_for_all(&repository, package, package);
    }
    compiles_for_all(&repository, "offload-math", "math");
}

/// The targets in the progress line of the device pass.
fn chosen(output: &Output) -> &str {
    let line = output.stderr.lines().find_map(|line| line.split_once("device pass ("));
    let (_, rest) = line.unwrap_or_else(|| panic!("{}", output.all()));
    rest.split(')').next().unwrap_or_default()
}

#[test]
fn command_line_then_variable_then_manifest() {
    let fixture = with_cuda(Fixture::copy(STABLE, "saxpy", "targets_chosen"));
    fixture.edit(
        "Cargo.toml",
        "[features]",
        "[package.metadata.offload]\ntargets = [\"sm_90\", \"cpu\"]\n\n[features]",
    );
    let build = |variable: &str, line: &str| {
        let output =
            run(fixture.cargo(&format!("offload build {line}")).env("OFFLOAD_TARGETS", variable)).success();
        (chosen(&output).to_owned(), images(&fixture.program("targets_chosen", "debug")))
    };
    let (targets, architectures) = build("", "");
    assert_eq!((targets.as_str(), architectures[0].as_str(), architectures.len()), ("cpu,sm_90", "sm_90", 2));
    let (targets, architectures) = build("gfx90a,cpu", "");
    assert_eq!(
        (targets.as_str(), architectures[0].as_str(), architectures.len()),
        ("cpu,gfx90a", "gfx90a", 2)
    );
    let (targets, architectures) = build("gfx90a,cpu", "--targets cpu");
    assert_eq!((targets.as_str(), architectures.len()), ("cpu", 1));

    fixture.edit("Cargo.toml", "[\"sm_90\", \"cpu\"]", "\"sm_90\"");
    fixture.offload("build").failure(101).says("error[OFL212]").says("targets_chosen");
}

/// A variable in the dep-info of linked units tells cargo about targets.
#[test]
fn other_targets_are_another_build() {
    let fixture = with_cuda(Fixture::copy(STABLE, "saxpy", "targets_changed"));
    let build = |targets: &str| {
        let output = fixture.offload(&format!("run --targets {targets}")).success();
        assert_eq!(output.launches(), ["targets_changed::saxpy"], "{}", output.all());
        (images(&fixture.program("targets_changed", "debug")), output)
    };
    for _ in 0..2 {
        assert_eq!(build("cpu").0.len(), 1);
        let (architectures, output) = build("cpu,sm_80");
        assert_eq!(architectures[0], "sm_80", "{}", output.all());
        let (_, again) = build("sm_80,cpu");
        assert!(again.compiled().is_empty(), "the same targets in another order; {}", again.all());
    }
}

/// Builds a fake NVIDIA driver that reports two GPUs, an sm_80 and an sm_90, or none; returns a directory for
/// `LD_LIBRARY_PATH`.
fn fake_driver(name: &str, source: &str) -> PathBuf {
    let directory = STABLE.directory().join("drivers").join(name);
    fs::create_dir_all(&directory).expect("the directory is ours");
    let from = directory.join("cuda.c");
    fs::write(&from, source).expect("the directory is ours");
    run(STABLE.command("cc").args(["-shared", "-fPIC", "-o"]).args([&directory.join("libcuda.so.1"), &from]))
        .success();
    directory
}

#[test]
fn native_is_what_the_driver_shows() {
    let two = fake_driver("two", include_str!("../../../rust/offload-rt/tests/cuda.c"));
    let fixture = with_cuda(Fixture::copy(STABLE, "saxpy", "targets_native"));
    make_new(&fixture);
    // Without its tools, a GPU that the user does not name gets no image; a GPU that the user names is an
    // error.
    let without_tools = |line: &str| {
        let mut command = fixture.cargo(line);
        run(command.env("LD_LIBRARY_PATH", &two).env("OFFLOAD_CUDA_PATH", "/nonexistent"))
    };
    let output = without_tools("offload build").success();
    assert!(
        chosen(&output).starts_with("cpu; native is nothing: sm_80,sm_90 is left out"),
        "{}",
        output.all()
    );
    without_tools("offload build --targets cpu,native").failure(101).says("OFL030").says("/nonexistent");

    let with_driver = |driver: &Path, line: &str| {
        run(fixture.cargo(&format!("offload {line}")).env("LD_LIBRARY_PATH", driver))
    };
    let output = with_driver(&two, "build --targets cpu,native").success();
    assert_eq!(chosen(&output), "cpu,sm_80,sm_90; native is sm_80,sm_90");
    assert_eq!(images(&fixture.program("targets_native", "debug"))[..2], ["sm_80", "sm_90"]);
    // With the tools, the default is the same.
    assert_eq!(chosen(&with_driver(&two, "build").success()), "cpu,sm_80,sm_90; native is sm_80,sm_90");

    let none = fake_driver("none", "int cuInit(unsigned flags) { return 100; }\n");
    let output = with_driver(&none, "build --targets native").failure(101);
    output.says("error[OFL211]").says("cuInit returned 100").says("= help: ");
    let output = with_driver(&none, "build").success();
    assert_eq!(chosen(&output).split(';').next(), Some("cpu"), "{}", output.all());
}

/// Makes a directory like a toolkit's, whose `ptxas` is a script.
fn fake_toolkit(name: &str, script: &str) -> PathBuf {
    let directory = STABLE.directory().join("toolkits").join(name);
    fs::create_dir_all(directory.join("bin")).expect("the directory is ours");
    let ptxas = directory.join("bin/ptxas");
    fs::write(&ptxas, format!("#!/bin/sh\n{script}\n")).expect("the directory is ours");
    fs::set_permissions(&ptxas, fs::Permissions::from_mode(0o755)).expect("the directory is ours");
    directory
}

#[test]
fn what_the_tools_cannot_make() {
    let fixture = Fixture::copy(STABLE, "saxpy", "targets_tools");
    make_new(&fixture);
    let build = |targets: &str, variable: &str, value: &Path| {
        let line = format!("offload build --targets {targets}");
        run(fixture.cargo(&line).env(variable, value)).failure(101)
    };
    let none = Path::new("/nonexistent");
    build("cpu,sm_90", "OFFLOAD_CUDA_PATH", none)
        .says("OFL030")
        .says("/nonexistent, which has no bin/ptxas")
        .says("pip install nvidia-cuda-nvcc-cu12");

    let newer = fake_toolkit("13", "echo 'Cuda compilation tools, release 13.0, V13.0.48'");
    build("cpu,sm_90", "OFFLOAD_CUDA_PATH", &newer)
        .says("OFL030")
        .says("belongs to CUDA 13.0, whose images LLVM's offload runtime refuses");

    let older = fake_toolkit("12.8", "echo 'Cuda compilation tools, release 12.8, V12.8.93'");
    build("cpu,sm_90", "OFFLOAD_CUDA_PATH", &older)
        .says("OFL030")
        .says("belongs to CUDA 12.8, which compiles arithmetic with 128 bits wrongly; 12.9 does not");

    let failing = "case $* in --version) echo 'Cuda compilation tools, release 12.9, V12.9.86' ;;\n\
                   *) echo \"ptxas fatal: Unsupported .version 7.8; current version is '6.0'\" >&2; exit 1 ;; esac";
    let failing = fake_toolkit("failing", failing);
    let command = format!("\"{}/bin/ptxas\" \"-arch=sm_90\"", failing.display());
    build("cpu,sm_90", "OFFLOAD_CUDA_PATH", &failing)
        .says("OFL030")
        .says(&command)
        .says("current version is '6.0'");

    build("cpu,gfx90a", "OFFLOAD_LLD", &none.join("ld.lld")).says("OFL030").says("/nonexistent/ld.lld");
}

/// Uses a `ptxas` that crashes while optimising. The warning appears with each image, and cargo repeats it if
/// nothing is compiled.
#[test]
fn a_tool_that_crashes_is_asked_for_less() {
    let real = cuda();
    let crashing = fake_toolkit(
        "crashing",
        &format!(
            "case \"$*\" in *-O3*) kill -SEGV $$ ;; *) exec '{}' \"$@\" ;; esac",
            real.join("bin/ptxas").display()
        ),
    );
    let fixture = Fixture::copy(STABLE, "saxpy", "targets_crash")
        .with("OFFLOAD_CUDA_PATH", &crashing.to_string_lossy());
    let warning = "warning: OFL040: ";
    fixture
        .offload("build --targets cpu,sm_90")
        .success()
        .says(warning)
        .says("= help: they compute the same");
    let again = fixture.offload("build --targets cpu,sm_90").success().says(warning);
    assert!(again.compiled().is_empty(), "{}", again.all());
    fixture.edit("src/main.rs", "fn main", "// Host code.\nfn main");
    fixture.offload("build --targets cpu,sm_90").success().says(warning);

    let always =
        fake_toolkit("always", "case $* in --version) echo 'release 12.9' ;; *) kill -SEGV $$ ;; esac");
    let line = "offload build --targets cpu,sm_90";
    make_new(&fixture);
    let output = run(fixture.cargo(line).env("OFFLOAD_CUDA_PATH", &always)).failure(101);
    output.says("OFL030").says("signal: 11").says("\"-O3\"");
}

/// The system ends a tool that computes too long with this signal. The message names the largest kernels.
#[test]
fn a_tool_that_computes_too_long() {
    let endless =
        fake_toolkit("endless", "case $* in *--version*) echo 'release 12.9' ;; *) kill -XCPU $$ ;; esac");
    let fixture = Fixture::copy(STABLE, "saxpy", "targets_endless")
        .with("OFFLOAD_CUDA_PATH", &endless.to_string_lossy());
    make_new(&fixture);
    let output = fixture.offload("build --targets cpu,sm_90").failure(101).says("OFL030");
    output
        .says("more than 20 minutes of processor time: raise OFFLOAD_TOOL_MINUTES")
        .says("the largest are `targets_endless::saxpy` (");
}

#[test]
fn architectures_that_are_none() {
    let fixture = with_cuda(Fixture::copy(STABLE, "saxpy", "targets_unknown"));
    // Impossible names are refused before anything is compiled; the compiler knows which others exist.
    for (target, id) in
        [("sm_x", "error[OFL205]"), ("gfx", "error[OFL205]"), ("sm_71", "OFL005"), ("gfx123", "OFL005")]
    {
        let output = fixture.offload(&format!("build --targets cpu,{target}")).failure(101);
        output.says(id).says(target).says("= help: ");
    }
}

/// The program has no image for a GPU, so it finds none, whatever the machine has.
#[test]
fn a_gpu_that_is_not_there() {
    let fixture = Fixture::copy(STABLE, "saxpy", "targets_cpu_only");
    fixture.offload("build --targets cpu").success();
    let program = fixture.program("targets_cpu_only", "debug");
    let with_device =
        |device: &str| run(STABLE.command(&program.to_string_lossy()).env("OFFLOAD_DEVICE", device));
    for device in ["gpu", "gpu:0", "gpu:1"] {
        with_device(device).failure(3).says("OFL103").says("OFFLOAD_DEVICE");
    }
    with_device("cpu").success();
    with_device("auto").success();
}

/// Code that only some targets cannot compile is an error with its place, or compiles.
#[test]
fn kernels_that_some_targets_cannot_run() {
    let fixture = with_cuda(Fixture::copy(STABLE, "saxpy", "targets_refuse"));
    let statics = "struct Room {\n    size: f32,\n    next: &'static Room,\n}\n\
                   static HALL: Room = Room { size: 0.0, next: &KITCHEN };\n\
                   static KITCHEN: Room = Room { size: 0.0, next: &HALL };\n\n\
                   fn size(rooms: usize) -> f32 {\n    let mut room = &HALL;\n    for _ in 0..rooms {\n        \
                   room = room.next;\n    }\n    room.size\n}\n\nfn main";
    fixture.edit("src/main.rs", "fn main", statics);
    fixture.edit("src/main.rs", "    *y += FACTOR", "    *y += size(y.index());\n    *y += FACTOR");
    let output = fixture.offload("build --targets cpu,sm_90").failure(101);
    output
        .says("OFL025: kernel `targets_refuse::saxpy` uses the static")
        .says("src/main.rs:")
        .says("= help: ");
    let output = fixture.offload("run --targets cpu,gfx90a").success();
    assert_eq!(output.launches(), ["targets_refuse::saxpy"], "{}", output.all());

    // Hints for the host's compiler and processor.
    let hints = "std::hint::spin_loop();\n    std::sync::atomic::compiler_fence(std::sync::atomic::Ordering::SeqCst);\n    ";
    fixture.edit("src/main.rs", "*y += size(y.index());\n    ", hints);
    fixture.offload("run --targets cpu,sm_90,gfx90a").success();
}
