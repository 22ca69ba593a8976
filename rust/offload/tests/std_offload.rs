//! Programs written for std::offload, in the fallback.

use offload::std_offload::arch::{amdgpu, nvptx};
use offload::std_offload::{
    gpu_launch_sized_workgroup_mem, offload, offload_get_num_devices, offload_kernel, try_offload,
};
use offload::{Launch, device};
use std::panic::catch_unwind;

#[offload_kernel]
fn k1(x: *mut [f64; 4]) {
    // SAFETY: each launch has one thread.
    unsafe { (*x)[0] = 1.0 };
}

#[offload_kernel]
unsafe fn sum(a: &[f32], b: &[f32; 2], c: *const f32, d: *mut f32) {
    // SAFETY: each launch has one thread.
    unsafe { *d = a[0] + b[1] + *c };
}

#[offload_kernel]
fn nothing() {}

#[offload_kernel]
#[unsafe(no_mangle)]
fn scale<T: Copy + std::ops::Mul<Output = T>, const N: usize>(x: &mut [T; N], by: T) {
    // SAFETY: it asks for nothing.
    let i = (amdgpu::workgroup_id_x() * unsafe { nvptx::_block_dim_x() } + amdgpu::workitem_id_x()) as usize;
    if i < x.len() {
        x[i] = x[i] * by;
    }
}

/// By value without any derive.
#[derive(Clone, Copy)]
struct Line {
    slope: f64,
    start: f64,
}

#[offload_kernel]
fn line(of: Line, flags: (bool, u8), y: &mut [f64]) {
    // SAFETY: it asks for nothing.
    let i = unsafe { nvptx::_thread_idx_x() } as usize;
    if flags.0 {
        y[i] = of.start + of.slope * i as f64 + f64::from(flags.1);
    }
}

/// The macro as a statement without a semicolon, and as the end of a function.
fn twice(a: *mut [f64; 4], b: *mut [f64; 4]) {
    // SAFETY: each thread writes what no other uses.
    unsafe {
        offload! { kernel = k1, args = (a,) }
    }
    // SAFETY: each thread writes what no other uses.
    unsafe {
        offload! { kernel = k1, args = (b,) }
    }
}

#[test]
fn raw_pointers_are_mapped() {
    let (mut a, mut b) = ([0.0; 4], [5.0; 4]);
    twice(&mut a, &mut b);
    assert_eq!((a, b), ([1.0, 0.0, 0.0, 0.0], [1.0, 5.0, 5.0, 5.0]));
    let mut d = 0.0;
    // SAFETY: each thread writes what no other uses.
    unsafe {
        offload! { kernel = sum, args = (&[1.0], &[0.0, 2.0], &4.0, &mut d) }
    }
    assert_eq!(d, 7.0);
}

#[test]
fn generic_kernels_take_their_arguments_or_infer_them() {
    let mut x = [1, 2, 3];
    // SAFETY: each thread writes what no other uses.
    unsafe {
        offload! { kernel = scale::<i32, 3>, thread_dim = [2, 1, 1], workgroup_dim = [2, 1, 1], args = (&mut x, 10) }
    }
    assert_eq!(x, [10, 20, 30]);
    let mut y = [1.5f32; 2];
    // SAFETY: each thread writes what no other uses.
    unsafe {
        offload! { kernel = self::scale, thread_dim = [2, 1, 1], args = (&mut y, 2.0) }
    }
    assert_eq!(y, [3.0; 2]);
}

#[test]
fn structs_by_value_need_no_derive() {
    let mut y = vec![0.0; 4];
    let values = Line { slope: 2.0, start: 1.0 };
    // SAFETY: each thread writes what no other uses.
    unsafe {
        offload! { kernel = line, thread_dim = [4, 1, 1], args = (values, (true, 3), &mut y) }
    }
    assert_eq!(y, [4.0, 6.0, 8.0, 10.0]);
}

#[test]
fn a_kernel_may_have_no_parameters() {
    // SAFETY: each thread writes what no other uses.
    unsafe {
        offload! { kernel = nothing, args = () }
    }
}

#[test]
fn a_failed_launch_is_never_silent() {
    let mut x = [0.0; 4];
    let x = &raw mut x;
    let panic = catch_unwind(|| {
        // SAFETY: each thread writes what no other uses.
        unsafe {
            offload! { kernel = k1, thread_dim = [0, 1, 1], args = (x,) }
        }
    })
    .unwrap_err();
    let text = panic.downcast::<String>().unwrap();
    assert!(text.starts_with("OFL108: ") && text.contains(file!()), "{text}");
    // SAFETY: each thread writes what no other uses.
    let error = unsafe {
        try_offload! { kernel = k1, args = (std::ptr::null_mut(),) }
    }
    .unwrap_err();
    assert!(error.to_string().contains("`x`: 0x0 cannot be the address of a `[f64; 4]`"), "{error}");
    let number = -1 - offload_get_num_devices();
    // SAFETY: each thread writes what no other uses.
    let error = unsafe {
        try_offload! { kernel = k1, device = number, args = (x,) }
    }
    .unwrap_err();
    assert!(error.to_string().contains(&format!("device {number} was asked for")), "{error}");
    assert!(error.to_string().contains(file!()), "{error}");
}

#[offload_kernel]
fn through_shared(y: &mut [u32; 8]) {
    let shared = gpu_launch_sized_workgroup_mem::<u32>();
    let thread = amdgpu::workitem_id_x() as usize;
    let index = amdgpu::workgroup_id_x() as usize * 4 + thread;
    // SAFETY: each thread has an element of its own in the block's memory, and in `y`.
    unsafe {
        shared.add(thread).write(index as u32);
        y[index] = shared.add(thread).read() + 1;
    }
}

#[test]
fn dyn_cache_is_the_blocks_shared_memory() {
    let mut y = [0; 8];
    // SAFETY: each thread writes what no other uses.
    unsafe {
        offload! { kernel = through_shared, workgroup_dim = [2, 1, 1], thread_dim = [4, 1, 1], dyn_cache = 16, args = (&mut y,) }
    }
    assert_eq!(y, [1, 2, 3, 4, 5, 6, 7, 8]);
    // SAFETY: each thread writes what no other uses.
    let error = unsafe {
        try_offload! { kernel = through_shared, dyn_cache = 48_129, args = (&mut y,) }
    }
    .unwrap_err();
    assert!(error.to_string().contains("48129 bytes of dynamic shared memory; at most 48128"), "{error}");
    assert_eq!(error.id(), "OFL108");
}

/// The address of each thread's block memory, and the number of its block.
#[offload::kernel]
unsafe fn addresses(found: &mut [(u64, u32)]) {
    let (at, block, blocks) = (device::global_id(), device::block_id(), device::grid_size());
    let (width, height) =
        ((blocks.x * device::block_size().x) as usize, (blocks.y * device::block_size().y) as usize);
    found[at.x + width * (at.y + height * at.z)] =
        (device::dynamic_shared::<u128>().addr() as u64, block.x + blocks.x * (block.y + blocks.y * block.z));
}

#[test]
fn all_threads_of_a_block_have_one_address() {
    let (blocks, threads) = ((3, 2, 2), (4, 2, 3));
    let mut threads_seen = vec![(0, u32::MAX); 12 * 24];
    let options = Launch::new().grid(blocks).block(threads).dyn_shared(40);
    // SAFETY: each thread writes an element of its own, and none reads the shared memory.
    unsafe { addresses::launch_on(options, &mut threads_seen).unwrap() };
    for block in 0..12 {
        let addresses: Vec<u64> =
            threads_seen.iter().filter(|(_, owner)| *owner == block).map(|(address, _)| *address).collect();
        assert_eq!(addresses.len(), 24);
        assert!(
            addresses.iter().all(|&address| address == addresses[0] && address % 16 == 0),
            "{addresses:?}"
        );
    }
}
