//! The choice among devices, and the errors if there is none.

use super::*;

fn contents(gpu_targets: &[&str], has_cpu: bool) -> Contents {
    Contents {
        has_gpu: !gpu_targets.is_empty(),
        has_cpu,
        missing_features: Vec::new(),
        gpu_targets: gpu_targets.iter().map(|target| (*target).to_owned()).collect(),
        cuda: Some(128),
    }
}

/// Devices without a driver.
fn devices(count: u32, has_gpu: bool, has_cpu: bool) -> Devices {
    Devices::with_driver(count, &contents(if has_gpu { &["gfx90a"] } else { &[] }, has_cpu), None)
}

const AUTO: Wanted = Wanted::Default(DefaultDevice::Auto);
const CPU: Wanted = Wanted::Default(DefaultDevice::Cpu);

fn gpu(number: u32) -> Wanted {
    Wanted::Default(DefaultDevice::Gpu(number))
}

fn is(number: u32, kind: DeviceKind) -> Result<Device, String> {
    Ok(Device { number, kind, ordinal: None })
}

#[test]
fn the_cpu_comes_once_and_last() {
    let only_cpu = devices(4, false, true);
    assert_eq!(only_cpu.choose(AUTO), is(0, DeviceKind::Cpu));
    assert_eq!(only_cpu.choose(CPU), is(0, DeviceKind::Cpu));
    assert_eq!(
        only_cpu.choose(Wanted::Number(1)).unwrap_err(),
        "device 1 was asked for, but there is one device, number 0"
    );
    let both = devices(6, true, true);
    assert_eq!(both.choose(AUTO), is(0, DeviceKind::Gpu));
    assert_eq!(both.choose(CPU), is(2, DeviceKind::Cpu));
    assert_eq!(both.choose(Wanted::Number(2)), is(2, DeviceKind::Cpu));
    assert_eq!(both.choose(gpu(1)), is(1, DeviceKind::Gpu));
    assert_eq!((both.count(), both.all().count()), (3, 3));
    assert_eq!(devices(0, true, true).count(), 0);
}

#[test]
fn a_gpu_that_is_not_there_is_not_replaced() {
    let both = devices(6, true, true);
    assert_eq!(
        both.choose(gpu(2)).unwrap_err(),
        "OFFLOAD_DEVICE=gpu:2, but there are 2 GPUs, gpu:0 to gpu:1"
    );
    let one = devices(5, true, true);
    assert_eq!(one.choose(gpu(1)).unwrap_err(), "OFFLOAD_DEVICE=gpu:1, but there is one GPU, gpu:0");
    let none = devices(4, true, true);
    let error = none.choose(gpu(0)).unwrap_err();
    assert_eq!(error, "OFFLOAD_DEVICE asks for a GPU, but no GPU that its images (gfx90a) are for was found");
    assert_eq!(none.choose(AUTO), is(0, DeviceKind::Cpu));
    let error = devices(4, false, true).choose(gpu(0)).unwrap_err();
    assert!(error.contains("CPU only") && error.contains("--targets"), "{error}");
    let error = devices(1, true, false).choose(CPU).unwrap_err();
    assert!(error.contains("no device code for the CPU"), "{error}");
}

#[test]
fn without_any_device_the_reason_is_the_gpus() {
    let none =
        Devices::with_driver(0, &contents(&["sm_90"], false), Some(Err("NVIDIA's driver is not installed")));
    for wanted in [AUTO, Wanted::Number(0)] {
        let error = none.choose(wanted).unwrap_err();
        assert!(error.contains("(sm_90)") && error.contains("driver is not installed"), "{error}");
        assert!(error.ends_with("`cpu` among its `--targets` always does"), "{error}");
    }
}

#[test]
fn a_gpu_of_another_architecture_is_named() {
    let driver = Driver::fake("another", 12080);
    let devices = |targets: &[&str]| Devices::with_driver(4, &contents(targets, true), Some(Ok(&driver)));
    let error = devices(&["sm_70", "sm_75"]).choose(gpu(0)).unwrap_err();
    assert_eq!(
        error,
        "OFFLOAD_DEVICE asks for a GPU, but the GPU here is sm_80 (Fake GPU 0), sm_90 (Fake GPU 1) and the program's \
         images are for sm_70, sm_75: build it again with `--targets cpu,sm_80`"
    );
    let error = devices(&["sm_90"]).choose(gpu(0)).unwrap_err();
    assert!(error.contains("LLVM's offload runtime does not find"), "{error}");
}

#[test]
fn only_gpus_that_run_an_image_are_counted() {
    let driver = Driver::fake("counted", 12080);
    let devices = |count, targets: &[&str]| {
        Devices::with_driver(count, &contents(targets, true), Some(Ok(&driver))).ordinals
    };
    assert_eq!(devices(6, &["sm_80", "sm_90"]), [0, 1]);
    // LLVM's runtime gives number 0 to the GPU with the driver's number 1.
    assert_eq!(devices(5, &["sm_90"]), [1]);
    // One GPU more than NVIDIA's driver knows: it belongs to another vendor.
    assert!(devices(6, &["sm_90", "gfx90a"]).is_empty());
}

#[test]
fn a_driver_that_is_too_old_is_left_alone() {
    let old = Driver::fake("old", 11080);
    let both = Devices::with_driver(6, &contents(&["sm_80", "sm_90"], true), Some(Ok(&old)));
    assert_eq!(both.choose(AUTO).unwrap().kind, DeviceKind::Cpu);
    for wanted in [gpu(0), Wanted::Number(1)] {
        let error = both.choose(wanted).unwrap_err();
        assert!(error.contains("for CUDA 11.8") && error.contains("CUDA 12.8 made"), "{error}");
    }
    let newer = Driver::fake("newer", 12010);
    let both = Devices::with_driver(6, &contents(&["sm_80", "sm_90"], true), Some(Ok(&newer)));
    assert_eq!(both.choose(AUTO).unwrap().number, 0);
}

#[test]
fn the_cpu_has_a_name_and_memory() {
    let cpu = is(0, DeviceKind::Cpu).unwrap();
    let name = cpu.name();
    assert!(name.starts_with("cpu (") && name.contains("thread"), "{name}");
    assert!(cpu.free_memory().unwrap() < cpu.memory().unwrap());
    assert_eq!(
        (is(1, DeviceKind::Gpu).unwrap().name().as_str(), is(1, DeviceKind::Gpu).unwrap().memory()),
        ("gpu 1", None)
    );
}
