//! Copies of memory with atomics behind a `&`, which other host threads may use at the same time.
//!
//! A copy as bytes would race with these threads, and could tear a value. So atomics are read and written one
//! by one, by atomic operations of their size, wherever they are in a type. All other data cannot change
//! behind a `&`: it is read as bytes, and never written back. The device gets the values at the time of the
//! read, and values that other threads store before the atomics are written back are lost, but the behaviour
//! is defined.
//!
//! Atomics are aligned: rustc refuses a packed type that contains one (E0588).

use offload_abi::{FIELD_ATOMIC, FIELD_PART, Field};
use std::cmp::Reverse;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::Relaxed};

/// Elements in host memory that contain atomics.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Atomics {
    start: u64,
    count: u64,
    /// Size of an element in bytes.
    size: u64,
    /// The fields of an element.
    fields: &'static [Field],
}

// SAFETY: the fields are constants of the program, and addresses are numbers.
unsafe impl Send for Atomics {}
// SAFETY: as above.
unsafe impl Sync for Atomics {}

impl PartialEq for Atomics {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.count, self.size, self.fields.as_ptr_range())
            == (other.start, other.count, other.size, other.fields.as_ptr_range())
    }
}

/// Adjacent atomics in an element.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Run {
    /// Their offset in the element.
    offset: u64,
    /// Size of one atomic in bytes: 1, 2, 4 or 8.
    size: u64,
    count: u64,
}

impl Run {
    fn end(&self) -> u64 {
        self.offset + self.size * self.count
    }
}

impl Atomics {
    /// `count` elements of `size` bytes from `start` on; `None` if they have no atomics.
    pub(crate) fn new(start: u64, count: u64, size: u64, fields: &'static [Field]) -> Option<Self> {
        have_any(fields, FIELD_ATOMIC).then_some(Self { start, count, size, fields })
    }

    fn end(&self) -> u64 {
        self.start + self.count * self.size
    }

    /// Calls `each` for all atomics in the order of their addresses, once for each run of adjacent ones, with
    /// the run's address, the size of one atomic, and their number.
    fn for_each(&self, mut each: impl FnMut(u64, u64, u64)) {
        let mut runs = Vec::new();
        add_runs(self.fields, 0, &mut runs);
        runs.sort_by_key(|run| run.offset);
        let runs = joined(runs);
        if let [Run { offset: 0, size, .. }] = runs[..]
            && runs[0].end() == self.size
        {
            each(self.start, size, self.count * runs[0].count);
            return;
        }
        for element in 0..self.count {
            let start = self.start + element * self.size;
            runs.iter().for_each(|run| each(start + run.offset, run.size, run.count));
        }
    }
}

/// Whether one of `fields` is of `kind`, at any depth.
fn have_any(fields: &[Field], kind: u32) -> bool {
    fields
        .iter()
        .any(|field| field.kind == kind || (field.kind == FIELD_PART && have_any(inner(field), kind)))
}

/// Whether one of `fields` is a pointer, at any depth.
pub(crate) fn have_references(fields: &[Field]) -> bool {
    fields.iter().any(|field| match field.kind {
        FIELD_ATOMIC => false,
        FIELD_PART => have_references(inner(field)),
        _ => true,
    })
}

/// The fields of a part, or of the elements behind a pointer.
pub(crate) fn inner(field: &Field) -> &'static [Field] {
    // SAFETY: a descriptor's tables are constants of the program.
    unsafe { crate::contract::slice(field.fields, field.field_count as usize) }
}

/// Adds the atomics of an element at `offset` to `runs`.
fn add_runs(fields: &[Field], offset: u64, runs: &mut Vec<Run>) {
    for field in fields {
        let (offset, size) = (offset + field.offset, field.element_size);
        match field.kind {
            FIELD_ATOMIC => add_run(Run { offset, size, count: 1 }, runs),
            FIELD_PART => match inner(field) {
                [one] if one.kind == FIELD_ATOMIC && one.element_size == size => {
                    add_run(Run { offset, size, count: field.count }, runs);
                }
                fields if have_any(fields, FIELD_ATOMIC) => {
                    (0..field.count).for_each(|part| add_runs(fields, offset + part * size, runs));
                }
                _ => {}
            },
            _ => {}
        }
    }
}

fn add_run(run: Run, runs: &mut Vec<Run>) {
    match runs.last_mut() {
        Some(last) if last.end() == run.offset && last.size == run.size => last.count += run.count,
        _ => runs.push(run),
    }
}

/// Joins touching runs; `runs` is sorted.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut joined = Vec::with_capacity(runs.len());
    runs.into_iter().for_each(|run| add_run(run, &mut joined));
    joined
}

/// Reads `bytes` bytes from `start` on, which contain `atomics`.
///
/// # Safety
///
/// The bytes may be read, the atomics by atomic reads; all atomics among them are in `atomics`.
pub(crate) unsafe fn load(start: u64, bytes: u64, atomics: &[Atomics]) -> Vec<MaybeUninit<u8>> {
    let mut copy = Vec::with_capacity(bytes as usize);
    // Entries of one launch may overlap: then they are the same atomics, and the entry that begins first and
    // is longer has all of them.
    let mut atomics: Vec<&Atomics> = atomics.iter().collect();
    atomics.sort_by_key(|atomics| (atomics.start, Reverse(atomics.end())));
    for elements in atomics {
        elements.for_each(|address, size, count| {
            let copy_end = start + copy.len() as u64;
            let skipped = copy_end.saturating_sub(address).div_ceil(size).min(count);
            let (address, count) = (address + skipped * size, (count - skipped) as usize);
            if count == 0 {
                return;
            }
            // SAFETY: the caller's promise.
            unsafe {
                copy_plain(copy_end, address, &mut copy);
                match size {
                    1 => {
                        copy_atomics(address, count, |a: &AtomicU8| a.load(Relaxed).to_ne_bytes(), &mut copy)
                    }
                    2 => {
                        copy_atomics(address, count, |a: &AtomicU16| a.load(Relaxed).to_ne_bytes(), &mut copy)
                    }
                    4 => {
                        copy_atomics(address, count, |a: &AtomicU32| a.load(Relaxed).to_ne_bytes(), &mut copy)
                    }
                    8 => {
                        copy_atomics(address, count, |a: &AtomicU64| a.load(Relaxed).to_ne_bytes(), &mut copy)
                    }
                    _ => unreachable!("an atomic of {size} bytes"),
                }
            }
        });
    }
    // SAFETY: the caller's promise.
    unsafe { copy_plain(start + copy.len() as u64, start + bytes, &mut copy) };
    copy
}

/// Appends the bytes from `start` to `end`. Padding may be uninitialised, so it is copied, not read.
///
/// # Safety
///
/// The bytes may be read.
unsafe fn copy_plain(start: u64, end: u64, copy: &mut Vec<MaybeUninit<u8>>) {
    // SAFETY: the caller's promise.
    copy.extend_from_slice(unsafe {
        crate::contract::slice(start as *const _, end.saturating_sub(start) as usize)
    });
}

/// Appends `count` atomics from `address` on.
///
/// # Safety
///
/// There are `count` atomics of this type at `address`.
unsafe fn copy_atomics<A, const SIZE: usize>(
    address: u64,
    count: usize,
    load: impl Fn(&A) -> [u8; SIZE],
    copy: &mut Vec<MaybeUninit<u8>>,
) {
    // SAFETY: the caller's promise; atomics may be shared with threads that change them.
    let atomics = unsafe { crate::contract::slice::<A>(address as *const A, count) };
    copy.extend(atomics.iter().flat_map(load).map(MaybeUninit::new));
}

/// Writes `atomics`, and nothing beside them, from `copy`, whose first byte belongs at `start`.
///
/// # Safety
///
/// The atomics are inside the memory that `copy` covers, and their bytes in `copy` are initialised.
pub(crate) unsafe fn store(start: u64, copy: &[MaybeUninit<u8>], atomics: &[Atomics]) {
    for elements in atomics {
        elements.for_each(|address, size, count| {
            let bytes = &copy[(address - start) as usize..][..(size * count) as usize];
            // SAFETY: the caller's promise.
            unsafe {
                match size {
                    1 => write_atomics(address, bytes, |a: &AtomicU8, b| {
                        a.store(u8::from_ne_bytes(b), Relaxed)
                    }),
                    2 => write_atomics(address, bytes, |a: &AtomicU16, b| {
                        a.store(u16::from_ne_bytes(b), Relaxed)
                    }),
                    4 => write_atomics(address, bytes, |a: &AtomicU32, b| {
                        a.store(u32::from_ne_bytes(b), Relaxed)
                    }),
                    8 => write_atomics(address, bytes, |a: &AtomicU64, b| {
                        a.store(u64::from_ne_bytes(b), Relaxed)
                    }),
                    _ => unreachable!("an atomic of {size} bytes"),
                }
            }
        });
    }
}

/// # Safety
///
/// At `address` there are as many atomics of this type as `bytes` has values, which are initialised.
unsafe fn write_atomics<A, const SIZE: usize>(
    address: u64,
    bytes: &[MaybeUninit<u8>],
    store: impl Fn(&A, [u8; SIZE]),
) {
    // SAFETY: the caller's promise.
    let atomics = unsafe { crate::contract::slice::<A>(address as *const A, bytes.len() / SIZE) };
    for (atomic, value) in atomics.iter().zip(bytes.chunks_exact(SIZE)) {
        // SAFETY: the caller's promise; the chunk has so many bytes.
        store(atomic, unsafe { value.as_ptr().cast::<[u8; SIZE]>().read() });
    }
}

#[cfg(test)]
#[path = "atomics_tests.rs"]
mod tests;
