//! The code around a kernel or a struct does not affect the macros' output.

#![allow(non_camel_case_types, dead_code, unused_macros)]

use core::marker::PhantomData;
use offload::{DeviceData, DeviceView, Each};
use offload_test_attributes::pack;

/// Other items with the names that the macros' output needs.
mod shadowed {
    type bool = i8;
    type str = i8;
    type u8 = i8;
    type u32 = i8;
    type u64 = i8;
    type usize = i8;
    struct Option;
    struct Some;
    struct None;
    struct Result;
    struct Self_;
    trait Copy {}
    trait Clone {}
    trait Send {}
    trait Sync {}
    trait Fn {}
    mod core {}
    mod std {}
    mod offload {}
    macro_rules! concat {
        () => {};
    }
    macro_rules! file {
        () => {};
    }

    #[::offload::kernel(max_block = 64, fp = "strict")]
    pub fn fill(by: ::core::primitive::u32, mut y: ::offload::Each<::core::primitive::u32>) {
        *y = by;
    }

    #[derive(::core::clone::Clone, ::core::marker::Copy, ::offload::DeviceView)]
    pub struct View<'a> {
        pub a: &'a [::core::primitive::u32],
    }

    #[derive(::core::clone::Clone, ::core::marker::Copy, ::offload::DeviceData)]
    pub enum Data {
        A(::core::primitive::u32),
        B { x: ::core::primitive::f32 },
        C,
    }

    #[::offload::kernel]
    pub fn both(view: View<'_>, data: Data, mut y: ::offload::Each<::core::primitive::u32>) {
        *y = view.a[y.index()]
            + match data {
                Data::A(n) => n,
                Data::B { .. } => 1,
                Data::C => 2,
            };
    }

    #[::offload::kernel]
    pub unsafe fn whole(y: &mut [::core::primitive::u32]) {
        y[0] += 1;
    }
}

#[test]
fn shadowed_names_do_no_harm() {
    let mut y = [0u32; 3];
    shadowed::fill::launch(7, &mut y).unwrap();
    assert_eq!(y, [7; 3]);
    shadowed::both::launch(shadowed::View { a: &[1, 2, 3] }, shadowed::Data::A(4), &mut y).unwrap();
    assert_eq!(y, [5, 6, 7]);
    // SAFETY: one thread.
    unsafe { shadowed::whole::launch_on(offload::Launch::new().grid(1).block(1), &mut y).unwrap() };
    assert_eq!(y, [6, 6, 7]);
}

#[offload::kernel]
fn conditional(
    #[cfg(any())] absent: u32,
    #[cfg(not(any()))] present: u32,
    #[cfg(any())] absent_too: Vec<u32>,
    #[allow(unused)] fine: u8,
    mut y: Each<u32>,
) {
    #[cfg(any())]
    let present = absent;
    *y = present;
}

#[offload::kernel]
fn conditional_generic<#[cfg(any())] A, #[cfg(not(any()))] B: Fn(u32) -> u32 + Copy + Send + 'static>(
    #[cfg(any())] f: A,
    #[cfg(not(any()))] f: B,
    mut y: Each<u32>,
) {
    *y = f(*y);
}

#[test]
fn parameters_can_be_left_out() {
    let mut y = [0; 2];
    conditional::launch(3, 0, &mut y).unwrap();
    assert_eq!(y, [3; 2]);
    conditional_generic::launch(|x| x + 1, &mut y).unwrap();
    assert_eq!(y, [4; 2]);
}

/// `#[derive(Clone, Copy)]` requires `Copy` for the unit, which has no bytes.
#[derive(Clone, Copy, PartialEq, Debug, DeviceData)]
struct Measured<U>(f32, PhantomData<U>);

#[derive(Clone, Copy, PartialEq, Debug)]
struct Metres;

#[derive(Clone, Copy, PartialEq, Debug, DeviceData)]
struct Defaults<T = f32, const N: usize = 2>
where
    T: Default,
{
    values: [T; N],
}

#[derive(Clone, Copy, DeviceView)]
struct Rows<'a, T = f32, U = Metres, const N: usize = 2>
where
    T: Default,
{
    rows: &'a [[T; N]],
    unit: PhantomData<U>,
}

#[offload::kernel]
fn lengthen<U: Copy + Send + Sync + 'static>(by: Measured<U>, mut y: Each<Measured<U>>) {
    y.0 += by.0;
}

#[offload::kernel]
fn sum(of: Rows<'_>, defaults: Defaults, mut y: Each<f32>) {
    let i = y.index();
    *y = of.rows[i].iter().chain(&defaults.values).sum();
}

#[test]
fn derives_take_generics_as_they_are() {
    let mut y = [Measured(1.0, PhantomData::<Metres>)];
    lengthen::launch(Measured(2.5, PhantomData), &mut y).unwrap();
    assert_eq!(y[0].0, 3.5);
    let mut y = [0.0; 2];
    let rows = Rows { rows: &[[1.0, 2.0], [3.0, 4.0]], unit: PhantomData };
    sum::launch(rows, Defaults { values: [10.0, 20.0] }, &mut y).unwrap();
    assert_eq!(y, [33.0, 37.0]);
}

/// An attribute below the derives packs the struct, so the derives see another layout.
#[derive(Clone, Copy, DeviceData)]
#[pack]
struct PackedData {
    tag: u8,
    n: u64,
}

#[derive(Clone, Copy, DeviceView)]
#[pack]
struct PackedView<'a> {
    tag: u8,
    values: &'a [u64],
}

/// A struct with a destructor and one field.
#[derive(DeviceView)]
struct Dropped<'a> {
    values: &'a [u64],
}

impl Drop for Dropped<'_> {
    fn drop(&mut self) {}
}

#[offload::kernel]
fn packed(data: PackedData, view: PackedView<'_>, dropped: &Dropped<'_>, mut y: Each<u64>) {
    let i = y.index();
    let values = view.values;
    *y = data.n + u64::from(data.tag) + values[i] + u64::from(view.tag) + dropped.values[i];
}

#[test]
fn derives_follow_the_final_layout() {
    let mut y = [0; 2];
    let data = PackedData { tag: 1, n: 10 };
    let view = PackedView { tag: 100, values: &[1000, 2000] };
    packed::launch(data, view, &Dropped { values: &[10_000, 20_000] }, &mut y).unwrap();
    assert_eq!(y, [11_111, 22_111]);
}

macro_rules! kernels {
    ($($name:ident: $type:ty = $value:expr;)*) => {
        $(
            #[offload::kernel(crate = $crate::renamed)]
            fn $name(mut y: Each<$type>) {
                *y = $value;
            }
        )*
    };
}

/// The crate under another name.
mod renamed {
    pub use offload::*;
}

kernels! {
    ones: u8 = 1;
    twos: [u16; 2] = [2; 2];
}

#[derive(Clone, Copy, DeviceData)]
#[device_data(crate = renamed)]
struct RenamedData(u32);

#[derive(Clone, Copy, DeviceView)]
#[device_view(crate = self::renamed)]
struct RenamedView<'a>(&'a RenamedData);

#[offload::kernel(crate = renamed)]
fn through_another_name(view: RenamedView<'_>, data: RenamedData, mut y: Each<u32>) {
    *y = view.0.0 + data.0;
}

#[test]
fn the_crate_may_have_another_name() {
    let (mut a, mut b, mut c) = ([0], [[0; 2]], [0]);
    ones::launch(&mut a).unwrap();
    twos::launch(&mut b).unwrap();
    through_another_name::launch(RenamedView(&RenamedData(40)), RenamedData(2), &mut c).unwrap();
    assert_eq!((a, b, c), ([1], [[2; 2]], [42]));
}

#[offload::kernel]
fn __kernel(mut y: Each<u32>) {
    *y += 1;
}

#[offload::kernel]
fn launch(args: u32, options: &[u32], mut shim: Each<u32>) {
    *shim = args + options[0];
}

#[offload::kernel]
fn options(options: u32, mut y: Each<u32>) {
    *y *= options;
}

#[test]
fn kernels_and_parameters_have_any_name() {
    let mut y = [1];
    options::launch_on(offload::Launch::new().block(1), 1, &mut y).unwrap();
    __kernel::launch(&mut y).unwrap();
    launch::launch(y[0], &y.clone(), &mut y).unwrap();
    assert_eq!(y, [4]);
}

/// Names and paths in the function have the same meaning in its launches, wherever they come from.
mod names {
    #[offload::kernel]
    pub(super) fn doubled(mut y: offload::Each<'_, u32>) {
        *y *= 2;
    }

    #[offload::kernel]
    pub(in super::names) fn tripled(mut y: offload::Each<'_, u32>) {
        *y *= 3;
    }

    pub(super) fn triple(y: &mut [u32]) {
        tripled::launch(y).unwrap();
    }
}

use names::doubled;

#[offload::kernel]
#[deprecated = "as an example"]
fn r#move<'a, 'b: 'a>(r#type: &'a [u32], other: &'b u32, mut y: self::Each<'_, u32>) {
    *y += r#type[0] + other;
}

macro_rules! adding {
    ($name:ident($parameter:ident: $type:ty) -> $piece:ty) => {
        #[offload::kernel]
        fn $name($parameter: $type, x: $type, mut y: $piece) {
            *y += $parameter + x;
        }
    };
}

adding!(adding(a: u32) -> Each<'_, u32>);

#[test]
fn launches_are_named_and_seen_as_the_function_is() {
    let mut y = [1, 2];
    doubled::launch(&mut y).unwrap();
    names::triple(&mut y);
    #[allow(deprecated)]
    r#move::launch(&[100], &1000, &mut y).unwrap();
    adding::launch(10_000, 100_000, &mut y).unwrap();
    assert_eq!(y, [111_106, 111_112]);
}

/// The maximum number of slots: 64.
#[offload::kernel]
#[allow(clippy::too_many_arguments)]
fn many(
    a: &[u32],
    b: &[u32],
    c: &[u32],
    d: &[u32],
    e: &[u32],
    f: &[u32],
    g: &[u32],
    h: &[u32],
    i: &[u32],
    j: &[u32],
    k: &[u32],
    l: &[u32],
    m: &[u32],
    n: &[u32],
    o: &[u32],
    p: &[u32],
    q: &[u32],
    r: &[u32],
    s: &[u32],
    t: &[u32],
    u: &[u32],
    v: &[u32],
    w: &[u32],
    x: &[u32],
    a1: u32,
    b1: u32,
    c1: u32,
    d1: u32,
    e1: u32,
    f1: u32,
    g1: u32,
    h1: u32,
    i1: u32,
    j1: u32,
    k1: u32,
    l1: u32,
    m1: u32,
    n1: u32,
    mut y: Each<u32>,
) {
    let slices = [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x];
    let numbers = a1 + b1 + c1 + d1 + e1 + f1 + g1 + h1 + i1 + j1 + k1 + l1 + m1 + n1;
    *y = numbers + slices.iter().map(|slice| slice[0]).sum::<u32>();
}

#[test]
fn a_kernel_has_up_to_64_slots() {
    let (s, mut y) = ([1u32], [0u32]);
    let s = &s[..];
    many::launch(
        s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, 10, 10, 10, 10, 10, 10, 10,
        10, 10, 10, 10, 10, 10, 10, &mut y,
    )
    .unwrap();
    assert_eq!(y, [164]);
}
