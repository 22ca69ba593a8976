//! Extreme lengths and settings: they give a result or an error, never a panic or an abort.

use offload::prelude::*;
use offload::{Chunks, Each, Each3, EachChunk, Grid3, Launch, device};
use std::process::Command;

#[test]
fn windows_of_values_without_bytes() {
    let all = &[(); usize::MAX];
    assert_eq!(all.offload().windows(usize::MAX).count(), Ok(1));
    assert_eq!(all.offload().windows(usize::MAX - 2).count(), Ok(3));
    assert_eq!([1u8, 2].offload().windows(usize::MAX).count(), Ok(0));
    assert_eq!(all.offload().chunks(usize::MAX - 1).count(), Ok(2));
    assert_eq!(all.offload().rows(usize::MAX).count(), Ok(1));
    assert_eq!(all.offload().tiles(usize::MAX, (usize::MAX - 1, 1)).count(), Ok(2));
    let lengths = all.offload().windows(usize::MAX - 1).map(|window| window.len()).collect().unwrap();
    assert_eq!(lengths, [usize::MAX - 1; 2]);
}

#[test]
fn pieces_of_values_without_bytes() {
    #[offload::kernel]
    fn lengths(chunk: EachChunk<()>, mut y: Each<usize>) {
        *y = chunk.len();
    }
    let mut all = [(); usize::MAX];
    let mut y = [0; 2];
    lengths::launch(Chunks::new(&mut all, usize::MAX - 5), &mut y).unwrap();
    assert_eq!(y, [usize::MAX - 5, 5]);
}

#[test]
fn threads_past_the_end_of_a_volume_do_not_come_round() {
    #[offload::kernel]
    unsafe fn mark(mut cell: Each3<u8>) {
        *cell += 1;
        // Only threads inside the grid get here.
        assert_eq!(device::block_id().z, 0);
    }
    let mut volume = [0u8; 1 << 16];
    // SAFETY: each thread has its own cell.
    unsafe {
        mark::launch_on(
            Launch::new().grid((1 << 8, 1, 3)).block((1 << 8, 1, 1)),
            Grid3::new(&mut volume, 1 << 16, 1),
        )
    }
    .unwrap();
    assert_eq!(volume, [1; 1 << 16]);
}

#[test]
fn results_past_the_host_memory_are_an_error() {
    for error in [
        (0..u64::MAX).offload().collect().unwrap_err(),
        (0..1u64 << 44).offload().collect().unwrap_err(),
        (0..=u64::MAX).offload().collect().unwrap_err(),
        (0..i64::MAX).offload().map(|i| [i; 9]).collect().unwrap_err(),
    ] {
        assert_eq!(error.id(), "OFL108");
        assert!(error.to_string().contains("tests/edges.rs:"), "{error}");
    }
    let error = (0..1u64 << 44).offload().map(|_| [0u64; 1 << 10]).collect().unwrap_err();
    let wanted = "17592186044416 results of 8192 bytes each don't fit into the host's memory";
    assert!(error.to_string().contains(wanted), "{error}");
}

#[offload::kernel]
fn increment(mut y: Each<u32>) {
    *y += 1;
}

/// The part of the test below that runs in a separate process.
#[test]
fn launch_under_other_settings() {
    if let Some(wanted) = std::env::var_os("OFFLOAD_TEST_WANTED") {
        let error = increment::launch(&mut [1]).unwrap_err();
        assert_eq!(Some(error.id()), wanted.to_str());
    }
}

#[test]
fn settings_that_mean_nothing_are_an_error_without_a_device_too() {
    for (name, value) in
        [("OFFLOAD_DEVICE", "abacus"), ("OFFLOAD_FALLBACK", "perhaps"), ("OFFLOAD_HEAP", "much")]
    {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["launch_under_other_settings", "--exact"])
            .env("OFFLOAD_TEST_WANTED", "OFL111")
            .env(name, value)
            .output()
            .unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
