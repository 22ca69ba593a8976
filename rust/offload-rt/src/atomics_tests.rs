//! Atomics are found in types, and no other byte is written.

use super::*;
use offload_abi::{NO_COUNT, Text};

const fn field(kind: u32, offset: usize, size: usize, count: u64, fields: &'static [Field]) -> Field {
    Field {
        kind,
        reserved: 0,
        offset: offset as u64,
        element_size: size as u64,
        element_align: 1,
        count,
        count_offset: NO_COUNT,
        name: Text::new(""),
        fields: fields.as_ptr(),
        field_count: fields.len() as u64,
    }
}

const fn atomic(size: usize) -> Field {
    field(FIELD_ATOMIC, 0, size, 1, &[])
}

const A8: &[Field] = &[atomic(1)];
const A32: &[Field] = &[atomic(4)];
const A64: &[Field] = &[atomic(8)];

/// All runs of `count` elements.
fn runs(count: u64, size: usize, fields: &'static [Field]) -> Vec<(u64, u64, u64)> {
    let mut found_runs = Vec::new();
    let atomics = Atomics::new(0, count, size as u64, fields).unwrap();
    atomics.for_each(|address, size, count| found_runs.push((address, size, count)));
    found_runs
}

#[test]
fn what_lies_side_by_side_is_one_run() {
    assert_eq!(runs(1000, 4, A32), [(0, 4, 1000)]);
    // An array, one of arrays, and a struct of two.
    assert_eq!(runs(10, 12, const { &[field(FIELD_PART, 0, 4, 3, A32)] }), [(0, 4, 30)]);
    const ROW: &[Field] = &[field(FIELD_PART, 0, 4, 3, A32)];
    assert_eq!(runs(10, 24, const { &[field(FIELD_PART, 0, 12, 2, ROW)] }), [(0, 4, 60)]);
    let pair: &[Field] = const { &[field(FIELD_PART, 4, 4, 1, A32), field(FIELD_PART, 0, 4, 1, A32)] };
    assert_eq!(runs(10, 8, pair), [(0, 4, 20)]);
}

#[test]
fn padding_and_plain_fields_are_between_runs() {
    assert_eq!(runs(2, 8, A32), [(0, 4, 1), (8, 4, 1)]);
    let mixed: &[Field] = const { &[field(FIELD_PART, 8, 8, 1, A64), field(FIELD_PART, 1, 1, 3, A8)] };
    assert_eq!(runs(2, 24, mixed), [(1, 1, 3), (8, 8, 1), (25, 1, 3), (32, 8, 1)]);
    assert_eq!(Atomics::new(0, 1, 8, const { &[field(FIELD_PART, 0, 4, 2, &[])] }), None);
}

#[repr(C)]
struct Named {
    n: u32,
    hits: AtomicU32,
    tail: [AtomicU8; 3],
}

const NAMED: &[Field] = &[
    field(FIELD_PART, std::mem::offset_of!(Named, hits), 4, 1, A32),
    field(FIELD_PART, std::mem::offset_of!(Named, tail), 1, 3, A8),
];

fn named(n: u32) -> Named {
    Named { n, hits: AtomicU32::new(n * 10), tail: std::array::from_fn(|i| AtomicU8::new(i as u8 + n as u8)) }
}

#[test]
fn only_atomics_are_written_back() {
    let (from, to) = ([named(1), named(2), named(3)], [named(70), named(80), named(90)]);
    let size = size_of::<Named>() as u64;
    let all = |array: &[Named; 3]| Atomics::new(array.as_ptr() as u64, 3, size, NAMED).unwrap();
    // The second element's atomic alone, too, as in a launch that has both.
    let one = |array: &[Named; 3]| Atomics::new((&raw const array[1].hits) as u64, 1, 4, A32).unwrap();
    for atomics in [[all(&from), one(&from)], [one(&from), all(&from)]] {
        let start = from.as_ptr() as u64;
        // SAFETY: the arrays have this length, and contain these atomics.
        unsafe {
            let copy = load(start, 3 * size, &atomics);
            assert_eq!(copy.len() as u64, 3 * size);
            assert_eq!(
                copy.as_ptr().add(size as usize).cast::<u32>().read_unaligned(),
                2,
                "plain fields are sent"
            );
            store(to.as_ptr() as u64, &copy, &[all(&to)]);
        }
        for (from, (to, n)) in from.iter().zip(to.iter().zip([70, 80, 90])) {
            assert_eq!((to.n, to.hits.load(Relaxed)), (n, from.n * 10));
            assert_eq!(to.tail[2].load(Relaxed), 2 + from.n as u8);
            to.hits.store(0, Relaxed);
        }
    }
}

#[test]
fn every_size_is_loaded_and_stored() {
    let numbers: [AtomicU64; 5] = std::array::from_fn(|i| AtomicU64::new(i as u64 * 0x0102_0304_0506_0708));
    let target: [AtomicU64; 5] = [const { AtomicU64::new(0) }; 5];
    for (size, fields) in [(1, A8), (2, const { &[atomic(2)] }), (4, A32), (8, A64)] {
        let atomics =
            |array: &[AtomicU64; 5]| [Atomics::new(array.as_ptr() as u64, 40 / size, size, fields).unwrap()];
        target.iter().for_each(|target| target.store(7, Relaxed));
        // SAFETY: all of it is initialised, and aligned for 8 bytes.
        unsafe {
            let copy = load(numbers.as_ptr() as u64, 40, &atomics(&numbers));
            store(target.as_ptr() as u64, &copy, &atomics(&target));
        }
        assert!(numbers.iter().zip(&target).all(|(a, b)| a.load(Relaxed) == b.load(Relaxed)));
    }
}

#[test]
fn a_part_of_a_range_is_where_atomics_may_begin_and_end() {
    let numbers: [AtomicU32; 6] = std::array::from_fn(|i| AtomicU32::new(i as u32));
    let part = |from: usize, count| Atomics::new((&raw const numbers[from]) as u64, count, 4, A32).unwrap();
    // SAFETY: the atomics belong to the array.
    let copy = unsafe { load(numbers.as_ptr() as u64, 24, &[part(3, 3), part(0, 4), part(1, 1)]) };
    // SAFETY: as above.
    let words: Vec<u32> =
        (0..6).map(|i| unsafe { copy.as_ptr().cast::<u32>().add(i).read_unaligned() }).collect();
    assert_eq!(words, [0, 1, 2, 3, 4, 5]);
}
