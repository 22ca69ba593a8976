//! The ranges of a launch's arguments, at any depth and of any size, and the targets of references in a copy.

use super::*;
use crate::launch::{Launch, SlotWord};
use offload_abi::{
    ABI_VERSION, Descriptor, LaunchParams, Place, SLOT_COUNT_IN_NEXT, SLOT_LITERAL, SLOT_TO, Slot, Text,
};

fn slot(name: &'static str, kind: u32, size: u64, count: u64, fields: &'static [Field]) -> Slot {
    Slot {
        kind,
        flags: 0,
        element_size: size,
        element_align: 8,
        count,
        name: Text::new(name),
        fields: fields.as_ptr(),
        field_count: fields.len() as u64,
        witness: std::ptr::null(),
    }
}

const fn field(kind: u32, offset: u64, size: u64, name: &'static str, fields: &'static [Field]) -> Field {
    Field {
        kind,
        reserved: 0,
        offset,
        element_size: size,
        element_align: size,
        count: 1,
        count_offset: NO_COUNT,
        name: Text::new(name),
        fields: fields.as_ptr(),
        field_count: fields.len() as u64,
    }
}

/// Returns the result of `check` for a launch with these slots.
fn with<R>(slots: &[Slot], values: &[u64], check: impl FnOnce(Arguments<'_>) -> R) -> R {
    let place = Place { file: Text::new("f.rs"), line: 1, column: 2 };
    let descriptor = Descriptor {
        abi_version: ABI_VERSION,
        rank: 1,
        max_block: offload_abi::MAX_BLOCK,
        slot_count: slots.len() as u32,
        flags: 0,
        fingerprint: 0,
        name: Text::new("k"),
        place,
        slots: slots.as_ptr(),
    };
    let params = LaunchParams { grid: [1; 3], block: [1; 3], dyn_shared: 0, device: -1, place };
    let values: Vec<_> = values.iter().copied().map(SlotWord::new).collect();
    check(Arguments { launch: Launch { descriptor: &descriptor, params: &params }, slots, values: &values })
}

fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort();
    values
}

fn described(plan: &Plan<'_>) -> Vec<(String, u64, u64, bool)> {
    let name = |range: &HostRange| plan.names.get(range.name).into_owned();
    let describe = |range: &HostRange| (name(range), range.start, range.bytes, range.is_written());
    plan.ranges.iter().map(describe).collect()
}

#[test]
fn ten_gigabytes_are_a_number_like_any_other() {
    let slots = [
        Slot { flags: SLOT_COUNT_IN_NEXT, ..slot("x", SLOT_TO, 8, 0, &[]) },
        slot("x", SLOT_LITERAL, 8, 1, &[]),
    ];
    let (start, bytes) = (0x7000_0000_0000, 10_000_000_000);
    let ranges = with(&slots, &[start, bytes / 8], |arguments| described(&Plan::new(&arguments).unwrap()));
    assert_eq!(ranges, [("x".to_owned(), start, bytes, false)]);
    for (address, count) in [(8, u64::MAX / 8 + 1), (u64::MAX - 64, 9)] {
        let error = with(&slots, &[address, count], |arguments| Plan::new(&arguments).unwrap_err());
        assert_eq!(error.id(), "OFL105");
        assert!(error.to_string().contains("exceed the address space"), "{error}");
    }
}

#[repr(C)]
struct Inner {
    tag: u64,
    one: *const u64,
}

#[repr(C)]
struct Outer {
    length: u64,
    many: *const u32,
    inner: [Inner; 2],
    deep: *const Inner,
}

const INNER: &[Field] = &[field(SLOT_TOFROM, 8, 8, "one", &[])];

/// Fields of a slice after its length, two parts, and a pointer to such a part.
fn outer() -> &'static [Field] {
    Box::leak(Box::new([
        Field { count_offset: 0, ..field(SLOT_TO, 8, 4, "many", &[]) },
        Field { count: 2, ..field(FIELD_PART, 16, 16, "inner", INNER) },
        field(SLOT_TO, 48, 16, "deep", INNER),
    ]))
}

#[test]
fn pointers_are_followed_at_any_depth() {
    let (many, numbers) = ([1u32, 2, 3], [7u64, 8, 9]);
    let deep = Inner { tag: 3, one: &numbers[2] };
    let inner = [Inner { tag: 1, one: &numbers[0] }, Inner { tag: 2, one: &numbers[1] }];
    let outer_value = Outer { length: 3, many: many.as_ptr(), inner, deep: &deep };
    let address_of = |place: *const u8| place as u64;
    let start = address_of((&raw const outer_value).cast());
    let slots = [slot("p", SLOT_TO, size_of::<Outer>() as u64, 1, outer())];
    with(&slots, &[start], |arguments| {
        let plan = Plan::new(&arguments).unwrap();
        let mut pointers: Vec<_> = plan.pointers.iter().map(|pointer| (pointer.at, pointer.target)).collect();
        pointers.sort();
        let numbers_at = numbers.as_ptr() as u64;
        let deep_at = address_of((&raw const deep).cast());
        assert_eq!(
            pointers,
            sorted(vec![
                (start + 8, many.as_ptr() as u64),
                (start + 24, numbers_at),
                (start + 40, numbers_at + 8),
                (start + 48, deep_at),
                (deep_at + 8, numbers_at + 16),
            ])
        );
        let mut ranges = described(&plan);
        ranges.sort();
        let mut expected = vec![
            ("p".to_owned(), start, 56, false),
            ("p.deep".to_owned(), deep_at, 16, false),
            ("p.deep.one".to_owned(), numbers_at + 16, 8, true),
            ("p.inner.one".to_owned(), numbers_at, 8, true),
            ("p.inner.one".to_owned(), numbers_at + 8, 8, true),
            ("p.many".to_owned(), many.as_ptr() as u64, 12, false),
        ];
        expected.sort();
        assert_eq!(ranges, expected);

        let own = pointers_in(&plan.pointers, start, start + 56);
        assert_eq!(own.len(), 4, "the one in `deep` is elsewhere");
        // SAFETY: the launch borrows it.
        let mut copy = unsafe { crate::atomics::load(start, 56, &[]) };
        translate(&mut copy, start, own, |target| Some(target + 1)).unwrap();
        // SAFETY: all bytes of an `Outer` are initialised.
        let word = |index: usize| unsafe { copy.as_ptr().cast::<u64>().add(index).read_unaligned() };
        assert_eq!((word(0), word(2), word(4)), (3, 1, 2), "the rest is as it was");
        assert_eq!((word(1), word(6)), (many.as_ptr() as u64 + 1, deep_at + 1));
        assert!(translate(&mut copy, start, own, |_| None).is_none());
    });
}

#[test]
fn pointers_to_nothing_are_left_alone() {
    let none = || Inner { tag: 0, one: std::ptr::null() };
    let value =
        Outer { length: 0, many: std::ptr::dangling(), inner: [none(), none()], deep: std::ptr::dangling() };
    let fields: &'static [Field] = Box::leak(Box::new([
        Field { count_offset: 0, ..field(SLOT_TO, 8, 4, "many", &[]) },
        // This pointer points to a zero-sized value.
        Field { element_size: 0, element_align: 1, ..field(SLOT_TO, 48, 0, "deep", &[]) },
    ]));
    let slots = [slot("p", SLOT_TO, size_of::<Outer>() as u64, 1, fields)];
    with(&slots, &[&raw const value as u64], |arguments| {
        let plan = Plan::new(&arguments).unwrap();
        assert_eq!((plan.pointers.len(), plan.ranges.len()), (0, 1));
    });
}
