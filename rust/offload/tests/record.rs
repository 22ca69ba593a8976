//! The record of the last launch.

use offload::Each;

#[offload::kernel]
fn increment(mut y: Each<u32>) {
    *y += 1;
}

#[test]
fn tells_kernel_and_device_of_this_thread() {
    assert_eq!(offload::last_launch(), None);
    increment::launch(&mut [1, 2, 3]).unwrap();
    let record = offload::last_launch().unwrap();
    assert_eq!(record.kernel, "record::increment");
    if record.device_number.is_none() {
        assert_eq!(record.device_name, "fallback (no plugin)");
        assert_eq!((record.bytes_to, record.bytes_from), (0, 0));
    } else {
        assert_eq!((record.bytes_to, record.bytes_from), (12, 12));
    }
    assert_eq!(std::thread::spawn(offload::last_launch).join().unwrap(), None);
}
