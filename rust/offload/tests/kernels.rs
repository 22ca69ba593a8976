//! Kinds of kernels: generic ones, closures, names, visibility, attributes, recursion, unsafe.

mod support;

use offload::{Each, Launch, device};
use support::{Random, on_gpu, same};

mod first {
    use offload::Each;

    /// Another module has a kernel of the same name.
    #[offload::kernel]
    pub fn step(mut y: Each<u32>) {
        *y += 1;
    }
}

mod second {
    use offload::Each;

    #[offload::kernel]
    pub(crate) fn step(mut y: Each<u32>) {
        *y += 10;
    }
}

#[test]
fn kernels_of_one_name_are_two() {
    let mut y = [0; 4];
    first::step::launch(&mut y).unwrap();
    second::step::launch(&mut y).unwrap();
    assert_eq!(y, [11; 4]);
}

#[offload::kernel]
fn apply<F>(f: F, x: &[f32], mut y: Each<f32>)
where
    F: Fn(f32) -> f32 + Copy + Send + 'static,
{
    *y = f(x[y.index()]);
}

#[test]
fn closures_of_every_size() {
    let mut random = Random::new();
    let x = random.floats(500);
    let mut y = vec![0.0; 500];
    let table: [f32; 9] = core::array::from_fn(|_| random.float() as f32);
    let (scale, shift, flip) = (random.float() as f32, random.float() as f32, random.bits() & 1 == 1);

    apply::launch(|x| x + 1.0, &x, &mut y).unwrap();
    assert!(x.iter().zip(&y).all(|(x, y)| *y == x + 1.0));

    apply::launch(f32::abs, &x, &mut y).unwrap();
    assert!(x.iter().zip(&y).all(|(x, y)| *y == x.abs()));

    let affine = move |x: f32| if flip { -x } else { x } * scale + shift;
    apply::launch(affine, &x, &mut y).unwrap();
    assert!(x.iter().zip(&y).all(|(x, y)| same(*y, affine(*x))));

    let one = move |x: f32| x * scale;
    apply::launch(one, &x, &mut y).unwrap();
    assert!(x.iter().zip(&y).all(|(x, y)| *y == one(*x)));

    let looked_up = move |x: f32| table[(x.abs() * 8.0) as usize] + x;
    apply::launch(looked_up, &x, &mut y).unwrap();
    assert!(x.iter().zip(&y).all(|(x, y)| same(*y, looked_up(*x))));
}

#[offload::kernel]
fn fold<'x, T, const N: usize>(
    start: T,
    rows: &'x [[T; N]],
    f: impl Fn(T, T) -> T + Copy + Send + 'static,
    mut out: Each<'_, T>,
) where
    T: offload::DeviceData,
{
    let row: &'x [T; N] = &rows[out.index()];
    *out = row.iter().fold(start, |left, &right| f(left, right));
}

#[test]
fn generics_are_inferred() {
    let mut random = Random::new();
    let rows: Vec<[u64; 5]> = (0..40).map(|_| core::array::from_fn(|_| random.bits())).collect();
    let start = random.bits();
    let mut out = vec![0; 40];
    fold::launch(start, &rows, |a: u64, b: u64| a.rotate_left(3) ^ b, &mut out).unwrap();
    for (row, out) in rows.iter().zip(&out) {
        assert_eq!(*out, row.iter().fold(start, |a, b| a.rotate_left(3) ^ b));
    }

    let mut single = [0.0];
    fold::launch(1.0, &[[2.0f64, 3.0]], |a, b| a * b, &mut single).unwrap();
    assert_eq!(single, [6.0]);
}

mod library {
    //! A kernel that a generic function launches, as in a library.
    use offload::{DeviceData, Each};

    #[offload::kernel]
    fn map_kernel<A: DeviceData, B: DeviceData, F: Fn(A) -> B + Copy + Send + 'static>(
        f: F,
        x: &[A],
        mut y: Each<B>,
    ) {
        *y = f(x[y.index()]);
    }

    pub fn map<A: DeviceData, B: DeviceData>(
        x: &[A],
        y: &mut [B],
        f: impl Fn(A) -> B + Copy + Send + 'static,
    ) -> offload::Result<()> {
        map_kernel::launch(f, x, y)
    }
}

#[test]
fn launched_from_generic_code() {
    let mut y = [false; 4];
    library::map(&[1, 2, 3, 4], &mut y, |x| x % 2 == 0).unwrap();
    assert_eq!(y, [false, true, false, true]);
}

#[test]
fn a_kernel_may_be_local_patterned_and_recursive() {
    #[offload::kernel]
    #[inline]
    #[allow(unused_mut)]
    fn depth((a, b): (u32, u32), [mut c, _]: [u32; 2], _: f32, r#type: u32, mut out: Each<u32>) {
        fn count(n: u32) -> u32 {
            if n == 0 { 0 } else { 1 + count(n - 1) }
        }
        *out = count(a + b + c + r#type);
    }

    let mut out = [0; 2];
    depth::launch((1, 2), [3, 4], 0.0, 5, &mut out).unwrap();
    assert_eq!(out, [11; 2]);
}

#[offload::kernel]
#[cfg(any())]
fn not_there(mut y: Each<DoesNotExist>) {}

/// A function of this name exists at the same time: the condition belongs to the kernel, not to its name.
#[cfg(not(any()))]
fn not_there() -> u32 {
    7
}

/// Variables may have the name of a kernel.
#[offload::kernel]
fn scale(scale: f32, mut y: Each<f32>) {
    *y *= scale;
}

struct Factors {
    scale: f32,
}

#[test]
fn variables_may_be_called_like_a_kernel() {
    let mut y = [1.0; 3];
    let scale = 2.0;
    scale::launch(scale, &mut y).unwrap();
    let of_closure = |scale: f32| scale + 1.0;
    scale::launch(of_closure(scale), &mut y).unwrap();
    let Factors { scale } = Factors { scale: 5.0 };
    scale::launch(scale, &mut y).unwrap();
    if let Some(scale) = Some(7.0) {
        scale::launch(scale, &mut y).unwrap();
    }
    let of_match = match 11.0 {
        scale if scale > 100.0 => 0.0,
        scale => scale,
    };
    scale::launch(of_match, &mut y).unwrap();
    for scale in [1.0, 13.0] {
        scale::launch(scale, &mut y).unwrap();
    }
    assert_eq!(y, [2.0 * 3.0 * 5.0 * 7.0 * 11.0 * 13.0; 3]);
    assert_eq!(not_there(), 7);
}

#[offload::kernel]
fn square_into(x: &[f32], factor: f32, mut y: Each<f32>) {
    *y = factor * x[y.index()] * x[y.index()];
}

/// Calls the functions of other kernels.
#[offload::kernel]
fn square_or_scale(x: &[f32], y: Each<f32>) {
    if y.index() % 2 == 0 {
        square_into(x, 2.0, y);
    } else {
        scale(10.0, y);
    }
}

/// The host can create all of its parameters.
#[offload::kernel]
unsafe fn halve_first(y: &mut [f32]) {
    y[device::global_id().x] /= 2.0;
}

#[test]
fn functions_of_kernels_can_be_called() {
    let mut y = [1.0, 2.0, 3.0, 4.0];
    square_or_scale::launch(&[3.0; 4], &mut y).unwrap();
    assert_eq!(y, [18.0, 20.0, 18.0, 40.0]);
    // SAFETY: this is the only thread, of index 0.
    unsafe { halve_first(&mut y) };
    // SAFETY: two threads, and each writes an element of its own.
    unsafe { halve_first::launch_on(Launch::new().grid(1).block(2), &mut y).unwrap() };
    assert_eq!(y, [4.5, 10.0, 18.0, 40.0]);
}

/// `N` occurs in no argument.
#[offload::kernel]
fn fasten<const N: usize, T: offload::DeviceData + Default>(
    x: &[u32],
    f: impl Fn(u32) -> u32 + Copy + Send + 'static,
    mut y: Each<u32>,
) {
    let i = y.index();
    *y = (0..N).map(|part| f(x[i] + part as u32)).sum::<u32>() + size_of::<T>() as u32;
}

#[test]
fn a_launch_takes_generic_arguments() {
    let mut y = [0; 2];
    fasten::launch::<4, u64>(&[1, 10], |x| 2 * x, &mut y).unwrap();
    assert_eq!(y, [28, 100]);
    fasten::launch_on::<1, u8>(Launch::new().block(1), &[1, 10], |x| x, &mut y).unwrap();
    assert_eq!(y, [2, 11]);
}

/// The arguments of a launch coerce like the arguments of any function.
#[test]
fn arguments_coerce() {
    let (x, mut y) = (vec![1.0, 2.0], vec![1.0, 2.0]);
    square_into::launch(&x, 1.0, &mut y).unwrap();
    square_into::launch(&[1.0, 2.0], 1.0, &mut [0.0; 2]).unwrap();
    square_into::launch(&x[..1], 1.0, &mut y[1..]).unwrap();
    let (boxed, mut boxed_too): (Box<[f32]>, Box<[f32]>) = (Box::new([3.0]), Box::new([0.0]));
    square_into::launch(&boxed, 1.0, &mut boxed_too).unwrap();
    let shared = std::sync::Arc::new(x);
    square_into::launch(&shared, 1.0, &mut y).unwrap();
    let target = &mut y;
    square_into::launch(&shared, 3.0, target).unwrap();
    square_into::launch(&shared, 5.0, target).unwrap();
    assert_eq!(y, [5.0, 20.0]);
}

#[test]
fn block_size_does_not_change_results() {
    #[offload::kernel(max_block = 1024)]
    fn ids(mut y: Each<(usize, u32, u32)>) {
        let here = device::thread_id().x as usize + (device::block_id().x * device::block_size().x) as usize;
        assert_eq!(here, y.index());
        *y = (device::global_id().x, device::block_size().x, device::grid_size().x);
    }

    for (block, grid) in [(1, 100), (7, 15), (100, 1), (1024, 1)] {
        let mut y = [(0, 0, 0); 100];
        ids::launch_on(Launch::new().block(block), &mut y).unwrap();
        for (i, y) in y.iter().enumerate() {
            assert_eq!(*y, (i, block, grid));
        }
    }
}

/// Sorts rows in scratch memory.
#[offload::kernel]
fn sort_in_scratch(mut row: Each<[u32; 4]>) {
    // SAFETY: every launch asks for a row for each thread of a block, and this one is the thread's own.
    let scratch = unsafe { &mut *device::dynamic_shared::<[u32; 4]>().add(device::thread_id().x as usize) };
    *scratch = *row;
    scratch.sort_unstable();
    *row = *scratch;
}

#[test]
fn safe_kernels_have_dynamic_shared_memory_too() {
    let mut random = Random::new();
    for (block, count) in [(1, 5), (32, 100), (256, 1000)] {
        let before: Vec<[u32; 4]> =
            (0..count).map(|_| core::array::from_fn(|_| random.bits() as u32)).collect();
        let mut rows = before.clone();
        let options = Launch::new().block(block).dyn_shared(block * size_of::<[u32; 4]>() as u32);
        sort_in_scratch::launch_on(options, &mut rows).unwrap();
        for (mut expected, row) in before.into_iter().zip(rows) {
            expected.sort_unstable();
            assert_eq!(row, expected);
        }
    }
}

/// Sums three-dimensional neighbours.
///
/// # Safety
///
/// `target` is valid for as many elements as `source` has.
#[offload::kernel]
unsafe fn cube(source: &[u32; 24], target: *mut u32, last: &mut u32, all: &mut [u32]) {
    let (id, size) = (device::global_id(), device::grid_size());
    let block = device::block_size();
    let (width, height) = ((size.x * block.x) as usize, (size.y * block.y) as usize);
    let i = (id.z * height + id.y) * width + id.x;
    // SAFETY: the caller's; no other thread has this index.
    unsafe { target.add(i).write(source[i] + all[i]) };
    all[i] = i as u32;
    if i == 23 {
        *last = source[i];
    }
}

#[test]
fn unsafe_kernels_have_the_whole() {
    // `target` is a host address: the caller's promise only holds where the device can reach it.
    if on_gpu() {
        return;
    }
    let mut random = Random::new();
    let source: [u32; 24] = core::array::from_fn(|_| random.bits() as u32 >> 1);
    let old: Vec<u32> = (0..24).map(|_| random.bits() as u32 >> 1).collect();
    let (mut target, mut last, mut all) = ([0; 24], 0, old.clone());
    let options = Launch::new().grid((1, 3, 2)).block((2, 1, 2));
    // SAFETY: 24 threads, each with an element of its own; no GPU, so the device reads host memory.
    unsafe { cube::launch_on(options, &source, target.as_mut_ptr(), &mut last, &mut all) }.unwrap();
    assert_eq!(last, source[23]);
    for i in 0..24 {
        assert_eq!((target[i], all[i]), (source[i] + old[i], i as u32));
    }
}

mod renamed {
    //! This crate under another name, as after a re-export.
    pub use offload as gpu;

    #[derive(Clone, Copy, PartialEq, Debug, gpu::DeviceData)]
    #[device_data(crate = crate::renamed::gpu)]
    pub struct Cell(pub u16);

    #[gpu::kernel(crate = crate::renamed::gpu)]
    pub fn fill(cell: Cell, mut y: gpu::Each<Cell>) {
        *y = cell;
    }
}

#[test]
fn the_crate_may_have_another_name() {
    let mut y = [renamed::Cell(1); 3];
    renamed::fill::launch(renamed::Cell(7), &mut y).unwrap();
    assert_eq!(y, [renamed::Cell(7); 3]);
}

#[test]
fn host_threads_launch_side_by_side() {
    let work = |seed: u32| {
        let mut y = vec![seed; 10_000];
        for round in 0..20 {
            first::step::launch(&mut y).unwrap();
            assert!(y.iter().all(|&y| y == seed + round + 1));
        }
    };
    std::thread::scope(|scope| {
        for seed in [1, 1000, 1_000_000] {
            scope.spawn(move || work(seed));
        }
    });
}
