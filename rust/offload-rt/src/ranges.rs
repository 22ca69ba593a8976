//! The ranges of host memory that are on a device, with their owners.
//!
//! Each range of a launch belongs to the host thread that mapped it. Two launches that only read the same
//! range have a copy each; if one of them writes it back, the other waits. A launch takes all its ranges in
//! one step, so that no two launches wait for each other.
//!
//! A resident range belongs to the program, and launches of every thread find it. The first such launch gives
//! it memory.

use crate::device::Device;
use crate::disjoint::Disjoint;
use crate::exit::{GATE, thread_number};
use crate::launch::{HostRange, join_touching};
use crate::mapped::{Mapped, Owner};
use crate::pool::Allocation;
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A range that overlaps a resident range, or one that the calling thread has mapped, and cannot share it.
#[derive(Debug, PartialEq)]
pub(crate) struct Conflict {
    pub(crate) argument: String,
    pub(crate) detail: String,
}

/// What a slot has to do at its beginning.
#[derive(Debug)]
pub(crate) enum Begin {
    /// The range is not mapped: acquire the ranges of the launch.
    Unmapped,
    /// The data is already there.
    Ready,
    /// Copy the range to the device, then the slot is ready.
    Fill(Mapped),
}

#[derive(Default)]
struct Entries {
    /// By thread and device; two ranges of a thread on one device share no byte.
    launches: HashMap<(u64, u32), Disjoint>,
    residents: Disjoint,
}

impl Entries {
    /// The entry that contains `range`: the calling thread's own, or a resident one that is on the device or
    /// that this thread is placing.
    fn find(&mut self, device: u32, range: &HostRange) -> Option<&mut Mapped> {
        let thread = thread_number();
        // Try the thread's own entry first: another thread may have made the range resident since this launch
        // began.
        let own = self.launches.get_mut(&(thread, device)).and_then(|own| own.containing(range));
        if own.is_some() {
            return own;
        }
        // An entry that another thread is placing has its memory, but not yet its data.
        let is_there = |entry: &Mapped| {
            let is_placed = entry.filled || entry.owner == Owner::Resident(Some(thread));
            is_placed && entry.memory.is_some() && entry.device.number == device
        };
        self.residents.containing(range).filter(|entry| is_there(entry))
    }

    /// The entry of which `mapped` is a copy, if it still exists.
    fn same(&mut self, mapped: &Mapped) -> Option<&mut Mapped> {
        match mapped.owner {
            Owner::Launch(thread) => self.launches.get_mut(&(thread, mapped.device.number))?.at(mapped.start),
            Owner::Resident(_) => self.residents.at(mapped.start),
        }
    }

    /// Whether one of `ranges` must wait for a range that another thread has mapped or is placing.
    fn are_busy(&self, thread: u64, ranges: &[HostRange]) -> bool {
        let others = self.launches.iter().filter(|((owner, _), _)| *owner != thread);
        let others: Vec<&Disjoint> = others.map(|(_, entries)| entries).collect();
        ranges.iter().any(|range| {
            let conflicts = |entry: &Mapped| entry.is_written() || range.is_written();
            let is_placed_by_another =
                |entry: &Mapped| matches!(entry.owner, Owner::Resident(Some(placing)) if placing != thread);
            others.iter().any(|entries| entries.overlapping(range).any(conflicts))
                || self.residents.overlapping(range).any(is_placed_by_another)
        })
    }

    /// Refuses ranges that conflict with the thread's own, for which it cannot wait.
    fn check_own(&self, thread: u64, device: u32, ranges: &[HostRange]) -> Result<(), Conflict> {
        let own = self.launches.iter().filter(|((owner, _), _)| *owner == thread);
        for ((_, other), entries) in own {
            for range in ranges {
                let fits = |entry: &&Mapped| match *other == device {
                    true => entry.contains(range),
                    false => !entry.is_written() && !range.is_written(),
                };
                if let Some(entry) = entries.overlapping(range).find(|entry| !fits(entry)) {
                    return Err(Conflict {
                        argument: range.argument.to_string(),
                        detail: format!(
                            "its {} bytes overlap the {} bytes of `{}`, which this thread has mapped on device {other}",
                            range.bytes, entry.bytes, entry.argument
                        ),
                    });
                }
            }
        }
        Ok(())
    }

    /// Refuses ranges that are only partly inside a resident range, or inside one on another device.
    fn check_resident(&self, device: u32, ranges: &[HostRange]) -> Result<(), Conflict> {
        for range in ranges {
            for entry in self.residents.overlapping(range) {
                let number = entry.device.number;
                let detail = if !entry.contains(range) {
                    format!(
                        "of its {} bytes some are in a resident range of {} bytes",
                        range.bytes, entry.bytes
                    )
                } else if entry.memory.is_some() && number != device {
                    format!("its {} bytes are resident on device {number}, not on {device}", range.bytes)
                } else {
                    continue;
                };
                return Err(Conflict { argument: range.argument.to_string(), detail });
            }
        }
        Ok(())
    }
}

/// All ranges of the process.
#[derive(Default)]
pub(crate) struct Ranges {
    entries: Mutex<Entries>,
    ended: Condvar,
}

impl Ranges {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        // Nothing panics while the lock is held.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until some range has ended. A program that exits does not wait for such a thread, because
    /// nothing may wake it again.
    fn wait<'e>(&'e self, entries: MutexGuard<'e, Entries>) -> MutexGuard<'e, Entries> {
        GATE.outside(|| drop(self.ended.wait(entries)));
        self.lock()
    }

    /// Enters all `ranges` for the calling thread at once, waiting while another thread has one that conflicts.
    /// Returns the new ones, which have no device memory yet.
    ///
    /// `slots` are the ranges of the launch before they were joined: each reserves its entry once.
    pub(crate) fn acquire(
        &self,
        device: Device,
        ranges: &[HostRange],
        slots: &[HostRange],
    ) -> Result<Vec<Mapped>, Conflict> {
        let thread = thread_number();
        let mut guard = self.lock();
        loop {
            guard.check_own(thread, device.number, ranges)?;
            guard.check_resident(device.number, ranges)?;
            if !guard.are_busy(thread, ranges) {
                break;
            }
            guard = self.wait(guard);
        }
        let Entries { launches, residents } = &mut *guard;
        let ranges = join_touching(ranges, |range| residents.overlapping(range).next().is_some());
        let own = launches.entry((thread, device.number)).or_default();
        let (mut new, mut starts) = (Vec::new(), Vec::new());
        for range in &ranges {
            if let Some(entry) = own.containing(range) {
                entry.back |= range.back;
                let atomics = range.atomics.iter().filter(|atomics| !entry.atomics.contains(atomics));
                let atomics: Vec<_> = atomics.copied().collect();
                entry.atomics.extend(atomics);
            } else if let Some(entry) = residents.containing(range) {
                if !entry.filled && entry.owner == Owner::Resident(None) {
                    (entry.owner, entry.device) = (Owner::Resident(Some(thread)), device);
                    new.push(entry.clone());
                }
            } else {
                let mut entry = Mapped::new(range, device, Owner::Launch(thread));
                entry.filled = !range.to;
                own.insert(entry);
                starts.push(range.start);
            }
        }
        // An entry with memory belongs to an earlier launch.
        for slot in slots {
            if let Some(entry) = own.containing(slot).filter(|entry| entry.memory.is_none()) {
                entry.reserved += 1;
            }
        }
        new.extend(starts.into_iter().filter_map(|start| own.at(start).cloned()));
        if own.is_empty() {
            launches.remove(&(thread, device.number));
        }
        Ok(new)
    }

    /// Records the device memory of an acquired range.
    pub(crate) fn set_memory(&self, mapped: &Mapped, memory: Allocation, pack: Option<Arc<Allocation>>) {
        if let Some(entry) = self.lock().same(mapped) {
            (entry.memory, entry.pack) = (Some(memory), pack);
        }
    }

    /// Marks ranges of the calling thread's launch as sent before their slots begin.
    pub(crate) fn packed_are_filled(&self, ranges: &[Mapped]) {
        let mut entries = self.lock();
        for range in ranges {
            if let Some(entry) = entries.same(range) {
                entry.filled = true;
            }
        }
    }

    /// Begins a slot of the calling thread.
    pub(crate) fn begin(&self, device: u32, range: &HostRange) -> Begin {
        let mut entries = self.lock();
        let Some(entry) = entries.find(device, range) else { return Begin::Unmapped };
        entry.begun += 1;
        if entry.is_resident() {
            return if entry.filled { Begin::Ready } else { Begin::Fill(entry.clone()) };
        }
        entry.reserved = entry.reserved.saturating_sub(1);
        // Only the owner gets here, so no other thread sees the entry filled too early.
        if std::mem::replace(&mut entry.filled, true) { Begin::Ready } else { Begin::Fill(entry.clone()) }
    }

    /// Records that the data of a range has been sent. From now on, every thread can use a resident range.
    pub(crate) fn filled(&self, mapped: &Mapped) {
        if !mapped.is_resident() {
            return;
        }
        if let Some(entry) = self.lock().same(mapped) {
            (entry.filled, entry.owner) = (true, Owner::Resident(None));
            self.ended.notify_all();
        }
    }

    /// Undoes a [`Ranges::begin`] whose copy has failed.
    pub(crate) fn undo_begin(&self, mapped: &Mapped) {
        if let Some(entry) = self.lock().same(mapped) {
            entry.begun = entry.begun.saturating_sub(1);
        }
    }

    /// Device address of a range that the calling thread has mapped.
    pub(crate) fn translate(&self, device: u32, range: &HostRange) -> Option<u64> {
        let mut entries = self.lock();
        let entry = entries.find(device, range)?;
        Some(entry.memory?.address + (range.start - entry.start))
    }

    /// Ends a slot of the calling thread. If this was the range's last slot, returns the range: the caller
    /// copies it back and passes it to [`Ranges::remove`].
    pub(crate) fn end(&self, device: u32, range: &HostRange) -> Option<Mapped> {
        let mut entries = self.lock();
        let entry = entries.find(device, range)?;
        entry.begun = entry.begun.saturating_sub(1);
        if entry.is_resident() {
            entry.back |= range.is_written();
            self.ended.notify_all();
            return None;
        }
        (entry.begun == 0 && entry.reserved == 0).then(|| entry.clone())
    }

    /// Gives up the failed launch of the calling thread: its remaining slots will not begin. Returns the
    /// ranges that are now unused; the caller passes them to [`Ranges::remove`].
    pub(crate) fn abandon(&self) -> Vec<Mapped> {
        let thread = thread_number();
        let mut guard = self.lock();
        let Entries { launches, residents } = &mut *guard;
        let own = launches.iter_mut().filter(|((owner, _), _)| *owner == thread);
        let own = own.flat_map(|(_, entries)| entries.iter_mut()).filter_map(|entry| {
            entry.reserved = 0;
            (entry.begun == 0).then(|| entry.clone())
        });
        let placed = residents.iter_mut().filter(|entry| entry.owner == Owner::Resident(Some(thread)));
        let placed = placed.map(|entry| {
            let unused = entry.clone();
            // The data has not been sent, so restore the previous state.
            (entry.memory, entry.owner) = (None, Owner::Resident(None));
            unused
        });
        own.chain(placed).collect()
    }

    /// Forgets a range of a launch, and wakes the threads that wait for it. A resident range stays.
    pub(crate) fn remove(&self, mapped: &Mapped) {
        if let Owner::Launch(thread) = mapped.owner {
            let (mut entries, key) = (self.lock(), (thread, mapped.device.number));
            if let Some(own) = entries.launches.get_mut(&key) {
                own.remove(mapped.start);
                if own.is_empty() {
                    entries.launches.remove(&key);
                }
            }
        }
        self.ended.notify_all();
    }

    /// Enters a resident range, which has no memory on any device until a launch needs it. Its first byte
    /// identifies it.
    pub(crate) fn add_resident(&self, range: &HostRange) -> Result<(), Conflict> {
        let mut entries = self.lock();
        if let Some(entry) = entries.residents.overlapping(range).next() {
            return Err(Conflict {
                argument: range.argument.to_string(),
                detail: format!("its {} bytes overlap {} bytes that are resident", range.bytes, entry.bytes),
            });
        }
        entries.residents.insert(Mapped::new(range, Device::NOT_CHOSEN, Owner::Resident(None)));
        Ok(())
    }

    /// The resident range that begins at `start`, if its data is on a device. Its `back` says whether a
    /// kernel may have changed it.
    pub(crate) fn resident(&self, start: u64) -> Option<Mapped> {
        self.lock().residents.at(start).filter(|entry| entry.filled).cloned()
    }

    /// Refuses ranges whose data is on a device, because the host's copy may be out of date.
    pub(crate) fn check_on_host(&self, ranges: &[HostRange]) -> Result<(), Conflict> {
        let entries = self.lock();
        for range in ranges {
            if let Some(entry) = entries.residents.overlapping(range).find(|entry| entry.filled) {
                return Err(Conflict {
                    argument: range.argument.to_string(),
                    detail: format!(
                        "its {} bytes are resident on device {}, and this launch runs on the calling thread",
                        range.bytes, entry.device.number
                    ),
                });
            }
        }
        Ok(())
    }

    /// Forgets a resident range when no launch uses it any more, and returns it if its data was on a device.
    pub(crate) fn remove_resident(&self, start: u64) -> Option<Mapped> {
        let mut entries = self.lock();
        loop {
            let entry = entries.residents.at(start)?;
            // Another thread's launch may read a range that this thread has borrowed immutably.
            if entry.begun == 0 && entry.owner == Owner::Resident(None) {
                return entries.residents.remove(start).filter(|entry| entry.filled);
            }
            entries = self.wait(entries);
        }
    }

    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        let entries = self.lock();
        entries.launches.values().map(Disjoint::len).sum::<usize>() + entries.residents.len()
    }
}

#[cfg(test)]
#[path = "ranges_tests.rs"]
mod tests;
