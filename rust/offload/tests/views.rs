//! Structs of references, and atomics: a kernel reads the host's values behind them, at any depth, and its
//! changes to atomics come back.

mod support;

use offload::{DeviceData, DeviceView, Each};
use std::sync::atomic::{
    AtomicBool, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU32, AtomicU64, AtomicUsize,
    Ordering::Relaxed,
};
use support::Random;

#[derive(Clone, Copy, DeviceView)]
struct Table<'a, K, V> {
    tag: u8,
    keys: &'a [K],
    values: &'a [V],
    default: V,
}

impl<K: PartialEq, V: Copy> Table<'_, K, V> {
    fn get(&self, key: K) -> V {
        self.keys.iter().position(|own_key| *own_key == key).map_or(self.default, |i| self.values[i])
    }
}

#[test]
fn a_struct_has_several_slices() {
    #[offload::kernel]
    fn look_up(table: Table<'_, u64, (u64, bool)>, keys: &[u64], mut out: Each<(u64, bool, u8)>) {
        let (value, flag) = table.get(keys[out.index()]);
        *out = (value, flag, table.tag);
    }

    let mut random = Random::new();
    let keys = random.numbers(50);
    let values: Vec<_> = random.numbers(50).into_iter().map(|n| (n, n % 3 == 0)).collect();
    let table =
        Table { tag: random.bits() as u8, keys: &keys, values: &values, default: (random.bits(), true) };
    let wanted: Vec<u64> = (0..1000).map(|i| if i % 7 == 0 { i } else { keys[random.below(50)] }).collect();
    let mut out = vec![(0, false, 0); 1000];
    look_up::launch(table, &wanted, &mut out).unwrap();
    for (key, out) in wanted.iter().zip(&out) {
        let (value, flag) = table.get(*key);
        assert_eq!(*out, (value, flag, table.tag));
    }
}

#[derive(Clone, Copy, DeviceView)]
struct Scene<'a> {
    name: &'a str,
    camera: &'a Camera,
    /// A table that is a part of the struct, not behind a reference.
    lights: Table<'a, u32, f32>,
    layers: [&'a [u16]; 2],
    size: (u32, &'a u32),
}

#[derive(Clone, Copy, DeviceData)]
struct Camera {
    place: [f32; 3],
    zoom: f64,
}

#[derive(Clone, Copy, DeviceView)]
struct World<'a> {
    scene: &'a Scene<'a>,
    others: &'a [Scene<'a>],
}

/// A value from every field, at every depth.
fn read(scene: &Scene<'_>, i: usize) -> f64 {
    f64::from(scene.name.as_bytes()[i % scene.name.len()])
        + f64::from(scene.camera.place[i % 3])
        + scene.camera.zoom
        + f64::from(scene.lights.get(i as u32 % 5))
        + f64::from(scene.layers[i % 2].iter().map(|&n| u32::from(n)).sum::<u32>())
        + f64::from(scene.size.0 * *scene.size.1)
}

#[test]
fn structs_nest_at_any_depth() {
    #[offload::kernel]
    fn visit(world: &World<'_>, direct: Scene<'_>, mut out: Each<f64>) {
        let i = out.index();
        *out = match i % 3 {
            0 => read(world.scene, i),
            1 => read(&world.others[i % world.others.len()], i),
            _ => read(&direct, i),
        };
    }

    let mut random = Random::new();
    // Whole numbers, so that sums are exact in any order and on any device.
    let mut small = || random.below(100) as f32;
    let cameras = [(); 3].map(|()| Camera { place: [small(), small(), small()], zoom: f64::from(small()) });
    let lights = [small(), small(), small()];
    let (first, second) = ([1, 2, 3, 500], [random.below(9) as u16; 70]);
    let sizes = [3, 4, 5];
    let scene = |i: usize| Scene {
        name: ["one", "zwei", "trois"][i],
        camera: &cameras[i],
        lights: Table { tag: 0, keys: &[0, 2, 3][i..], values: &lights[i..], default: 0.5 },
        layers: [&first[i..], &second],
        size: (2 + i as u32, &sizes[i]),
    };
    let others = [scene(0), scene(1), scene(2), scene(1)];
    let world = World { scene: &others[2], others: &others };
    let mut out = vec![0.0; 400];
    visit::launch(&world, scene(0), &mut out).unwrap();
    for (i, out) in out.iter().enumerate() {
        let expected = match i % 3 {
            0 => read(world.scene, i),
            1 => read(&others[i % 4], i),
            _ => read(&scene(0), i),
        };
        assert_eq!(*out, expected, "{i}");
    }
}

#[derive(Clone, Copy, DeviceView)]
struct Row<'a, T> {
    elements: &'a [T],
}

#[test]
fn a_slice_of_slices_in_structs() {
    #[offload::kernel]
    fn sums(rows: &[Row<'_, u64>], mut out: Each<u64>) {
        *out = rows[out.index()].elements.iter().fold(0, |sum, element| sum ^ element.rotate_left(7));
    }

    let mut random = Random::new();
    let data = random.numbers(5000);
    // Ranges of any length, also empty ones, which may overlap.
    let rows: Vec<_> = (0..300)
        .map(|_| {
            let start = random.below(4900);
            Row { elements: &data[start..start + random.below(100)] }
        })
        .collect();
    let mut out = vec![0; 300];
    sums::launch(&rows, &mut out).unwrap();
    for (row, out) in rows.iter().zip(&out) {
        assert_eq!(*out, row.elements.iter().fold(0, |sum, element| sum ^ element.rotate_left(7)));
    }
}

#[test]
fn rows_of_one_buffer_are_one_transfer() {
    #[offload::kernel]
    fn last(rows: &[Row<'_, u64>], mut out: Each<u64>) {
        let row = rows[out.index()].elements;
        *out = row[row.len() - 1];
    }

    let data = Random::new().numbers(20_000);
    let rows: Vec<_> = data.chunks(4).map(|elements| Row { elements }).collect();
    let mut out = vec![0; 5000];
    last::launch(&rows, &mut out).unwrap();
    assert!(data.chunks(4).zip(&out).all(|(row, out)| row[3] == *out));
    let record = offload::last_launch().unwrap();
    // The buffer, the rows, and the results.
    assert!(record.device_number.is_none() || record.bytes_to == 160_000 + 80_000 + 40_000);
}

#[test]
fn references_to_nothing_stay_as_they_are() {
    #[derive(Clone, Copy, DeviceView)]
    struct Hollow<'a> {
        empty: &'a [u64],
        unit: &'a (),
        units: &'a [()],
        text: &'a str,
        rows: &'a [Row<'a, u8>],
    }

    #[offload::kernel]
    fn lengths(hollow: Hollow<'_>, mut out: Each<[usize; 4]>) {
        let () = *hollow.unit;
        *out = [hollow.empty.len(), hollow.units.len(), hollow.text.len(), hollow.rows.len()];
    }

    let hollow = Hollow { empty: &[], unit: &(), units: &[(); 9], text: "", rows: &[] };
    let mut out = [[7; 4]; 2];
    lengths::launch(hollow, &mut out).unwrap();
    assert_eq!(out, [[0, 9, 0, 0]; 2]);
}

#[test]
fn one_buffer_behind_many_references() {
    #[offload::kernel]
    fn add(whole: &[u32], rows: &[Row<'_, u32>], part: Row<'_, u32>, mut out: Each<u32>) {
        let i = out.index();
        *out = whole[i] + rows[0].elements[i] + rows[1].elements[i] + part.elements[i];
    }

    let data: Vec<u32> = Random::new().numbers(100).iter().map(|n| *n as u32 >> 2).collect();
    let rows = [Row { elements: &data }, Row { elements: &data[10..] }];
    let mut out = [0; 50];
    add::launch(&data, &rows, Row { elements: &data[50..] }, &mut out).unwrap();
    for (i, out) in out.iter().enumerate() {
        assert_eq!(*out, data[i] + data[i] + data[i + 10] + data[i + 50]);
    }
}

#[test]
fn atomics_are_shared_and_come_back() {
    #[offload::kernel]
    fn count(values: &[u32], bins: &[AtomicU32], total: &AtomicU64, largest: &AtomicU32, mut y: Each<u32>) {
        let i = y.index();
        *y = bins[(values[i] % 16) as usize].fetch_add(1, Relaxed);
        total.fetch_add(u64::from(values[i]), Relaxed);
        largest.fetch_max(values[i], Relaxed);
    }

    let values: Vec<u32> = Random::new().numbers(5000).iter().map(|n| *n as u32).collect();
    let bins: Vec<AtomicU32> = (0..16).map(|i| AtomicU32::new(i * 10)).collect();
    let (total, largest) = (AtomicU64::new(5), AtomicU32::new(0));
    let mut y = vec![0; 5000];
    count::launch(&values, &bins, &total, &largest, &mut y).unwrap();
    for (bin, counted) in bins.iter().enumerate() {
        let members: Vec<_> = (0..5000).filter(|&i| values[i] as usize % 16 == bin).collect();
        let start = bin as u32 * 10;
        assert_eq!(counted.load(Relaxed), start + members.len() as u32);
        // Each thread saw a different count.
        let mut seen: Vec<_> = members.iter().map(|&i| y[i]).collect();
        seen.sort_unstable();
        assert!(seen.into_iter().eq(start..start + members.len() as u32));
    }
    assert_eq!(total.into_inner(), 5 + values.iter().map(|&value| u64::from(value)).sum::<u64>());
    assert_eq!(largest.into_inner(), values.into_iter().max().unwrap());
}

#[derive(DeviceView, Default)]
struct Counters {
    small: AtomicU8,
    wide: AtomicI64,
    both: [AtomicI32; 2],
    step: u32,
}

#[derive(Clone, Copy, DeviceView)]
struct Shared<'a> {
    counters: &'a [Counters],
    flags: &'a [AtomicBool],
    others: (&'a AtomicI16, &'a AtomicIsize, &'a AtomicUsize),
}

#[test]
fn structs_hold_atomics_and_refer_to_them() {
    #[offload::kernel]
    fn mark(shared: Shared<'_>, one: &Counters, mut y: Each<i32>) {
        let i = y.index();
        let counter = &shared.counters[i % shared.counters.len()];
        counter.small.fetch_add(1, Relaxed);
        counter.wide.fetch_sub(i as i64, Relaxed);
        counter.both[i % 2].fetch_xor(1 << (i % 31), Relaxed);
        shared.flags[i].store(i % 3 == 0, Relaxed);
        shared.others.0.fetch_add(2, Relaxed);
        shared.others.1.fetch_min(-(i as isize), Relaxed);
        shared.others.2.fetch_or(1 << (i % 64), Relaxed);
        one.both[1].fetch_add(counter.step as i32, Relaxed);
        *y += 1;
    }

    let counters: Vec<_> = (0..3).map(|step| Counters { step, ..Counters::default() }).collect();
    let flags: Vec<_> = (0..90).map(|_| AtomicBool::new(true)).collect();
    let (short, least, bits) = (AtomicI16::new(-1), AtomicIsize::new(7), AtomicUsize::new(0));
    let one = Counters::default();
    let mut y = [0; 90];
    let shared = Shared { counters: &counters, flags: &flags, others: (&short, &least, &bits) };
    mark::launch(shared, &one, &mut y).unwrap();
    for (c, counter) in counters.iter().enumerate() {
        assert_eq!(counter.small.load(Relaxed), 30);
        assert_eq!(counter.wide.load(Relaxed), -(0..90).filter(|i| i % 3 == c as i64).sum::<i64>());
        for half in 0..2 {
            let of_half = (0..90).filter(|i| i % 3 == c && i % 2 == half);
            assert_eq!(counter.both[half].load(Relaxed), of_half.fold(0, |bits, i| bits ^ (1 << (i % 31))));
        }
    }
    assert!(flags.iter().enumerate().all(|(i, flag)| flag.load(Relaxed) == (i % 3 == 0)));
    assert_eq!((short.into_inner(), least.into_inner(), bits.into_inner()), (179, -89, usize::MAX));
    assert_eq!((one.both[0].load(Relaxed), one.both[1].load(Relaxed)), (0, 90));
    assert_eq!(y, [1; 90]);
}
