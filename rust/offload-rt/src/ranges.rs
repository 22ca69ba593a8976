//! The ranges of host memory that are on a device now, and who put them there.
//!
//! Each range belongs to the host thread that mapped it. Two launches that only read the same range have a copy
//! each; where one of them writes it back, the other waits. A launch takes all its ranges in one step, so that no two
//! launches wait for each other.

use crate::launch::HostRange;
use crate::pool::Allocation;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;

/// A range that overlaps one which the calling thread has mapped and does not contain it.
#[derive(Debug, PartialEq)]
pub(crate) struct Conflict {
    pub(crate) argument: String,
    pub(crate) detail: String,
}

/// A range on a device.
#[derive(Clone, Debug)]
pub(crate) struct Mapped {
    /// Distinguishes it from every other one of this process.
    pub(crate) id: u64,
    pub(crate) device: u32,
    pub(crate) start: u64,
    pub(crate) bytes: u64,
    pub(crate) align: u64,
    pub(crate) back: bool,
    pub(crate) argument: String,
    /// None between the acquisition and the allocation, which needs no lock.
    pub(crate) memory: Option<Allocation>,
    owner: ThreadId,
    /// Slots of the launch that have not begun yet.
    reserved: u32,
    /// Slots that have begun and not ended.
    begun: u32,
    /// The host's data has been copied, or needn't be.
    filled: bool,
}

impl Mapped {
    pub(crate) fn end(&self) -> u64 {
        self.start + self.bytes
    }

    fn overlaps(&self, range: &HostRange<'_>) -> bool {
        self.start < range.end() && range.start < self.end()
    }

    fn contains(&self, range: &HostRange<'_>) -> bool {
        self.start <= range.start && range.end() <= self.end()
    }
}

/// What a slot that begins has to do.
#[derive(Debug)]
pub(crate) enum Begin {
    /// Its range is not mapped: acquire the ranges of the launch.
    Unmapped,
    /// The data is there already.
    Ready,
    /// Copy the range to the device, then the slot is ready.
    Fill(Mapped),
}

#[derive(Default)]
struct Entries {
    mapped: Vec<Mapped>,
    next_id: u64,
}

/// All ranges of the process.
#[derive(Default)]
pub(crate) struct Ranges {
    entries: Mutex<Entries>,
    ended: Condvar,
}

impl Ranges {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        // Nothing panics while it is held.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters all `ranges` for the calling thread at once, waiting while another thread has one that conflicts.
    /// Returns the new ones, which have no device memory yet.
    ///
    /// `slots` are the ranges of the launch before they were joined: each reserves its entry once.
    pub(crate) fn acquire(
        &self,
        device: u32,
        ranges: &[HostRange<'_>],
        slots: &[HostRange<'_>],
    ) -> Result<Vec<Mapped>, Conflict> {
        let owner = std::thread::current().id();
        let mut entries = self.lock();
        loop {
            check_own(&entries.mapped, owner, device, ranges)?;
            let foreign = entries.mapped.iter().filter(|entry| entry.owner != owner);
            let busy = |entry: &Mapped| {
                ranges.iter().any(|range| entry.overlaps(range) && (entry.back || range.back))
            };
            if !foreign.into_iter().any(busy) {
                break;
            }
            entries = self.ended.wait(entries).unwrap_or_else(PoisonError::into_inner);
        }
        let mut new = Vec::with_capacity(ranges.len());
        for range in ranges {
            let held = entries.mapped.iter_mut().find(|entry| entry.owner == owner && entry.contains(range));
            if let Some(entry) = held {
                entry.back |= range.back;
                continue;
            }
            entries.next_id += 1;
            let entry = Mapped {
                id: entries.next_id,
                device,
                start: range.start,
                bytes: range.bytes,
                align: range.align,
                back: range.back,
                argument: range.argument.to_string(),
                memory: None,
                owner,
                reserved: slots
                    .iter()
                    .filter(|slot| slot.start < range.end() && range.start < slot.end())
                    .count() as u32,
                begun: 0,
                filled: !range.to,
            };
            entries.mapped.push(entry.clone());
            new.push(entry);
        }
        Ok(new)
    }

    /// Records the device memory of an acquired range.
    pub(crate) fn set_memory(&self, id: u64, memory: Allocation) {
        if let Some(entry) = self.lock().mapped.iter_mut().find(|entry| entry.id == id) {
            entry.memory = Some(memory);
        }
    }

    /// A slot of the calling thread begins.
    pub(crate) fn begin(&self, device: u32, range: &HostRange<'_>) -> Begin {
        let mut entries = self.lock();
        let Some(entry) = find(&mut entries.mapped, device, range) else { return Begin::Unmapped };
        entry.reserved = entry.reserved.saturating_sub(1);
        entry.begun += 1;
        // Only the owner gets here: nobody sees it filled before it is.
        if std::mem::replace(&mut entry.filled, true) { Begin::Ready } else { Begin::Fill(entry.clone()) }
    }

    /// Takes a [`Ranges::begin`] back whose copy has failed.
    pub(crate) fn undo_begin(&self, id: u64) {
        if let Some(entry) = self.lock().mapped.iter_mut().find(|entry| entry.id == id) {
            entry.begun = entry.begun.saturating_sub(1);
        }
    }

    /// Device address of a range that the calling thread has mapped.
    pub(crate) fn translate(&self, device: u32, range: &HostRange<'_>) -> Option<u64> {
        let mut entries = self.lock();
        let entry = find(&mut entries.mapped, device, range)?;
        Some(entry.memory?.address + (range.start - entry.start))
    }

    /// A slot of the calling thread ends. Returns the range where this was its last slot: after copying it back the
    /// caller gives it to [`Ranges::remove`].
    pub(crate) fn end(&self, device: u32, range: &HostRange<'_>) -> Option<Mapped> {
        let mut entries = self.lock();
        let entry = find(&mut entries.mapped, device, range)?;
        entry.begun = entry.begun.saturating_sub(1);
        (entry.begun == 0 && entry.reserved == 0).then(|| entry.clone())
    }

    /// The launch that the calling thread is beginning has failed: its slots that have not begun never will. Returns the
    /// ranges that are now unused; the caller gives them to [`Ranges::remove`].
    pub(crate) fn abandon(&self) -> Vec<Mapped> {
        let owner = std::thread::current().id();
        let mut entries = self.lock();
        let own = entries.mapped.iter_mut().filter(|entry| entry.owner == owner);
        own.filter_map(|entry| {
            entry.reserved = 0;
            (entry.begun == 0).then(|| entry.clone())
        })
        .collect()
    }

    /// Forgets a range, and wakes the threads that wait for it.
    pub(crate) fn remove(&self, id: u64) {
        self.lock().mapped.retain(|entry| entry.id != id);
        self.ended.notify_all();
    }

    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.lock().mapped.len()
    }
}

/// The calling thread's entry that has all of `range`.
fn find<'e>(mapped: &'e mut [Mapped], device: u32, range: &HostRange<'_>) -> Option<&'e mut Mapped> {
    let owner = std::thread::current().id();
    mapped.iter_mut().find(|entry| entry.owner == owner && entry.device == device && entry.contains(range))
}

/// What the thread itself has mapped it cannot wait for.
fn check_own(
    mapped: &[Mapped],
    owner: ThreadId,
    device: u32,
    ranges: &[HostRange<'_>],
) -> Result<(), Conflict> {
    for range in ranges {
        let own = mapped.iter().filter(|entry| entry.owner == owner && entry.overlaps(range));
        for entry in own {
            let shared = entry.device == device && entry.contains(range);
            let apart = entry.device != device && !entry.back && !range.back;
            if !shared && !apart {
                return Err(Conflict {
                    argument: range.argument.to_string(),
                    detail: format!(
                        "its {} bytes overlap the {} bytes of `{}`, which this thread has mapped on device {}",
                        range.bytes, entry.bytes, entry.argument, entry.device
                    ),
                });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    fn range(start: u64, bytes: u64, to: bool, back: bool) -> HostRange<'static> {
        HostRange { start, bytes, align: 1, to, back, argument: "x".into() }
    }

    fn acquire(ranges: &Ranges, range: &HostRange<'static>) -> Vec<Mapped> {
        ranges.acquire(0, std::slice::from_ref(range), std::slice::from_ref(range)).unwrap()
    }

    #[test]
    fn a_range_lives_until_its_last_slot_ends() {
        let ranges = Ranges::default();
        let union = range(100, 100, true, true);
        let slots = [range(100, 60, true, true), range(150, 50, true, false)];
        let new = ranges.acquire(0, std::slice::from_ref(&union), &slots).unwrap();
        ranges.set_memory(new[0].id, Allocation { base: 0, bytes: 0, address: 5000 });
        assert!(matches!(ranges.begin(0, &slots[0]), Begin::Fill(_)));
        assert!(matches!(ranges.begin(0, &slots[1]), Begin::Ready));
        assert_eq!(ranges.translate(0, &slots[1]), Some(5050));
        assert!(ranges.end(0, &slots[0]).is_none());
        let last = ranges.end(0, &slots[1]).unwrap();
        assert!(last.back);
        ranges.remove(last.id);
        assert_eq!(ranges.count(), 0);
    }

    #[test]
    fn a_reserved_slot_keeps_its_range() {
        let ranges = Ranges::default();
        let slots = [range(0, 10, true, false), range(5, 10, true, false)];
        ranges.acquire(0, &[range(0, 15, true, false)], &slots).unwrap();
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
                mine.iter().for_each(|entry| ranges.remove(entry.id));
            });
            reader.join().unwrap();
            let writer = scope.spawn(|| {
                let mine = acquire(&ranges, &range(99, 1, true, true));
                wrote.store(true, Ordering::SeqCst);
                mine.iter().for_each(|entry| ranges.remove(entry.id));
            });
            std::thread::sleep(Duration::from_millis(50));
            assert!(!wrote.load(Ordering::SeqCst), "the writer went ahead");
            ranges.remove(reads[0].id);
            writer.join().unwrap();
        });
        assert_eq!(ranges.count(), 0);
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
                        for entry in ranges.acquire(0, &wanted, &wanted).unwrap() {
                            ranges.remove(entry.id);
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
        let conflict = ranges.acquire(0, &wanted, &wanted).unwrap_err();
        assert!(conflict.detail.contains("this thread has mapped"), "{conflict:?}");
        // A part of what it holds is there already.
        let part = [range(50, 10, true, false)];
        assert!(ranges.acquire(0, &part, &part).unwrap().is_empty());
    }
}
