//! Launches on several host threads, and resident ranges between them.

use super::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const CPU: Device = Device::cpu(0);

fn range(start: u64, bytes: u64, back: bool) -> HostRange {
    let (name, atomics) = (Name::of_slot(0), Vec::new());
    HostRange { start, bytes, align: 1, atomics, name, slot: 0, to: true, back }
}

fn enter(table: &Table, ranges: &[HostRange]) -> Entered {
    table.enter(CPU, ranges).unwrap()
}

/// Ends a launch; `has_written` says whether its kernel has written to its resident ranges.
fn leave(table: &Table, mut entered: Entered, has_written: bool) {
    entered.residents.iter_mut().for_each(|used| used.is_changed = has_written);
    table.leave(entered.id, &entered.residents);
}

/// A resident range of 100 bytes from 100 on.
fn resident(table: &Table) -> u64 {
    table.add_resident(Resident::new(100, 100, 1, Vec::new())).unwrap();
    100
}

fn at(address: u64) -> Allocation {
    Allocation { base: 0, bytes: 0, address }
}

fn is_still_waiting<T>(thread: &std::thread::ScopedJoinHandle<'_, T>) -> bool {
    std::thread::sleep(Duration::from_millis(50));
    !thread.is_finished()
}

#[test]
fn readers_share_and_writers_wait() {
    let table = Table::default();
    // The first range of the writer that overlaps is only read.
    let wanted = [range(0, 10, false), range(99, 1, true)];
    let reader = enter(&table, &[range(0, 100, false)]);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| leave(&table, enter(&table, &[range(50, 100, false)]), false));
        other.join().unwrap();
        let writer = scope.spawn(|| enter(&table, &wanted));
        assert!(is_still_waiting(&writer), "the writer went ahead");
        leave(&table, reader, false);
        leave(&table, writer.join().unwrap(), false);
        assert_eq!(table.count(), (0, 0));
    });
}

#[test]
fn launches_that_want_the_same_ranges_all_end() {
    let (table, is_written) = (Table::default(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for thread in 0..64 {
            let (table, is_written) = (&table, &is_written);
            scope.spawn(move || {
                for round in 0..50 {
                    let own = range(5000 + thread * 10, 10, true);
                    let wanted = [range(thread % 3, 10, round % 2 == 0), range(1000, 10, true), own];
                    let entered = enter(table, &wanted);
                    assert!(!is_written.swap(true, Ordering::SeqCst), "two write the same range");
                    std::hint::spin_loop();
                    is_written.store(false, Ordering::SeqCst);
                    leave(table, entered, false);
                }
            });
        }
    });
    assert_eq!(table.count(), (0, 0));
}

#[test]
fn a_launch_does_not_wait_for_another_one_of_its_thread() {
    let table = Table::default();
    let first = enter(&table, &[range(0, 100, false)]);
    // Both only read.
    let second = enter(&table, &[range(50, 100, false)]);
    let conflict = table.enter(CPU, &[range(0, 8, false), range(60, 10, true)]).unwrap_err();
    assert_eq!(conflict.name, Some(Name::of_slot(0)));
    assert_eq!(conflict.detail, "its 10 bytes overlap 100 bytes that another launch of this thread uses");
    [first, second].into_iter().for_each(|launch| leave(&table, launch, false));
    leave(&table, enter(&table, &[range(60, 10, true)]), false);
}

#[test]
fn a_resident_range_is_placed_once_and_found_by_every_thread() {
    let table = Table::default();
    let start = resident(&table);
    assert!(table.resident(start).is_none(), "nothing is on a device yet");
    let first = enter(&table, &[range(120, 10, true), range(140, 10, true)]);
    let [used] = &first.residents[..] else { panic!("{first:?}") };
    assert_eq!((used.is_placing, used.resident.start, used.resident.bytes), (true, start, 100));
    std::thread::scope(|scope| {
        let other = scope.spawn(|| enter(&table, &[range(150, 50, false)]));
        assert!(is_still_waiting(&other), "it went ahead before the data was there");
        table.set_memory(start, at(7000));
        assert!(is_still_waiting(&other), "it went ahead before the data was there");
        table.filled(start);
        let other = other.join().unwrap();
        assert!(!other.residents[0].is_placing);
        assert_eq!(other.residents[0].resident.memory, Some(at(7000)));
        assert!(!table.resident(start).unwrap().is_changed);
        let remover = scope.spawn(|| table.remove_resident(start).is_some());
        assert!(is_still_waiting(&remover), "it ended under two launches");
        leave(&table, other, false);
        assert!(is_still_waiting(&remover), "it ended under a launch");
        leave(&table, first, true);
        assert!(remover.join().unwrap());
    });
    assert_eq!(table.count(), (0, 0));
}

#[test]
fn a_launch_that_may_have_written_a_resident_range_says_so() {
    let table = Table::default();
    let start = resident(&table);
    for (has_written, is_changed) in [(false, false), (true, true), (false, true)] {
        let launch = enter(&table, &[range(120, 10, true)]);
        table.set_memory(start, at(7000));
        table.filled(start);
        leave(&table, launch, has_written);
        assert_eq!(table.resident(start).unwrap().is_changed, is_changed);
    }
    assert!(table.remove_resident(start).is_some());
}

#[test]
fn a_placing_that_fails_leaves_the_range_as_it_was() {
    let table = Table::default();
    let start = resident(&table);
    for _ in 0..2 {
        let launch = enter(&table, &[range(100, 8, false)]);
        assert!(launch.residents[0].is_placing);
        table.set_memory(start, at(3));
        leave(&table, launch, true);
        assert!(table.resident(start).is_none());
    }
    assert!(table.remove_resident(start).is_none(), "there is nothing to free");
}

#[test]
fn a_launch_is_in_a_resident_range_or_outside() {
    let table = Table::default();
    let start = resident(&table);
    assert!(table.add_resident(Resident::new(199, 10, 1, Vec::new())).is_err());
    table.add_resident(Resident::new(200, 10, 1, Vec::new())).unwrap();
    let detail = |device, wanted| table.enter(Device::cpu(device), &[wanted]).unwrap_err().detail;
    let outside = "of its 60 bytes some are in a resident range of 100 bytes";
    assert_eq!(detail(0, range(50, 60, false)), outside);
    let launch = enter(&table, &[range(100, 10, false)]);
    table.set_memory(start, at(64));
    table.filled(start);
    leave(&table, launch, false);
    let on_host = |start| table.check_on_host(&[range(start, 10, false)]);
    assert_eq!((on_host(90), on_host(200)), (Ok(()), Ok(())), "nothing of these is on a device");
    assert_eq!(
        on_host(150).unwrap_err().detail,
        "its 10 bytes are resident on device 0, and this launch runs on the calling thread"
    );
    assert_eq!(detail(1, range(100, 10, false)), "its 10 bytes are resident on device 0, not on 1");
}

/// A ratio of times would be too rough for a test. If ten times as many ranges took a hundred times as long,
/// this test would take minutes.
#[test]
fn a_hundred_thousand_ranges_are_no_matter() {
    let table = Table::default();
    for i in 0..100_000 {
        table.add_resident(Resident::new((1 << 40) | (i * 16), 8, 1, Vec::new())).unwrap();
    }
    let wanted =
        |offset| -> Vec<HostRange> { (0..100_000u64).map(|i| range(i * 16 + offset, 8, true)).collect() };
    let first = enter(&table, &wanted(0));
    let between = enter(&table, &wanted(8));
    assert!(table.enter(CPU, &wanted(4)).is_err());
    let in_residents: Vec<HostRange> = (0..100_000).map(|i| range((1 << 40) | (i * 16), 8, true)).collect();
    let residents = enter(&table, &in_residents);
    assert_eq!(residents.residents.len(), 100_000);
    [first, between, residents].into_iter().for_each(|launch| leave(&table, launch, true));
    assert_eq!(table.count(), (0, 100_000));
}
