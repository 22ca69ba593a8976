//! Every parameter type: the kernel gets the values of the launch.

mod support;

use offload::{DeviceData, Each, Each2, Grid2};
use support::Random;

macro_rules! by_value {
    ($($test:ident: $type:ty = |$random:ident| $value:expr;)*) => {
        $(
            #[test]
            fn $test() {
                #[offload::kernel]
                fn fill(value: $type, mut out: Each<$type>) {
                    *out = value;
                }

                let mut $random = Random::new();
                for _ in 0..20 {
                    let value: $type = $value;
                    let other: $type = $value;
                    let mut out = [other; 3];
                    fill::launch(value, &mut out).unwrap();
                    assert_eq!(out, [value; 3]);
                }
            }
        )*
    };
}

#[derive(Clone, Copy, PartialEq, Debug, DeviceData)]
struct Padded {
    small: u8,
    large: u32,
}

#[derive(Clone, Copy, PartialEq, Debug, DeviceData)]
struct Pair<A, B>(A, B);

#[derive(Clone, Copy, PartialEq, Debug, DeviceData)]
struct Nothing;

#[derive(Clone, Copy, PartialEq, Debug, DeviceData)]
enum Shape {
    Point,
    Circle { radius: f64 },
    Box(f32, f32, [u16; 4]),
}

#[derive(Clone, Copy, PartialEq, Debug, DeviceData)]
#[repr(align(64))]
struct Aligned([f32; 4]);

by_value! {
    takes_u8: u8 = |random| random.bits() as u8;
    takes_u16: u16 = |random| random.bits() as u16;
    takes_u32: u32 = |random| random.bits() as u32;
    takes_u64: u64 = |random| random.bits();
    takes_u128: u128 = |random| u128::from(random.bits()) << 64 | u128::from(random.bits());
    takes_usize: usize = |random| random.bits() as usize;
    takes_i8: i8 = |random| random.bits() as i8;
    takes_i16: i16 = |random| random.bits() as i16;
    takes_i32: i32 = |random| random.bits() as i32;
    takes_i64: i64 = |random| random.bits() as i64;
    takes_i128: i128 = |random| i128::from(random.bits() as i64) << 64 | i128::from(random.bits());
    takes_isize: isize = |random| random.bits() as isize;
    takes_f32: f32 = |random| random.float() as f32;
    takes_f64: f64 = |random| random.float();
    takes_bool: bool = |random| random.bits() & 1 == 1;
    takes_char: char = |random| char::from_u32(0x1f600 + random.below(64) as u32).unwrap();
    takes_unit: () = |_random| ();
    takes_array: [f32; 7] = |random| core::array::from_fn(|_| random.float() as f32);
    takes_nested_array: [[u16; 2]; 3] = |random| [[random.bits() as u16; 2]; 3];
    takes_empty_array: [u64; 0] = |_random| [];
    takes_tuple: (u8, f64, bool) = |random| (random.bits() as u8, random.float(), random.bits() & 1 == 1);
    takes_option: Option<f32> = |random| (random.bits() & 1 == 1).then(|| random.float() as f32);
    takes_padded: Padded = |random| Padded { small: random.bits() as u8, large: random.bits() as u32 };
    takes_generic: Pair<u8, [f64; 3]> = |random| Pair(random.bits() as u8, [random.float(); 3]);
    takes_unit_struct: Nothing = |_random| Nothing;
    takes_aligned: Aligned = |random| Aligned([random.float() as f32; 4]);
    takes_enum: Shape = |random| match random.below(3) {
        0 => Shape::Point,
        1 => Shape::Circle { radius: random.float() },
        _ => Shape::Box(random.float() as f32, 1.0, [random.bits() as u16; 4]),
    };
}

#[test]
fn floats_keep_their_bits() {
    #[offload::kernel]
    fn bits(a: f32, b: f64, mut out: Each<(u32, u64)>) {
        *out = (a.to_bits(), b.to_bits());
    }

    for (a, b) in
        [(0x7fc0_dead, 0x7ff8_0000_dead_beef), (0x8000_0000, 1), (0xff80_0000, 0xfff0_0000_0000_0000)]
    {
        let mut out = [(0, 0)];
        bits::launch(f32::from_bits(a), f64::from_bits(b), &mut out).unwrap();
        assert_eq!(out, [(a, b)]);
    }
}

/// Larger than a GPU's memory for arguments; the kernel indexes it and passes its address.
#[test]
fn takes_many_values() {
    #[inline(never)]
    fn at(values: &[u64; 11], i: usize) -> u64 {
        values[i % 11]
    }

    #[offload::kernel]
    fn combine(
        most: [u64; 100],
        too_much: [u64; 40],
        few: [u8; 11],
        passed_on: [u64; 11],
        mut out: Each<u64>,
    ) {
        let i = out.index();
        *out = most[i % 100] ^ too_much[i % 40].rotate_left(7) ^ u64::from(few[i % 11]) ^ at(&passed_on, i);
    }

    let mut random = Random::new();
    let most = core::array::from_fn(|_| random.bits());
    let too_much = core::array::from_fn(|_| random.bits());
    let few = core::array::from_fn(|_| random.bits() as u8);
    let passed_on = core::array::from_fn(|_| random.bits());
    let mut out = vec![0; 300];
    combine::launch(most, too_much, few, passed_on, &mut out).unwrap();
    for (i, out) in out.into_iter().enumerate() {
        let expected: u64 = most[i % 100] ^ too_much[i % 40].rotate_left(7) ^ u64::from(few[i % 11]);
        assert_eq!(out, expected ^ at(&passed_on, i), "thread {i}");
    }
}

#[test]
fn reads_slices_arrays_references_and_text() {
    #[offload::kernel]
    fn combine(
        slice: &[u64],
        array: &[u64; 3],
        one: &Pair<u64, u8>,
        text: &str,
        nothing: &[u64],
        mut out: Each<u64>,
    ) {
        let i = out.index();
        *out = slice[i % slice.len()]
            .wrapping_add(array[i % 3])
            .wrapping_mul(one.0)
            .wrapping_add(u64::from(text.as_bytes()[i % text.len()]))
            .wrapping_add(nothing.len() as u64);
    }

    let mut random = Random::new();
    let slice = random.numbers(17);
    let array = [random.bits(), random.bits(), random.bits()];
    let one = Pair(random.bits(), 3);
    let text = String::from("Grüße");
    let mut out = vec![0; 1000];
    combine::launch(&slice, &array, &one, &text, &[], &mut out).unwrap();
    for (i, out) in out.iter().enumerate() {
        let expected = slice[i % 17].wrapping_add(array[i % 3]).wrapping_mul(one.0);
        assert_eq!(*out, expected.wrapping_add(u64::from(text.as_bytes()[i % text.len()])));
    }
}

#[test]
fn several_slices_are_split_alike() {
    #[offload::kernel]
    fn swap_and_count(mut a: Each<f32>, mut b: Each<f32>, mut count: Each<usize>) {
        core::mem::swap(&mut *a, &mut *b);
        *count += a.index() + b.index();
    }

    let mut random = Random::new();
    for length in [1, 255, 256, 257, 1000] {
        let (first, second) = (random.floats(length), random.floats(length));
        let (mut a, mut b, mut count) = (first.clone(), second.clone(), vec![1; length]);
        swap_and_count::launch(&mut a, &mut b, &mut count).unwrap();
        assert_eq!((a, b), (second, first));
        assert!(count.iter().enumerate().all(|(i, &count)| count == 1 + 2 * i));
    }
}

#[test]
fn rows_and_columns() {
    #[offload::kernel]
    fn locate(weight: u64, mut out: Each2<(usize, usize, usize, usize, u64)>) {
        let old = out.4;
        *out = (out.x(), out.y(), out.width(), out.height(), old * weight);
    }

    let mut random = Random::new();
    for (width, height) in [(1, 1), (31, 9), (32, 8), (33, 17), (1, 100), (100, 1)] {
        let old: Vec<u64> = (0..width * height).map(|_| random.bits() >> 32).collect();
        let weight = random.bits() >> 40;
        let mut out: Vec<_> = old.iter().map(|&old| (0, 0, 0, 0, old)).collect();
        locate::launch(weight, Grid2::new(&mut out, width)).unwrap();
        for (i, (&out, old)) in out.iter().zip(old).enumerate() {
            assert_eq!(out, (i % width, i / width, width, height, old * weight));
        }
    }
}

#[test]
fn zero_sized_elements_are_split_as_any() {
    #[offload::kernel]
    fn touch(mut piece: Each<Nothing>, mut count: Each<u32>) {
        *piece = Nothing;
        *count += 1;
    }

    let mut count = [0; 300];
    touch::launch(&mut [Nothing; 300], &mut count).unwrap();
    assert_eq!(count, [1; 300]);
}
