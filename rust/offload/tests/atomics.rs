//! Atomics at any place in a type: a kernel's changes come back, the data beside the atomics stays, and other
//! threads of the host may use all of it at the same time. Under ThreadSanitizer (`./x sanitize`) a copy that
//! reads or writes more is a race.

use offload::{DeviceView, Each, Resident};
use std::sync::atomic::{
    AtomicBool, AtomicI16, AtomicI64, AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::Relaxed,
};

/// The number of elements of each slice. The kernels use the first ones, the host the last one.
const COUNT: usize = 64;
const THREADS: usize = 500;
const LAUNCHES: usize = 8;

/// Launches over `items` while another thread calls `host` with the last item.
fn beside_a_thread<T: Sync>(items: &[T], host: impl Fn(&T) + Sync, launch: impl Fn()) {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            while !is_over.load(Relaxed) {
                host(&items[COUNT - 1]);
                std::thread::yield_now();
            }
        });
        (0..LAUNCHES).for_each(|_| launch());
        is_over.store(true, Relaxed);
        // ThreadSanitizer does not see that a scope waits for its threads.
        thread.join().unwrap();
    });
}

macro_rules! shared_types {
    ($($name:ident: $type:ty = $make:expr, $add:expr, $host:expr, $plain:expr;)*) => {
        $(
            #[test]
            fn $name() {
                #[offload::kernel]
                fn add(items: &[$type], mut y: Each<u32>) {
                    ($add)(&items[0]);
                    *y += 1;
                }

                let items: Vec<$type> = (0..COUNT).map($make).collect();
                let before: Vec<_> = items.iter().map($plain).collect();
                let launch = || add::launch(&items, &mut [0; THREADS]).unwrap();
                beside_a_thread(&items, $host, launch);
                let counted = items[0].sums();
                assert_eq!(counted, [LAUNCHES * THREADS; 2]);
                assert!(items.iter().map($plain).eq(before), "something beside the atomics has changed");
            }
        )*
    };
}

/// The two sums of an item, whatever its type.
trait Count {
    fn sums(&self) -> [usize; 2];
}

/// A plain field beside an atomic.
#[derive(DeviceView)]
struct Named {
    n: u32,
    hits: AtomicU32,
}

/// Padding behind the atomic, as large as it.
#[derive(DeviceView)]
#[repr(align(8))]
struct Wide {
    hits: AtomicU32,
}

/// More padding, on both sides.
#[derive(DeviceView)]
#[repr(C, align(64))]
struct Line {
    tag: u8,
    hits: AtomicU64,
}

/// Several sizes, arrays, tuples, and structs in structs.
#[derive(DeviceView)]
struct Many {
    name: [u8; 3],
    bytes: [AtomicU8; 5],
    pair: (u8, AtomicU16, [u8; 3]),
    wide: [Line; 2],
    nothing: [AtomicU64; 0],
    total: AtomicI64,
    last: u16,
}

fn line(i: usize) -> Line {
    Line { tag: i as u8, hits: AtomicU64::new(0) }
}

fn many(i: usize) -> Many {
    Many {
        name: [i as u8; 3],
        bytes: [const { AtomicU8::new(0) }; 5],
        pair: (i as u8, AtomicU16::new(0), [i as u8; 3]),
        wide: [line(i), line(i + 1)],
        nothing: [],
        total: AtomicI64::new(0),
        last: i as u16,
    }
}

impl Count for Named {
    fn sums(&self) -> [usize; 2] {
        [self.hits.load(Relaxed) as usize; 2]
    }
}

impl Count for Wide {
    fn sums(&self) -> [usize; 2] {
        [self.hits.load(Relaxed) as usize; 2]
    }
}

impl Count for Many {
    fn sums(&self) -> [usize; 2] {
        [self.total.load(Relaxed) as usize, self.wide[1].hits.load(Relaxed) as usize]
    }
}

impl Count for (AtomicU32, AtomicU32) {
    fn sums(&self) -> [usize; 2] {
        [self.0.load(Relaxed) as usize, self.1.load(Relaxed) as usize]
    }
}

impl Count for [Named; 2] {
    fn sums(&self) -> [usize; 2] {
        [self[0].sums()[0], self[1].sums()[0]]
    }
}

impl Count for AtomicU32 {
    fn sums(&self) -> [usize; 2] {
        [self.load(Relaxed) as usize; 2]
    }
}

shared_types! {
    one_atomic: AtomicU32 = |_| AtomicU32::new(0), |a: &AtomicU32| a.fetch_add(1, Relaxed),
        |a: &AtomicU32| a.store(1, Relaxed), |_| ();
    two_atomics: (AtomicU32, AtomicU32) = |_| (AtomicU32::new(0), AtomicU32::new(0)),
        |p: &(AtomicU32, AtomicU32)| { p.0.fetch_add(1, Relaxed); p.1.fetch_add(1, Relaxed); },
        |p: &(AtomicU32, AtomicU32)| p.1.store(1, Relaxed), |_| ();
    beside_a_plain_field: Named = |i| Named { n: i as u32, hits: AtomicU32::new(0) },
        |named: &Named| named.hits.fetch_add(1, Relaxed),
        |named: &Named| assert_eq!(named.n, COUNT as u32 - 1), |named: &Named| named.n;
    before_padding: Wide = |_| Wide { hits: AtomicU32::new(0) }, |wide: &Wide| wide.hits.fetch_add(1, Relaxed),
        |wide: &Wide| wide.hits.store(1, Relaxed), |_| ();
    in_an_array: [Named; 2] = |i| [Named { n: i as u32, hits: AtomicU32::new(0) }, Named { n: 7, hits: AtomicU32::new(0) }],
        |pair: &[Named; 2]| pair.iter().for_each(|named| { named.hits.fetch_add(1, Relaxed); }),
        |pair: &[Named; 2]| { assert_eq!(pair[1].n, 7); pair[0].hits.store(3, Relaxed) },
        |pair: &[Named; 2]| (pair[0].n, pair[1].n);
    in_all_places: Many = many,
        |many: &Many| {
            many.total.fetch_add(1, Relaxed);
            many.wide[1].hits.fetch_add(1, Relaxed);
            many.bytes[4].store(4, Relaxed);
            many.pair.1.fetch_max(9, Relaxed);
        },
        |many: &Many| {
            assert_eq!((many.last, many.name, many.pair.2), (63, [63; 3], [63; 3]));
            many.bytes.iter().for_each(|byte| byte.store(1, Relaxed));
            many.pair.1.store(many.wide[0].tag.into(), Relaxed);
        },
        |many: &Many| (many.name, many.pair.0, many.pair.2, many.wide[0].tag, many.wide[1].tag, many.last);
}

#[test]
fn small_atomics_come_back_as_well() {
    #[offload::kernel]
    fn set(many: &Many, flags: &[(AtomicBool, u8, AtomicI16)], mut y: Each<u32>) {
        many.bytes[3].store(33, Relaxed);
        many.pair.1.store(1234, Relaxed);
        let i = y.index();
        flags[i].0.store(i % 2 == 0, Relaxed);
        flags[i].2.fetch_sub(i as i16, Relaxed);
        *y = flags[i].1.into();
    }

    let item = many(5);
    let flags: Vec<_> = (0..200).map(|i| (AtomicBool::new(false), i, AtomicI16::new(-1))).collect();
    let mut y = [0; 200];
    set::launch(&item, &flags, &mut y).unwrap();
    assert_eq!(item.bytes.map(AtomicU8::into_inner), [0, 0, 0, 33, 0]);
    assert_eq!((item.pair.0, item.pair.1.into_inner()), (5, 1234));
    for (i, (flag, n, less)) in flags.into_iter().enumerate() {
        assert_eq!((flag.into_inner(), n as usize, less.into_inner()), (i % 2 == 0, i, -1 - i as i16));
        assert_eq!(y[i] as usize, i);
    }
}

#[derive(Clone, Copy, DeviceView)]
struct Shelves<'a> {
    shelves: &'a [Shelf<'a>],
    first: &'a Named,
}

#[derive(Clone, Copy, DeviceView)]
struct Shelf<'a> {
    items: &'a [Named],
}

/// References to the same atomics, alone and beside data that is only read: one range on the device.
#[test]
fn behind_references_and_in_pieces() {
    #[offload::kernel]
    fn add(shelves: Shelves<'_>, hits: &AtomicU32, n: &u32, mut y: Each<u32>) {
        shelves.first.hits.fetch_add(1, Relaxed);
        shelves.shelves[1].items[0].hits.fetch_add(1, Relaxed);
        hits.fetch_add(1, Relaxed);
        *y += *n + shelves.shelves[0].items[3].n;
    }

    let items: Vec<_> = (0..COUNT).map(|i| Named { n: i as u32, hits: AtomicU32::new(0) }).collect();
    let shelves: Vec<_> = items.chunks(8).map(|items| Shelf { items }).collect();
    let view = Shelves { shelves: &shelves, first: &items[0] };
    let launch = || {
        let mut y = [0; THREADS];
        add::launch(view, &items[0].hits, &items[5].n, &mut y).unwrap();
        assert_eq!(y, [5 + 3; THREADS]);
    };
    let host = |named: &Named| {
        assert_eq!(named.n, COUNT as u32 - 1);
        named.hits.store(1, Relaxed);
    };
    beside_a_thread(&items, host, launch);
    let hits = |i: usize| items[i].hits.load(Relaxed) as usize;
    assert_eq!((hits(0), hits(8)), (2 * LAUNCHES * THREADS, LAUNCHES * THREADS));
    assert!(items.iter().enumerate().all(|(i, named)| named.n == i as u32));
}

/// References beside atomics: the host keeps its own references.
#[derive(DeviceView)]
struct Bin<'a> {
    limits: &'a [u32],
    hits: AtomicU32,
    name: &'a str,
}

#[test]
fn beside_references() {
    #[offload::kernel]
    fn fill(bins: &[Bin<'_>], mut y: Each<u32>) {
        for bin in bins {
            if (bin.limits[0]..bin.limits[1]).contains(&*y) {
                bin.hits.fetch_add(bin.name.len() as u32, Relaxed);
            }
        }
        *y += 1;
    }

    let limits: Vec<[u32; 2]> = (0..COUNT as u32).map(|i| [i * 10, i * 10 + 10]).collect();
    let bin = |limits: &'static [u32; 2]| Bin { limits, hits: AtomicU32::new(0), name: "bin" };
    let limits: &'static [[u32; 2]] = limits.leak();
    let bins: Vec<_> = limits.iter().map(bin).collect();
    let before: Vec<_> = bins.iter().map(|bin| (bin.limits.as_ptr(), bin.name.as_ptr())).collect();
    let launch = || {
        let mut y: Vec<u32> = (0..THREADS as u32).collect();
        fill::launch(&bins, &mut y).unwrap();
    };
    let host = |bin: &Bin<'_>| {
        assert_eq!((bin.limits[1], bin.name), (640, "bin"));
        bin.hits.store(1, Relaxed);
    };
    beside_a_thread(&bins, host, launch);
    assert!(bins.iter().map(|bin| (bin.limits.as_ptr(), bin.name.as_ptr())).eq(before));
    assert!(bins[..50].iter().all(|bin| bin.hits.load(Relaxed) as usize == 30 * LAUNCHES));
}

#[test]
fn a_resident_buffer_is_sent_while_others_look() {
    #[offload::kernel]
    fn add(items: &[Named], mut y: Each<u32>) {
        items[0].hits.fetch_add(1, Relaxed);
        *y = items[1].n;
    }

    for _ in 0..4 {
        let items: Vec<_> = (0..COUNT).map(|i| Named { n: i as u32, hits: AtomicU32::new(0) }).collect();
        let resident = Resident::new(items).unwrap();
        let host = |named: &Named| named.hits.store(named.n, Relaxed);
        let launch = || add::launch(resident.on_device(), &mut [0; THREADS]).unwrap();
        beside_a_thread(resident.on_device(), host, launch);
        let items = resident.finish().unwrap();
        assert_eq!(items[0].hits.load(Relaxed) as usize, LAUNCHES * THREADS);
        assert!(items.iter().enumerate().all(|(i, named)| named.n == i as u32));
    }
}
