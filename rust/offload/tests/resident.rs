//! Data that stays on the device: the results equal those of plain Rust, only the necessary data moves, and a
//! scope ends its residents even if handles are leaked.

mod support;

use offload::{Chunks, Device, Each, EachChunk, Error, ErrorKind, Launch, Queue, Resident};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use support::Random;

#[offload::kernel]
fn add(x: &[u64], mut y: Each<u64>) {
    let i = y.index();
    *y = y.wrapping_mul(3).wrapping_add(x[i]);
}

fn added(x: &[u64], y: &mut [u64], rounds: usize) {
    for _ in 0..rounds {
        x.iter().zip(&mut *y).for_each(|(x, y)| *y = y.wrapping_mul(3).wrapping_add(*x));
    }
}

/// Bytes that the last launch sent, if it ran on a device.
fn sent() -> Option<u64> {
    let record = offload::last_launch().unwrap();
    record.device_number.map(|_| record.bytes_to)
}

/// Bytes that the last launch copied back, if it ran on a device.
fn fetched() -> Option<u64> {
    let record = offload::last_launch().unwrap();
    record.device_number.map(|_| record.bytes_from)
}

/// Whether `bytes` bytes moved on a device; on the calling thread nothing moves.
fn is(moved: Option<u64>, bytes: u64) -> bool {
    moved.is_none_or(|moved| moved == bytes)
}

#[test]
fn it_is_sent_once_and_comes_back_when_finished() {
    let mut random = Random::new();
    let (x, y) = (random.numbers(1000), random.numbers(1000));
    let mut expected = y.clone();
    added(&x, &mut expected, 5);

    let mut resident = Resident::new(y).unwrap();
    for round in 0..5 {
        add::launch(&x, resident.on_device_mut()).unwrap();
        assert!(is(sent(), if round == 0 { 16_000 } else { 8000 }), "{:?}", sent());
        assert!(is(fetched(), 0));
    }
    assert_eq!(resident.finish().unwrap(), expected);
}

#[test]
fn parts_are_fetched_and_stored() {
    let mut random = Random::new();
    let (x, y) = (random.numbers(1000), random.numbers(1000));
    let mut expected = y.clone();
    let (x, mut y) = (Resident::new(x).unwrap(), Resident::new(y).unwrap());
    let x_host = x.on_device().to_vec();

    add::launch(x.on_device(), y.on_device_mut()).unwrap();
    added(&x_host, &mut expected, 1);
    assert_eq!(y.fetch(10..20).unwrap(), &expected[10..20]);
    assert_eq!(y.fetch(990..).unwrap(), &expected[990..]);
    assert_eq!(y.fetch(..=0).unwrap(), &expected[..1]);
    assert!(y.fetch(5..5).unwrap().is_empty());

    y.store(500, &[7; 100]).unwrap();
    expected[500..600].fill(7);
    add::launch(x.on_device(), y.on_device_mut()).unwrap();
    added(&x_host, &mut expected, 1);
    assert_eq!(y.fetch(..).unwrap(), expected);
    assert!(catch_unwind(AssertUnwindSafe(|| y.fetch(999..1001).map(<[u64]>::len))).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| y.store(999, &[1, 2]))).is_err());
    assert_eq!((y.len(), y.finish().unwrap()), (1000, expected));
}

#[test]
fn launches_take_parts_of_it() {
    #[offload::kernel]
    fn weighted(chunk: EachChunk<u64>, weights: &[u64], mut out: Each<u64>) {
        *out = chunk.iter().zip(weights).fold(0, |sum, (a, b)| sum.wrapping_add(a.wrapping_mul(*b)));
    }

    let data = Random::new().numbers(640);
    let mut resident = Resident::new(data.clone()).unwrap();
    let (out_length, mut out) = (10, Resident::new([0; 30]).unwrap());
    for part in 0..3 {
        let (weights, chunks) = resident.on_device_mut().split_at_mut(64 * (part + 1));
        let chunks = Chunks::new(&mut chunks[..320], 32);
        weighted::launch(chunks, weights, &mut out.on_device_mut()[part * 10..][..out_length]).unwrap();
        assert!(is(sent(), if part == 0 { 640 * 8 + 240 } else { 0 }), "{:?}", sent());
    }
    for (i, out) in out.finish().unwrap().into_iter().enumerate() {
        let (part, index) = (i / 10, i % 10);
        let (weights, chunks) = data.split_at(64 * (part + 1));
        let terms = chunks[index * 32..][..32].iter().zip(weights);
        assert_eq!(out, terms.fold(0, |sum: u64, (a, b)| sum.wrapping_add(a.wrapping_mul(*b))));
    }
}

#[test]
fn structs_refer_to_it() {
    #[derive(Clone, Copy, offload::DeviceView)]
    struct Halves<'a>(&'a [u64], &'a [u64], u8);

    #[offload::kernel]
    fn fold(halves: Halves<'_>, mut out: Each<u64>) {
        let i = out.index();
        *out = halves.0[i] ^ halves.1[i].rotate_left(halves.2.into());
    }

    let data = Random::new().numbers(1000);
    let (mut resident, mut out) = (Resident::new(data.clone()).unwrap(), vec![0; 500]);
    for round in 0..2 {
        let (first, second) = resident.on_device().split_at(500);
        fold::launch(Halves(first, second, 5), &mut out).unwrap();
        // The struct and the results; and the buffer once.
        assert!(is(sent(), 40 + 4000 + if round == 0 { 8000 } else { 0 }), "{:?}", sent());
    }
    assert!((0..500).all(|i| out[i] == data[i] ^ data[i + 500].rotate_left(5)));
    resident.store(0, &[1]).unwrap();
    let (first, second) = resident.on_device().split_at(500);
    fold::launch(Halves(first, second, 0), &mut out).unwrap();
    assert_eq!(out[0], 1 ^ data[500]);
}

#[test]
fn atomics_accumulate() {
    #[offload::kernel]
    fn count(bins: &[AtomicU32], value: Each<u64>) {
        bins[(*value % 8) as usize].fetch_add(1, Relaxed);
    }

    let mut values = Random::new().numbers(3000);
    let bins = Resident::new([const { AtomicU32::new(5) }; 8]).unwrap();
    let mut scoped = [const { AtomicU32::new(0) }; 8];
    offload::scope(|scope| {
        let scoped = scope.resident_mut(&mut scoped)?;
        for round in 0..3 {
            count::launch(bins.on_device(), &mut values)?;
            assert!(is(sent(), 24_000 + if round == 0 { 32 } else { 0 }), "{:?}", sent());
            count::launch(scoped.on_device(), &mut values)?;
        }
        Ok(())
    })
    .unwrap();
    let bins = bins.finish().unwrap();
    for bin in 0..8 {
        let members = values.iter().filter(|value| **value % 8 == bin as u64).count() as u32;
        assert_eq!(bins[bin].load(Relaxed), 5 + 3 * members);
        assert_eq!(scoped[bin].load(Relaxed), 3 * members);
    }
}

#[test]
fn on_another_device_it_is_an_error() {
    let devices = Device::all().unwrap();
    let [first, second, ..] = &devices[..] else { return };
    let mut y = Resident::new([1; 100]).unwrap();
    add::launch_on(Launch::new().device(first), &[1; 100], y.on_device_mut()).unwrap();
    let error = add::launch_on(Launch::new().device(second), &[1; 100], y.on_device_mut()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Overlap { .. }), "{error}");
    assert_eq!(y.finish().unwrap(), [4; 100]);
}

#[test]
fn without_elements_or_launches_it_is_what_it_was() {
    let empty: [u64; 0] = [];
    let mut nothing = Resident::new(empty).unwrap();
    add::launch(&[], nothing.on_device_mut()).unwrap();
    assert!(nothing.is_empty() && nothing.finish().unwrap().is_empty());
    assert_eq!(Resident::new([()]).unwrap().finish().unwrap(), [()]);
    assert_eq!(Resident::new([3, 4]).unwrap().finish().unwrap(), [3, 4]);
    drop(Resident::new([5]).unwrap());
}

#[test]
fn a_scope_copies_back_at_its_end() {
    let mut random = Random::new();
    let (x, mut y) = (random.numbers(5000), random.numbers(5000));
    let mut expected = y.clone();
    added(&x, &mut expected, 4);
    let rounds = offload::scope(|scope| {
        let x = scope.resident(&x)?;
        let mut y = scope.resident_mut(&mut y)?;
        for round in 0..4 {
            add::launch(x, y.on_device_mut())?;
            assert!(is(sent(), if round == 0 { 80_000 } else { 0 }), "{:?}", sent());
        }
        Ok(4)
    });
    assert_eq!((rounds.unwrap(), y), (4, expected));
}

#[test]
fn a_handle_may_be_finished_or_leaked() {
    let x = Random::new().numbers(300);
    let (mut a, mut b) = (vec![1; 300], vec![2; 300]);
    let (mut expected_a, mut expected_b) = (a.clone(), b.clone());
    added(&x, &mut expected_a, 1);
    added(&x, &mut expected_b, 1);
    offload::scope(|scope| {
        let mut resident_a = scope.resident_mut(&mut a)?;
        let mut resident_b = scope.resident_mut(&mut b)?;
        add::launch(&x, resident_a.on_device_mut())?;
        add::launch(&x, resident_b.on_device_mut())?;
        resident_b.store(0, &[9])?;
        assert_eq!(resident_b.fetch(..1)?, [9]);
        std::mem::forget(resident_b);
        let a = resident_a.finish()?;
        assert_eq!(a, expected_a);
        a[0] = 5;
        Ok(())
    })
    .unwrap();
    expected_b[0] = 9;
    assert_eq!((a[0], &a[1..], b), (5, &expected_a[1..], expected_b));
}

#[test]
fn a_scope_that_panics_leaves_nothing_resident() {
    let mut y = vec![1; 100];
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        offload::scope(|scope| {
            let mut y = scope.resident_mut(&mut y)?;
            add::launch(&[1; 100], y.on_device_mut())?;
            std::mem::forget(y);
            if true { panic!("over") } else { Ok(()) }
        })
    }));
    assert!(outcome.is_err());
    y.fill(2);
    add::launch(&[1; 100], &mut y).unwrap();
    assert_eq!(y, [7; 100]);
}

#[test]
fn what_is_resident_already_cannot_be_made_so_again() {
    let x = [1; 100];
    let result = offload::scope(|scope| {
        scope.resident(&x[..60])?;
        scope.resident(&x[60..])?;
        scope.resident(&x[59..61]).map(drop)
    });
    let error = result.unwrap_err();
    assert!(error.to_string().starts_with("OFL107: the resident range overlaps"), "{error}");
    offload::scope(|scope| scope.resident(&x).map(drop)).unwrap();
}

#[test]
fn large_ranges_of_several_threads() {
    // Long enough that all threads copy them to the CPU device.
    const LENGTH: usize = 300_001;
    let data = [(); 2].map(|()| Random::new().numbers(LENGTH));
    std::thread::scope(|threads| {
        let launch = |x: &[u64]| {
            let (mut y, mut expected) = (x.to_vec(), x.to_vec());
            added(x, &mut expected, 2);
            add::launch(x, &mut y).unwrap();
            offload::scope(|scope| {
                let x = scope.resident(x)?;
                add::launch(x, &mut y)
            })
            .unwrap();
            assert!(y == expected);
        };
        let launched = data.each_ref().map(|x| threads.spawn(move || launch(x)));
        launched.into_iter().for_each(|launched| launched.join().unwrap());
    });
}

#[test]
fn other_threads_read_what_is_resident() {
    let x = Random::new().numbers(10_000);
    let mut expected = vec![1; 10_000];
    added(&x, &mut expected, 1);
    std::thread::scope(|threads| {
        let read = || {
            for _ in 0..20 {
                let mut y = vec![1; 10_000];
                add::launch(&x, &mut y).unwrap();
                assert_eq!(y, expected);
            }
        };
        let readers = [threads.spawn(read), threads.spawn(read), threads.spawn(read)];
        for _ in 0..20 {
            let mut y = vec![1; 10_000];
            offload::scope(|scope| add::launch(scope.resident(&x)?, &mut y)).unwrap();
            assert_eq!(y, expected);
        }
        // ThreadSanitizer knows of joins, but not of the end of a scope in a std that it has not compiled.
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
}

#[test]
fn a_queue_keeps_order_and_tells_the_first_failure_at_the_wait() {
    let (mut y, short) = (vec![1; 10], [1; 9]);
    let queue_error = offload::scope(|scope| {
        let queue = scope.queue();
        queue.submit(|| {
            add::launch(&[1; 10], &mut y)?;
            add::launch(&[2; 10], &mut y)
        });
        queue.wait()?;
        let other = scope.queue();
        other.submit(|| Err(failure()));
        other.submit(|| panic!("what is behind a failure does not run"));
        assert_eq!(other.wait().unwrap_err().id(), failure().id());
        other.submit(|| Ok(()));
        other.wait()?;
        other.submit(|| Err(failure()));
        std::mem::forget(other);
        Ok(short.len())
    });
    assert_eq!(queue_error.unwrap_err().id(), failure().id());
    assert_eq!(y, [14; 10]);

    let queue = Queue::new();
    let (sender, receiver) = std::sync::mpsc::channel();
    for i in 0..3 {
        let sender = sender.clone();
        queue.submit(move || {
            let mut y = [i];
            add::launch(&[100], &mut y)?;
            sender.send(y[0]).unwrap();
            Ok(())
        });
    }
    queue.wait().unwrap();
    assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [100, 103, 106]);
}

/// An error of a launch.
fn failure() -> Error {
    #[offload::kernel]
    fn two(mut a: Each<u8>, mut b: Each<u8>) {
        (*a, *b) = (1, 1);
    }
    two::launch(&mut [1], &mut [1, 2]).unwrap_err()
}
