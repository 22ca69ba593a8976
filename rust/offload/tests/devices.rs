//! The choice of a device. With and without device code, a launch runs on the requested device or returns an
//! error.

use offload::{Device, DeviceKind, Each, Launch, last_launch};

#[offload::kernel]
fn increment(mut y: Each<u32>) {
    *y += 1;
}

#[offload::kernel]
unsafe fn set(y: &mut [u32]) {
    let i = offload::device::global_id().x;
    if i < y.len() {
        y[i] = 7;
    }
}

#[test]
fn every_device_runs_a_launch() {
    let devices = Device::all().unwrap();
    assert_eq!(Device::count().unwrap(), devices.len());
    for (number, device) in (0..).zip(&devices) {
        assert_eq!(device.number(), number);
        let mut y = vec![1; 1000];
        increment::launch_on(Launch::new().device(device), &mut y).unwrap();
        assert_eq!(y, [2; 1000]);
        let record = last_launch().unwrap();
        assert_eq!(record.device_number, Some(number));
        assert_eq!(record.device_name, device.name());
        // SAFETY: every thread writes an element of its own.
        unsafe { set::launch_on(Launch::new().cover(1000).block(128).device(device.clone()), &mut y) }
            .unwrap();
        assert_eq!(y, [7; 1000]);
        assert_eq!(last_launch().unwrap().device_number, Some(number));
    }
}

#[test]
fn gpus_come_first_and_the_cpu_once() {
    let devices = Device::all().unwrap();
    let cpus: Vec<_> = devices.iter().filter(|device| device.kind() == DeviceKind::Cpu).collect();
    assert!(cpus.len() <= 1);
    if let [cpu] = cpus[..] {
        assert_eq!(Some(cpu), devices.last());
        assert!(cpu.memory().unwrap() > 1 << 20);
        assert!(cpu.to_string().contains("GiB"), "{cpu}");
    }
}

#[test]
fn the_default_device_is_where_launches_run() {
    let mut y = [1; 10];
    match Device::current() {
        Ok(device) => {
            increment::launch(&mut y).unwrap();
            assert_eq!(last_launch().unwrap().device_number, Some(device.number()));
        }
        Err(error) => {
            assert_eq!(error.id(), "OFL103");
            assert!(error.to_string().contains("tests/devices.rs:"), "{error}");
            // The machine may have another device than the requested one.
            if std::env::var_os("OFFLOAD_DEVICE").is_none() {
                assert_eq!(Device::count(), Ok(0));
            }
        }
    }
}

#[test]
fn a_device_that_is_not_there_is_an_error() {
    // Without device code the calling thread acts as device 0.
    let count = (Device::count().unwrap() as u32).max(1);
    let mut y = [1; 10];
    for number in [count, u32::MAX] {
        let error = increment::launch_on(Launch::new().device(number), &mut y).unwrap_err();
        assert_eq!(error.id(), "OFL103");
        assert!(error.to_string().contains("tests/devices.rs:"), "{error}");
        // SAFETY: every thread writes an element of its own.
        let error =
            unsafe { set::launch_on(Launch::new().cover(10).block(128).device(number), &mut y) }.unwrap_err();
        assert_eq!(error.id(), "OFL103");
        assert_eq!(y, [1; 10]);
    }
    increment::launch_on(Launch::new().device(0), &mut y).unwrap();
    assert_eq!(y, [2; 10]);
}
