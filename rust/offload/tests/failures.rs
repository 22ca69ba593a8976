//! Launches that cannot work are errors, before anything moves.

use offload::prelude::*;
use offload::{Each, Each2, ErrorKind, Grid2, Launch};
use std::panic::{AssertUnwindSafe, catch_unwind};

#[offload::kernel]
fn add(mut a: Each<u32>, mut b: Each<u32>) {
    *a += 1;
    *b += 1;
}

#[offload::kernel]
fn add_rows(mut a: Each2<u32>, mut b: Each2<u32>) {
    *a += 1;
    *b += 1;
}

#[test]
fn lengths_must_agree() {
    let (mut a, mut b) = ([0; 3], [0; 4]);
    let line = line!() + 1;
    let Err(error) = add::launch(&mut a, &mut b) else { panic!("launched") };
    let ErrorKind::Lengths { kernel, place, detail, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(kernel, "failures::add");
    assert!(place.contains(&format!("tests/failures.rs:{line}:")), "{place}");
    assert_eq!(detail, "`a` has 3 elements, `b` has 4");
    assert_eq!((a, b), ([0; 3], [0; 4]));
}

#[test]
fn an_empty_slice_beside_a_full_one_is_a_mismatch() {
    let mut b = [0; 4];
    assert_eq!(add::launch(&mut [], &mut b).unwrap_err().id(), "OFL105");
    assert_eq!(b, [0; 4]);
}

#[test]
fn nothing_runs_over_no_elements() {
    add::launch(&mut [], &mut []).unwrap();
    add_rows::launch(Grid2::new(&mut [], 0), Grid2::new(&mut [], 0)).unwrap();
}

#[test]
fn rows_must_be_whole_and_agree() {
    let (mut a, mut b) = ([0; 12], [0; 12]);
    let error = add_rows::launch(Grid2::new(&mut a, 5), Grid2::new(&mut b, 4)).unwrap_err();
    let ErrorKind::Shape { detail, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(detail, "`a`: 12 elements are not a whole number of rows of 5");

    let error = add_rows::launch(Grid2::new(&mut a, 3), Grid2::new(&mut b, 4)).unwrap_err();
    let ErrorKind::Lengths { detail, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(detail, "`a` has 3 x 4 elements, `b` has 4 x 3");

    let error = add_rows::launch(Grid2::new(&mut a, 0), Grid2::new(&mut b, 4)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Shape { .. }), "{error}");
    assert_eq!((a, b), ([0; 12], [0; 12]));
}

#[test]
fn a_block_has_threads() {
    let (mut a, mut b) = ([0; 3], [0; 3]);
    let error = add::launch_on(Launch::new().block(0), &mut a, &mut b).unwrap_err();
    assert!(error.to_string().starts_with("OFL108"), "{error}");

    #[offload::kernel]
    unsafe fn nothing(_a: &[u32]) {}
    // SAFETY: the kernel does nothing.
    let result = unsafe { nothing::launch_on(Launch::new().grid(1).block((8, 0)), &a) };
    assert_eq!(result.unwrap_err().id(), "OFL108");
    // SAFETY: the kernel does nothing.
    unsafe { nothing::launch_on(Launch::new().grid(0).block(8), &a) }.unwrap();
}

fn detail(result: offload::Result<()>) -> String {
    let error = result.unwrap_err();
    let ErrorKind::Shape { detail, .. } = error.kind() else { panic!("{error}") };
    detail.clone()
}

#[test]
fn a_grid_of_data_is_not_given() {
    let (mut a, mut b) = ([0; 3], [0; 3]);
    for options in [Launch::new().grid(1), Launch::new().cover(3).block(32)] {
        assert_eq!(
            detail(add::launch_on(options, &mut a, &mut b)),
            "the launch gives a grid, which follows from the data here: leave `grid` and `cover` out"
        );
        let iterated = a.offload_mut().on(options).for_each(|a| *a += 1);
        assert!(detail(iterated).starts_with("the launch gives a grid"));
    }
    let shared = Launch::new().dyn_shared(1 << 20);
    assert!(detail(add::launch_on(shared, &mut a, &mut b)).starts_with("a block has 1048576 bytes"));
    assert_eq!((a, b), ([0; 3], [0; 3]));
}

#[test]
fn an_unsafe_kernel_has_a_grid_or_a_piece() {
    #[offload::kernel]
    unsafe fn first(y: &mut [u32]) {
        y[0] += 1;
    }

    #[offload::kernel]
    unsafe fn each(x: &mut [u32], mut y: Each<u32>) {
        let i = y.index();
        *y += i as u32;
        if let Some(x) = x.get_mut(i) {
            *x += 1;
        }
    }

    let (mut x, mut y) = ([0; 3], [0; 5]);
    // SAFETY: nothing runs.
    let without = unsafe { first::launch(&mut x) };
    assert_eq!(
        detail(without),
        "the kernel has no piece, such as `Each<T>`, from which its grid could follow: give one to `launch_on`, by \
         `Launch::new().grid(…)` or `.cover(…)`"
    );
    // SAFETY: the same.
    let with_a_block = unsafe { first::launch_on(Launch::new().block(1), &mut x) };
    assert!(detail(with_a_block).starts_with("the kernel has no piece"));
    // SAFETY: each thread writes elements of its own.
    unsafe { each::launch(&mut x, &mut y).unwrap() };
    assert_eq!((x, y), ([1; 3], [0, 1, 2, 3, 4]));
    // SAFETY: the same.
    unsafe { each::launch_on(Launch::new().cover(2).block(1), &mut x, &mut y).unwrap() };
    assert_eq!((x, y), ([2, 2, 1], [0, 2, 2, 3, 4]));
    // SAFETY: the same.
    let flat = unsafe { each::launch_on(Launch::new().block((8, 2)), &mut x, &mut y) };
    assert!(detail(flat).contains("is split along 1 of these axes"));
}

#[test]
fn a_grid_has_at_most_u32_blocks() {
    #[offload::kernel]
    fn touch(mut piece: Each<()>) {
        *piece = ();
    }

    let mut many = vec![(); 1 << 33];
    let error = touch::launch_on(Launch::new().block(1), &mut many).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Shape { .. }), "{error}");
}

#[test]
fn a_panicking_kernel_says_why_and_leaves_the_thread_usable() {
    #[offload::kernel]
    fn index_out(x: &[u32], mut y: Each<u32>) {
        let i = y.index();
        *y = x[i];
    }

    let mut y = [0; 5];
    let outcome = catch_unwind(AssertUnwindSafe(|| index_out::launch(&[1, 2, 3], &mut y)));
    let message = match outcome {
        Err(panic) => panic.downcast_ref::<String>().unwrap().clone(),
        // With the plugin the same test sees the device's panic.
        Ok(Err(error)) => match error.kind() {
            ErrorKind::Panic { message, .. } => message.clone(),
            other => panic!("{other}"),
        },
        Ok(other) => panic!("{other:?}"),
    };
    assert_eq!(message, "index out of bounds: the len is 3 but the index is 3");
    assert_eq!(offload::device::global_id().x, 0);
    index_out::launch(&[1; 5], &mut y).unwrap();
    assert_eq!(y, [1; 5]);
}
