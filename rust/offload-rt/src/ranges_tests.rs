//! Ranges of launches on several host threads.

use super::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const CPU: Device = Device::cpu(0);

fn range(start: u64, bytes: u64, to: bool, back: bool) -> HostRange {
    HostRange { start, bytes, align: 1, to, back, atomics: Vec::new(), argument: "x".into() }
}

fn acquire(ranges: &Ranges, range: &HostRange) -> Vec<Mapped> {
    ranges.acquire(CPU, std::slice::from_ref(range), std::slice::from_ref(range)).unwrap()
}

/// A resident range of 100 bytes from 100 on.
fn resident(ranges: &Ranges) -> u64 {
    ranges.add_resident(&range(100, 100, true, false)).unwrap();
    100
}

fn at(address: u64) -> Allocation {
    Allocation { base: 0, bytes: 0, address }
}

#[test]
fn a_range_lives_until_its_last_slot_ends() {
    let ranges = Ranges::default();
    let union = range(100, 100, true, true);
    let slots = [range(100, 60, true, true), range(150, 50, true, false)];
    let new = ranges.acquire(CPU, std::slice::from_ref(&union), &slots).unwrap();
    ranges.set_memory(&new[0], at(5000), None);
    assert!(matches!(ranges.begin(0, &slots[0]), Begin::Fill(_)));
    assert!(matches!(ranges.begin(0, &slots[1]), Begin::Ready));
    assert_eq!(ranges.translate(0, &slots[1]), Some(5050));
    assert!(ranges.end(0, &slots[0]).is_none());
    let last = ranges.end(0, &slots[1]).unwrap();
    assert!(last.back);
    ranges.remove(&last);
    assert_eq!(ranges.count(), 0);
}

#[test]
fn a_reserved_slot_keeps_its_range() {
    let ranges = Ranges::default();
    let slots = [range(0, 10, true, false), range(5, 10, true, false)];
    ranges.acquire(CPU, &[range(0, 15, true, false)], &slots).unwrap();
    ranges.begin(0, &slots[0]);
    assert!(ranges.abandon().is_empty(), "the first slot still uses it");
    assert!(ranges.end(0, &slots[0]).is_some());
}

#[test]
fn readers_share_and_writers_wait() {
    let ranges = Ranges::default();
    let reads = acquire(&ranges, &range(0, 100, true, false));
    let wrote = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mine = acquire(&ranges, &range(50, 100, true, false));
            mine.iter().for_each(|entry| ranges.remove(entry));
        });
        reader.join().unwrap();
        let writer = scope.spawn(|| {
            let mine = acquire(&ranges, &range(99, 1, true, true));
            wrote.store(true, Ordering::SeqCst);
            mine.iter().for_each(|entry| ranges.remove(entry));
        });
        std::thread::sleep(Duration::from_millis(50));
        assert!(!wrote.load(Ordering::SeqCst), "the writer went ahead");
        ranges.remove(&reads[0]);
        writer.join().unwrap();
    });
    assert_eq!(ranges.count(), 0);
}

#[test]
fn a_writer_waits_whichever_of_its_ranges_is_written() {
    let ranges = Ranges::default();
    let held = acquire(&ranges, &range(0, 100, true, false));
    let wrote = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // The first overlapping range is only read.
            let wanted = [range(0, 10, true, false), range(50, 10, true, true)];
            let new = ranges.acquire(CPU, &wanted, &wanted).unwrap();
            wrote.store(true, Ordering::SeqCst);
            new.iter().for_each(|entry| ranges.remove(entry));
        });
        std::thread::sleep(Duration::from_millis(50));
        assert!(!wrote.load(Ordering::SeqCst), "the writer went ahead");
        ranges.remove(&held[0]);
    });
    assert_eq!(ranges.count(), 0);
}

/// A test of time ratios would be too noisy. With quadratic time this test would take minutes.
#[test]
fn a_hundred_thousand_ranges_are_no_matter() {
    let ranges = Ranges::default();
    for i in 0..100_000 {
        ranges.add_resident(&range((1 << 40) | (i * 16), 8, true, false)).unwrap();
    }
    let wanted: Vec<HostRange> = (0..100_000).map(|i| range(i * 16, 8, true, i % 2 == 0)).collect();
    for new in ranges.acquire(CPU, &wanted, &wanted).unwrap() {
        ranges.set_memory(&new, at(new.start), None);
    }
    for wanted in &wanted {
        assert!(matches!(ranges.begin(0, wanted), Begin::Fill(_)));
        assert_eq!(ranges.translate(0, wanted), Some(wanted.start));
        ranges.remove(&ranges.end(0, wanted).unwrap());
    }
    assert_eq!(ranges.count(), 100_000);
}

#[test]
fn launches_that_want_the_same_ranges_in_opposite_orders_both_end() {
    let ranges = Ranges::default();
    std::thread::scope(|scope| {
        for order in [[0, 1000], [1000, 0]] {
            let ranges = &ranges;
            scope.spawn(move || {
                for _ in 0..2000 {
                    let wanted = order.map(|start| range(start, 10, true, true));
                    for entry in ranges.acquire(CPU, &wanted, &wanted).unwrap() {
                        ranges.remove(&entry);
                    }
                }
            });
        }
    });
    assert_eq!(ranges.count(), 0);
}

#[test]
fn a_thread_does_not_wait_for_itself() {
    let ranges = Ranges::default();
    acquire(&ranges, &range(0, 100, true, true));
    let wanted = [range(50, 100, true, false)];
    let conflict = ranges.acquire(CPU, &wanted, &wanted).unwrap_err();
    assert!(conflict.detail.contains("this thread has mapped"), "{conflict:?}");
    // A part of the mapped range is already there.
    let part = [range(50, 10, true, false)];
    assert!(ranges.acquire(CPU, &part, &part).unwrap().is_empty());
}

#[test]
fn a_resident_range_is_placed_once_and_found_by_every_thread() {
    let ranges = Ranges::default();
    let id = resident(&ranges);
    assert!(ranges.resident(id).is_none(), "nothing is on a device yet");
    let part = range(120, 10, true, true);
    let new = acquire(&ranges, &part);
    assert_eq!((new.len(), new[0].start, new[0].bytes), (1, id, 100));
    std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            let new = acquire(&ranges, &range(150, 50, true, false));
            (new.len(), matches!(ranges.begin(0, &range(150, 50, true, false)), Begin::Ready))
        });
        std::thread::sleep(Duration::from_millis(50));
        assert!(!other.is_finished(), "it went ahead before the data was there");
        ranges.set_memory(&new[0], at(7000), None);
        let early = scope.spawn(|| ranges.begin(0, &range(100, 10, true, false)));
        assert!(matches!(early.join().unwrap(), Begin::Unmapped), "two threads would send the data");
        assert!(matches!(ranges.begin(0, &part), Begin::Fill(_)));
        ranges.filled(&new[0]);
        assert_eq!(other.join().unwrap(), (0, true));
    });
    assert_eq!(ranges.translate(0, &part), Some(7020));
    assert!(!ranges.resident(id).unwrap().back);
    std::thread::scope(|scope| {
        let remover = scope.spawn(|| ranges.remove_resident(id).is_some());
        std::thread::sleep(Duration::from_millis(50));
        assert!(!remover.is_finished(), "it ended under a launch");
        assert!(ranges.end(0, &range(150, 50, true, false)).is_none());
        assert!(ranges.end(0, &part).is_none());
        assert!(remover.join().unwrap());
    });
    assert_eq!(ranges.count(), 0);
}

#[test]
fn the_end_of_a_launch_is_not_that_of_a_resident_range() {
    let ranges = Ranges::default();
    let id = resident(&ranges);
    let part = range(120, 10, true, true);
    let new = acquire(&ranges, &part);
    ranges.set_memory(&new[0], at(7000), None);
    ranges.begin(0, &part);
    ranges.filled(&new[0]);
    assert!(ranges.end(0, &part).is_none());
    assert!(ranges.resident(id).unwrap().back, "a kernel may have written it");
    ranges.remove(&new[0]);
    assert_eq!(ranges.count(), 1);
    ranges.remove_resident(id);
    assert_eq!(ranges.count(), 0);
}

#[test]
fn a_placing_that_fails_leaves_the_range_as_it_was() {
    let ranges = Ranges::default();
    let id = resident(&ranges);
    for _ in 0..2 {
        let new = acquire(&ranges, &range(100, 8, true, false));
        assert_eq!(new.len(), 1);
        ranges.set_memory(&new[0], Allocation { base: 1, bytes: 2, address: 3 }, None);
        let unused = ranges.abandon();
        assert_eq!(unused.iter().map(|entry| entry.memory.unwrap().base).collect::<Vec<_>>(), [1]);
        ranges.remove(&new[0]);
        assert!(ranges.resident(id).is_none());
    }
}

#[test]
fn a_launch_is_in_a_resident_range_or_outside() {
    let ranges = Ranges::default();
    resident(&ranges);
    assert!(ranges.add_resident(&range(199, 10, true, false)).is_err());
    ranges.add_resident(&range(200, 10, true, false)).unwrap();
    let detail = |device, wanted| ranges.acquire(Device::cpu(device), &[wanted], &[]).unwrap_err().detail;
    assert_eq!(
        detail(0, range(50, 60, true, false)),
        "of its 60 bytes some are in a resident range of 100 bytes"
    );
    let new = acquire(&ranges, &range(100, 10, true, false));
    ranges.set_memory(&new[0], at(64), None);
    ranges.filled(&new[0]);
    let on_host = |start| ranges.check_on_host(&[range(start, 10, true, false)]);
    assert_eq!((on_host(90), on_host(200)), (Ok(()), Ok(())), "nothing of these is on a device");
    assert_eq!(
        on_host(150).unwrap_err().detail,
        "its 10 bytes are resident on device 0, and this launch runs on the calling thread"
    );
    assert_eq!(detail(1, range(100, 10, true, false)), "its 10 bytes are resident on device 0, not on 1");
}

#[test]
fn a_launch_that_has_begun_keeps_its_own_range() {
    let ranges = Ranges::default();
    let wanted = range(100, 10, true, false);
    let own = acquire(&ranges, &wanted);
    ranges.begin(0, &wanted);
    let id = resident(&ranges);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let new = acquire(&ranges, &wanted);
            ranges.set_memory(&new[0], at(64), None);
            ranges.begin(0, &wanted);
            ranges.filled(&new[0]);
            ranges.end(0, &wanted);
        });
    });
    assert_eq!(ranges.end(0, &wanted).unwrap().bytes, own[0].bytes);
    ranges.remove(&own[0]);
    assert!(ranges.remove_resident(id).is_some());
}
