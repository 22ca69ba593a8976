//! The calls of a lowered launch, on LLVM's own runtime and a hand-made CPU image.

use offload_abi::*;
use offload_rt::{
    __offload_rt_finish, __offload_rt_kernel, __offload_rt_map_begin, __offload_rt_map_end,
    __offload_rt_prepare, Error, ErrorKind, last_launch, take_error,
};
use std::ffi::CString;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;

/// An artifact that was linked in, as far as the runtime layer can tell.
struct Program {
    artifact: &'static Artifact,
    entries: &'static [OffloadEntry],
}

// SAFETY: everything in it is constant from the moment it is made.
unsafe impl Sync for Program {}
// SAFETY: as above.
unsafe impl Send for Program {}

const KERNELS: [&str; 3] = ["saxpy", "by_value", "panics"];
const FINGERPRINT: u64 = 0x1234;

fn program() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| build(image(), r#"{"abi":3,"cpu_features":["sse2"]}"#))
}

fn build(image: Vec<u8>, manifest: &'static str) -> Program {
    let image = image.leak();
    let entry = |kernel| {
        let name = CString::new(format!("{ENTRY_PREFIX}{kernel}")).unwrap().into_raw();
        OffloadEntry { address: name.cast(), name: name.cast(), size: 0, flags: 0, data: 0 }
    };
    let entries: &'static [OffloadEntry] = KERNELS.into_iter().map(entry).collect::<Vec<_>>().leak();
    let ends = entries.as_ptr_range();
    let image = DeviceImage {
        start: image.as_ptr().cast(),
        end: image.as_ptr_range().end.cast(),
        entries_begin: ends.start,
        entries_end: ends.end,
    };
    let binary = BinaryDescriptor {
        image_count: 1,
        images: Box::leak(Box::new(image)),
        entries_begin: ends.start,
        entries_end: ends.end,
    };
    let artifact = Artifact {
        magic: ARTIFACT_MAGIC,
        abi_version: ABI_VERSION,
        reserved: 0,
        binary: Box::leak(Box::new(binary)),
        manifest: manifest.as_ptr(),
        manifest_length: manifest.len() as u64,
    };
    Program { artifact: Box::leak(Box::new(artifact)), entries }
}

/// The image, compiled from `kernels.c`.
fn image() -> Vec<u8> {
    static IMAGE: OnceLock<Vec<u8>> = OnceLock::new();
    IMAGE.get_or_init(compile).clone()
}

fn compile() -> Vec<u8> {
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kernels.c");
    let output =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("kernels-{}.so", std::process::id()));
    let status = Command::new("cc")
        .args(["-O2", "-shared", "-fPIC", "-o"])
        .args([&output, &source])
        .status()
        .expect("`cc` is needed to compile the test's image");
    assert!(status.success());
    let bytes = std::fs::read(&output).unwrap();
    std::fs::remove_file(output).unwrap();
    bytes
}

fn slot(name: &'static str, kind: u32, flags: u32, size: u64, count: u64) -> Slot {
    let (fields, field_count) = (std::ptr::null(), 0);
    let (element_size, element_align, name) = (size, size.max(1), Text::new(name));
    Slot {
        kind,
        flags,
        element_size,
        element_align,
        count,
        name,
        fields,
        field_count,
        witness: std::ptr::null(),
    }
}

fn slice(name: &'static str, kind: u32) -> [Slot; 2] {
    [slot(name, kind, SLOT_COUNT_IN_NEXT, 4, 0), slot("", SLOT_LITERAL, 0, 8, 1)]
}

fn place() -> Place {
    Place { file: Text::new("tests/launch.rs"), line: 7, column: 3 }
}

/// A launch with all the parts that a test may spoil.
struct Launch {
    descriptor: Descriptor,
    handle: Option<KernelHandle>,
    params: LaunchParams,
    slots: Vec<Slot>,
    values: Vec<u64>,
}

impl Launch {
    fn new(program: Option<&Program>, kernel: &'static str, slots: Vec<Slot>, values: Vec<u64>) -> Self {
        assert_eq!(slots.len(), values.len());
        let slot_count = slots.len() as u32;
        Self {
            descriptor: Descriptor {
                abi_version: ABI_VERSION,
                rank: 1,
                max_block: offload_abi::MAX_BLOCK,
                slot_count,
                flags: 0,
                fingerprint: FINGERPRINT,
                name: Text::new(kernel),
                place: place(),
                slots: slots.as_ptr(),
            },
            handle: program.map(|program| KernelHandle {
                artifact: program.artifact,
                entry: &program.entries[KERNELS.iter().position(|name| *name == kernel).unwrap()],
                fingerprint: FINGERPRINT,
                slot_count,
                flags: 0,
                carried: 0,
            }),
            params: LaunchParams {
                grid: [8, 1, 1],
                block: [256, 1, 1],
                dyn_shared: 0,
                device: -1,
                place: place(),
            },
            slots,
            values,
        }
    }

    /// Makes the calls that the host pass emits for the launch.
    fn run(&self) -> i32 {
        let handle = self.handle.as_ref().map_or(std::ptr::null(), |handle| handle as *const _);
        let (descriptor, values, params) =
            (&raw const self.descriptor, self.values.as_ptr(), &raw const self.params);
        let mapped: Vec<u32> = (0..self.slots.len() as u32)
            .filter(|slot| self.slots[*slot as usize].kind > SLOT_BY_VALUE)
            .collect();
        let mut state = LaunchState::uninit();
        // SAFETY: the slots of a test's launch point to the elements that the descriptor describes, or the
        // launch fails before it reads them.
        unsafe {
            __offload_rt_prepare(&mut state, handle, descriptor, values, params);
            mapped.iter().for_each(|slot| __offload_rt_map_begin(&mut state, *slot));
            __offload_rt_kernel(&mut state);
            mapped.iter().rev().for_each(|slot| __offload_rt_map_end(&mut state, *slot));
            __offload_rt_finish(&mut state)
        }
    }

    fn error(&self) -> Error {
        assert_eq!(self.run(), STATUS_FAILED);
        take_error().expect("a failed launch has an error")
    }
}

fn saxpy(program: Option<&Program>, a: f32, x: &[f32], y: &mut [f32]) -> Launch {
    let mut slots = vec![slot("a", SLOT_LITERAL, 0, 4, 1)];
    slots.extend(slice("x", SLOT_TO));
    slots.extend(slice("y", SLOT_TOFROM));
    let values =
        vec![a.to_bits().into(), x.as_ptr() as u64, x.len() as u64, y.as_mut_ptr() as u64, y.len() as u64];
    let mut launch = Launch::new(program, "saxpy", slots, values);
    launch.params.grid[0] = y.len().div_ceil(256) as u32;
    launch
}

/// Runs `test` again in a process of its own, with these variables. In that process it returns `None`.
fn in_a_child(test: &str, variables: &[(&str, &str)]) -> Option<Output> {
    const CHILD: &str = "OFFLOAD_RT_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        return None;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(CHILD, "1")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{output:?}");
    Some(output)
}

#[test]
fn saxpy_is_right_and_says_what_it_moved() {
    let x: Vec<f32> = (0..10_000).map(|i| i as f32).collect();
    let mut y = vec![1.0f32; 10_000];
    assert_eq!(saxpy(Some(program()), 2.0, &x, &mut y).run(), STATUS_OK, "{:?}", take_error());
    assert!(y.iter().enumerate().all(|(i, y)| *y == 1.0 + 2.0 * i as f32));
    let record = last_launch().unwrap();
    assert_eq!((record.kernel.as_str(), record.device_number), ("saxpy", 0));
    assert_eq!((record.bytes_to, record.bytes_from), (80_000, 40_000));
    assert!(record.device_name.starts_with("cpu ("), "{record:?}");
}

#[test]
fn launches_from_many_threads_are_right() {
    let x: Vec<f32> = (0..5000).map(|i| i as f32).collect();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let x = &x;
            scope.spawn(move || {
                let mut y = vec![0.0f32; 5000];
                for _ in 0..50 {
                    // All threads read parts of the same slice.
                    let n = 5000 - thread * 100;
                    assert_eq!(saxpy(Some(program()), 1.0, &x[..n], &mut y[..n]).run(), STATUS_OK);
                }
                assert!(y.iter().take(5000 - thread * 100).enumerate().all(|(i, y)| *y == 50.0 * i as f32));
            });
        }
    });
}

#[test]
fn threads_that_write_the_same_range_take_turns() {
    let x = vec![1.0f32; 4096];
    let mut y = vec![0.0f32; 4096];
    let address = y.as_mut_ptr() as usize;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let x = &x;
            scope.spawn(move || {
                for _ in 0..100 {
                    let mut launch = saxpy(Some(program()), 1.0, x, &mut []);
                    launch.values[3] = address as u64;
                    launch.values[4] = 4096;
                    launch.params.grid[0] = 16;
                    assert_eq!(launch.run(), STATUS_OK);
                }
            });
        }
    });
    assert!(y.iter().all(|y| *y == 400.0), "{}", y[0]);
}

#[test]
fn slices_that_overlap_are_sent_once() {
    let data: Vec<f32> = (0..1000).map(|i| i as f32).collect();
    let mut slots: Vec<Slot> = slice("x", SLOT_TO).to_vec();
    slots.insert(0, slot("a", SLOT_LITERAL, 0, 4, 1));
    slots.extend(slice("y", SLOT_TO));
    let values = vec![0, data.as_ptr() as u64, 600, &raw const data[400] as u64, 600];
    let launch = Launch::new(Some(program()), "saxpy", slots, values);
    assert_eq!(launch.run(), STATUS_OK, "{:?}", take_error());
    assert_eq!(last_launch().unwrap().bytes_to, 4000);
}

#[test]
fn empty_slices_are_fine() {
    let mut launch = saxpy(Some(program()), 2.0, &[], &mut []);
    assert_eq!(launch.run(), STATUS_OK);
    launch.params.grid[0] = 1;
    assert_eq!(launch.run(), STATUS_OK);
    assert_eq!(last_launch().unwrap().bytes_to, 0);
}

#[test]
fn aggregates_go_by_value_with_their_alignment() {
    #[repr(align(128))]
    struct Pair(u64, u64);
    let pair = Pair(40, 2);
    let mut sum = [0u64];
    let mut by_value = slot("pair", SLOT_BY_VALUE, 0, size_of::<Pair>() as u64, 1);
    by_value.element_align = 128;
    let out = [slot("sum", SLOT_FROM, SLOT_COUNT_IN_NEXT, 8, 0), slot("", SLOT_LITERAL, 0, 8, 1)];
    for _ in 0..3 {
        sum[0] = 0;
        let values = vec![&raw const pair as u64, sum.as_mut_ptr() as u64, 1];
        let launch = Launch::new(Some(program()), "by_value", vec![by_value, out[0], out[1]], values);
        assert_eq!(launch.run(), STATUS_OK, "{:?}", take_error());
        assert_eq!(sum[0], pair.0 + pair.1);
    }
}

#[test]
fn a_panic_comes_back_and_the_data_does_not() {
    let mut y = vec![1.0f32; 4];
    for _ in 0..2 {
        let values = vec![y.as_mut_ptr() as u64, 4];
        let launch = Launch::new(Some(program()), "panics", slice("y", SLOT_TOFROM).to_vec(), values);
        let error = launch.error();
        assert_eq!(
            error.to_string(),
            "OFL106: thread (33,0,0) of block (2,0,0) of kernel `panics` panicked at src/kernel.rs:12:5:\n\
             index out of bounds: the len is 3 but the index is 7"
        );
        assert_eq!(y[0], 1.0);
    }
    // The device is still usable.
    let x = [3.0f32; 4];
    assert_eq!(saxpy(Some(program()), 1.0, &x, &mut y).run(), STATUS_OK);
    assert_eq!(y, [4.0; 4]);
}

#[test]
fn too_much_memory_is_an_error_and_nothing_stays_mapped() {
    let mut data = [1.0f32; 32];
    // `y` lies behind `x`, so that the length below doesn't make them overlap.
    let (x, y) = data.split_at_mut(16);
    let mut launch = saxpy(Some(program()), 1.0, x, y);
    launch.values[4] = 1 << 44;
    let error = launch.error();
    let ErrorKind::OutOfMemory { argument, bytes, .. } = error.kind() else { panic!("{error}") };
    assert_eq!((argument.as_str(), *bytes), ("y", 1 << 46));
    launch.values[4] = u64::MAX / 2;
    assert_eq!(launch.error().id(), "OFL105");
    launch.values[4] = 16;
    assert_eq!(launch.run(), STATUS_OK);
    assert_eq!(y, [2.0; 16]);
}

#[test]
fn another_build_is_refused() {
    let mut y = [1.0f32; 4];
    let mut launch = saxpy(Some(program()), 1.0, &[], &mut y);
    launch.descriptor.fingerprint += 1;
    assert!(launch.error().to_string().contains("its source has changed"));
    launch.descriptor.fingerprint -= 1;
    launch.handle.as_mut().unwrap().slot_count = 4;
    assert!(launch.error().to_string().contains("4 slots in the artifact, 5 in the program"));
    launch.descriptor.abi_version = 99;
    assert_eq!(launch.error().id(), "OFL101");
}

#[test]
fn a_spoilt_artifact_is_refused() {
    let mut short = image();
    short.truncate(short.len() - 100);
    let mut y = [1.0f32; 4];
    let truncated = build(short, "{}");
    assert!(saxpy(Some(&truncated), 1.0, &[], &mut y).error().to_string().contains("image 0 is truncated"));
    let foreign = build(b"not an image at all".to_vec(), "{}");
    assert!(saxpy(Some(&foreign), 1.0, &[], &mut y).error().to_string().contains("not an ELF file"));
    let unreadable = build(image(), "{");
    assert!(saxpy(Some(&unreadable), 1.0, &[], &mut y).error().to_string().contains("manifest"));
}

#[test]
#[cfg(target_arch = "x86_64")]
fn a_cpu_without_the_features_is_refused() {
    let mut y = [1.0f32; 4];
    let newer = build(image(), r#"{"cpu_features":["tbm","avx512vp2intersect","sse2"]}"#);
    let error = saxpy(Some(&newer), 1.0, &[], &mut y).error();
    let ErrorKind::CpuFeatures { missing, .. } = error.kind() else { panic!("{error}") };
    assert!(!missing.is_empty() && !missing.contains(&"sse2".into()));
}

#[test]
fn shapes_that_cannot_run_are_refused() {
    let mut y = [1.0f32; 4];
    let mut launch = saxpy(Some(program()), 1.0, &[], &mut y);
    for (grid, block, says) in [
        ([1, 2, 1], [1, 1, 1], "uses 1 of the 3 axes"),
        ([1, 1, 1], [0, 1, 1], "0 threads along x"),
        ([1, 1, 1], [2048, 1, 1], "2048 threads"),
        ([u32::MAX, 1, 1], [1, 1, 1], "4294967295 blocks"),
    ] {
        launch.params.grid = grid;
        launch.params.block = block;
        let error = launch.error();
        assert!(error.id() == "OFL108" && error.to_string().contains(says), "{error}");
    }
    launch.params.grid = [1; 3];
    launch.params.block = [1; 3];
    launch.params.device = 1;
    assert!(launch.error().to_string().contains("device 1 was asked for, but there is one device, number 0"));
}

#[test]
fn without_an_artifact_it_is_an_error() {
    let mut y = [1.0f32; 4];
    let error = saxpy(None, 1.0, &[], &mut y).error();
    assert_eq!(error.id(), "OFL100");
    assert!(error.to_string().contains("cargo offload"), "{error}");
    assert!(error.to_string().contains("tests/launch.rs:7:3"), "{error}");
}

#[test]
fn without_an_artifact_the_fallback_runs_where_it_is_allowed() {
    let Some(_) = in_a_child(
        "without_an_artifact_the_fallback_runs_where_it_is_allowed",
        &[("OFFLOAD_FALLBACK", "no-artifact"), ("OFFLOAD_LIBOMPTARGET", "/nowhere")],
    ) else {
        assert_eq!(saxpy(None, 1.0, &[], &mut [1.0]).run(), STATUS_USE_FALLBACK);
        assert_eq!(saxpy(Some(program()), 1.0, &[], &mut [1.0]).error().id(), "OFL102");
        return;
    };
}

#[test]
fn any_missing_part_may_be_allowed_to_fall_back() {
    let Some(_) = in_a_child(
        "any_missing_part_may_be_allowed_to_fall_back",
        &[("OFFLOAD_FALLBACK", "always"), ("OFFLOAD_LIBOMPTARGET", "/nowhere")],
    ) else {
        assert_eq!(saxpy(None, 1.0, &[], &mut [1.0]).run(), STATUS_USE_FALLBACK);
        assert_eq!(saxpy(Some(program()), 1.0, &[], &mut [1.0]).run(), STATUS_USE_FALLBACK);
        return;
    };
}

#[test]
fn a_setting_that_means_nothing_is_an_error() {
    let Some(_) = in_a_child("a_setting_that_means_nothing_is_an_error", &[("OFFLOAD_FALLBACK", "perhaps")])
    else {
        assert_eq!(saxpy(Some(program()), 1.0, &[], &mut [1.0]).error().id(), "OFL111");
        return;
    };
}

#[test]
fn forbidden_devices_are_named() {
    let Some(_) = in_a_child("forbidden_devices_are_named", &[("OMP_TARGET_OFFLOAD", "disabled")]) else {
        let error = saxpy(Some(program()), 1.0, &[], &mut [1.0]).error();
        assert_eq!(error.id(), "OFL103");
        assert!(error.to_string().contains("OMP_TARGET_OFFLOAD=disabled"), "{error}");
        return;
    };
}

#[test]
fn a_missing_runtime_is_an_error() {
    let Some(_) =
        in_a_child("a_missing_runtime_is_an_error", &[("OFFLOAD_LIBOMPTARGET", "/nowhere/libomptarget.so")])
    else {
        let mut y = [1.0];
        let error = saxpy(Some(program()), 1.0, &[1.0], &mut y).error();
        assert_eq!(error.id(), "OFL102");
        assert!(error.to_string().contains("Tried: /nowhere/libomptarget.so."), "{error}");
        assert_eq!(y, [1.0]);
        return;
    };
}

#[test]
fn info_lists_each_transfer_and_each_launch() {
    let Some(output) = in_a_child("info_lists_each_transfer_and_each_launch", &[("OFFLOAD_INFO", "1")])
    else {
        let mut y = vec![1.0f32; 1000];
        assert_eq!(saxpy(Some(program()), 1.0, &vec![1.0; 1000], &mut y).run(), STATUS_OK);
        return;
    };
    let text = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("offload: ")).collect();
    let transfer = |direction, name| {
        format!(
            "offload: transfer {direction} argument=\"{name}\" bytes=4000 device=0 place=\"tests/launch.rs:7:3\""
        )
    };
    assert_eq!(lines.len(), 4, "{text}");
    assert_eq!(lines[..2], [transfer("to", "x"), transfer("to", "y")]);
    assert!(lines[2].starts_with(
        "offload: launch kernel=\"saxpy\" grid=4,1,1 block=256,1,1 device=0 device_name=\"cpu ("
    ));
    assert!(lines[2].contains("place=\"tests/launch.rs:7:3\" time_us="), "{text}");
    assert_eq!(lines[3], transfer("from", "y"));
}

#[test]
fn nothing_is_loaded_before_the_first_launch() {
    let Some(_) = in_a_child("nothing_is_loaded_before_the_first_launch", &[]) else {
        let loaded = || std::fs::read_to_string("/proc/self/maps").unwrap().contains("libomptarget.so");
        assert_eq!(saxpy(None, 1.0, &[], &mut [1.0]).error().id(), "OFL100");
        assert!(!loaded());
        assert_eq!(saxpy(Some(program()), 1.0, &[1.0], &mut [1.0]).run(), STATUS_OK);
        assert!(loaded());
        return;
    };
}

#[test]
fn no_file_is_left_behind() {
    let Some(_) = in_a_child("no_file_is_left_behind", &[]) else {
        assert_eq!(saxpy(Some(program()), 1.0, &[1.0], &mut [1.0]).run(), STATUS_OK);
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let mut loaded = maps.lines().filter(|line| line.contains("/tmp/tmpfile_"));
        assert!(loaded.all(|line| line.ends_with("(deleted)")), "{maps}");
        return;
    };
}
