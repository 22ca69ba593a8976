//! Questions about devices, in a program with an artifact, with and without a driver. Each case is a process.

use offload_abi::*;
use offload_rt::{DeviceKind, default_device, devices};
use std::cell::UnsafeCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::ptr;

/// The artifact that the linker finds; each case fills it in at its start.
#[repr(transparent)]
struct Linked(UnsafeCell<Artifact>);

// SAFETY: written before anything reads it.
unsafe impl Sync for Linked {}

#[unsafe(no_mangle)]
static __offload_artifact: Linked = Linked(UnsafeCell::new(Artifact {
    magic: ARTIFACT_MAGIC,
    abi_version: ABI_VERSION,
    reserved: 0,
    binary: ptr::null(),
    manifest: ptr::null(),
    manifest_length: 0,
}));

/// Only the header of a cubin of CUDA 12.8.
fn cubin() -> Vec<u8> {
    let mut file = vec![0; 64];
    file[..6].copy_from_slice(b"\x7fELF\x02\x01");
    file[18..20].copy_from_slice(&190u16.to_le_bytes());
    file[20..24].copy_from_slice(&128u32.to_le_bytes());
    file
}

/// Makes the artifact from these images. For the CPU any shared object will do, because nothing is launched.
fn link(images: Vec<Vec<u8>>, manifest: &'static str) {
    let none: *const OffloadEntry = ptr::null();
    let image = |bytes: Vec<u8>| {
        let ends = bytes.leak().as_ptr_range();
        DeviceImage { start: ends.start.cast(), end: ends.end.cast(), entries_begin: none, entries_end: none }
    };
    let images: &'static [DeviceImage] = images.into_iter().map(image).collect::<Vec<_>>().leak();
    let binary = BinaryDescriptor {
        image_count: images.len() as i32,
        images: images.as_ptr(),
        entries_begin: none,
        entries_end: none,
    };
    // SAFETY: no other thread of this process uses it yet.
    let artifact = unsafe { &mut *__offload_artifact.0.get() };
    artifact.binary = Box::leak(Box::new(binary));
    artifact.manifest = manifest.as_ptr();
    artifact.manifest_length = manifest.len() as u64;
}

fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("devices-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Compiles a C file to a shared object.
fn compile(source: &str, output: &Path) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(source);
    let done = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(output).arg(source).status().unwrap();
    assert!(done.success());
}

/// Runs the process of a case, and returns its output: its devices, and the default one.
fn case(name: &str, images: &str, environment: &[(&str, &str)]) -> String {
    let directory = scratch(name);
    compile("kernels.c", &directory.join("kernels.so"));
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "process", "--ignored", "--nocapture", "--test-threads=1"]);
    for variable in ["OFFLOAD_DEVICE", "OFFLOAD_LIBOMPTARGET", "OMP_TARGET_OFFLOAD", "OFFLOAD_INFO"] {
        command.env_remove(variable);
    }
    command.env("TEST_IMAGES", images).env("TEST_DIRECTORY", &directory);
    command.envs(environment.iter().copied());
    let output = command.output().unwrap();
    std::fs::remove_dir_all(directory).unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.strip_prefix("> ")).map(|line| format!("{line}\n")).collect()
}

#[test]
#[ignore = "the process of a case"]
fn process() {
    let cpu = std::fs::read(Path::new(&std::env::var("TEST_DIRECTORY").unwrap()).join("kernels.so")).unwrap();
    match std::env::var("TEST_IMAGES").unwrap().as_str() {
        "cpu" => link(vec![cpu], r#"{"targets":[{"arch":"x86-64","triple":"x86_64-unknown-linux-gnu"}]}"#),
        "both" => link(
            vec![cubin(), cpu],
            r#"{"targets":[{"arch":"sm_90","triple":"nvptx64-nvidia-cuda"},
                           {"arch":"x86-64","triple":"x86_64-unknown-linux-gnu"}]}"#,
        ),
        _ => link(vec![cpu], "not JSON"),
    }
    println!();
    match devices("here") {
        Ok(devices) => {
            for device in devices {
                let kind = if device.kind == DeviceKind::Gpu { "gpu" } else { "cpu" };
                println!("> {} {kind} {}", device.number, device.memory.is_some());
            }
        }
        Err(error) => println!("> {error}"),
    }
    match default_device("here") {
        Ok(device) => println!("> default {}", device.number),
        Err(error) => println!("> {error}"),
    }
}

#[test]
fn the_cpu_is_a_device() {
    assert_eq!(case("cpu", "cpu", &[]), "0 cpu true\ndefault 0\n");
    assert_eq!(case("explicit", "cpu", &[("OFFLOAD_DEVICE", "cpu")]), "0 cpu true\ndefault 0\n");
}

#[test]
fn a_gpu_that_is_asked_for_and_not_there_is_an_error() {
    let text = case("only-cpu", "cpu", &[("OFFLOAD_DEVICE", "gpu")]);
    assert!(text.contains("OFL103: no device at here: OFFLOAD_DEVICE asks for a GPU"), "{text}");
    assert!(text.contains("CPU only") && text.contains("--targets"), "{text}");
}

#[test]
fn without_a_driver_the_cpu_is_taken_and_the_reason_known() {
    // With a driver installed, the header in place of an image would be rejected.
    if std::fs::exists("/dev/nvidiactl").unwrap() {
        return;
    }
    assert_eq!(case("auto", "both", &[]), "0 cpu true\ndefault 0\n");
    let text = case("no-driver", "both", &[("OFFLOAD_DEVICE", "gpu:1")]);
    assert!(text.contains("NVIDIA's driver is not installed (libcuda.so.1"), "{text}");
}

#[test]
fn with_a_driver_and_no_gpu_for_the_images_the_gpus_are_named() {
    let directory = scratch("driver");
    compile("cuda.c", &directory.join("libcuda.so.1"));
    let path = directory.to_str().unwrap();
    let text = case("driver-case", "both", &[("OFFLOAD_DEVICE", "gpu"), ("LD_LIBRARY_PATH", path)]);
    std::fs::remove_dir_all(&directory).unwrap();
    assert!(text.contains("sm_80 (Fake GPU 0), sm_90 (Fake GPU 1)"), "{text}");
    assert!(text.contains("libcuda.so"), "{text}");
}

#[test]
fn what_is_wrong_is_an_error_of_the_question() {
    let text = case("setting", "cpu", &[("OFFLOAD_DEVICE", "abacus")]);
    assert!(text.starts_with("OFL111: OFFLOAD_DEVICE=abacus is not understood"), "{text}");
    let text = case("runtime", "cpu", &[("OFFLOAD_LIBOMPTARGET", "/nowhere/lib.so")]);
    assert!(text.starts_with("OFL102: "), "{text}");
    let text = case("manifest", "broken", &[]);
    assert!(text.starts_with("OFL101: the device code is of another build, at here: "), "{text}");
    let text = case("disabled", "cpu", &[("OMP_TARGET_OFFLOAD", "disabled")]);
    assert!(text.starts_with("OFL103: no device at here: OMP_TARGET_OFFLOAD=disabled"), "{text}");
}
