//! The ranges of host memory that are on a device now, and who put them there.
//!
//! Each range of a launch belongs to the host thread that mapped it. Two launches that only read the same range have a copy
//! each; where one of them writes it back, the other waits. A launch takes all its ranges in one step, so that no two
//! launches wait for each other.
//!
//! A resident range belongs to the program, and launches of every thread find it. The first of them gives it memory.

use crate::exit::{GATE, thread_number};
use crate::launch::{HostRange, join_touching};
use crate::pool::Allocation;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A range that overlaps one which the calling thread has mapped, or which is resident, and cannot share it.
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
    /// As in [`HostRange`].
    pub(crate) shared: Option<u64>,
    pub(crate) argument: String,
    /// None between the acquisition and the allocation, which needs no lock.
    pub(crate) memory: Option<Allocation>,
    owner: Owner,
    /// Slots of the launch that have not begun yet.
    reserved: u32,
    /// Slots that have begun and not ended.
    begun: u32,
    /// The host's data has been copied, or needn't be.
    filled: bool,
}

/// Whose a range is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Owner {
    /// A launch's of this thread.
    Launch(u64),
    /// The program's, and a launch of this thread is about to give it memory, if there is one.
    Resident(Option<u64>),
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

    fn is_resident(&self) -> bool {
        matches!(self.owner, Owner::Resident(_))
    }

    /// Whether a launch of this thread may use it.
    fn is_for(&self, thread: u64) -> bool {
        self.is_resident() || self.owner == Owner::Launch(thread)
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

    /// Waits until some range has ended. A program that exits does not wait for the thread that does this: nobody may wake it again.
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
        device: u32,
        ranges: &[HostRange<'_>],
        slots: &[HostRange<'_>],
    ) -> Result<Vec<Mapped>, Conflict> {
        let owner = thread_number();
        let mut entries = self.lock();
        loop {
            check_own(&entries.mapped, owner, device, ranges)?;
            check_resident(&entries.mapped, device, ranges)?;
            let busy = |entry: &Mapped| {
                let overlap = ranges.iter().find(|range| entry.overlaps(range));
                overlap.is_some_and(|range| match entry.owner {
                    Owner::Launch(thread) => thread != owner && (entry.back || range.back),
                    Owner::Resident(placing) => placing.is_some_and(|thread| thread != owner),
                })
            };
            if !entries.mapped.iter().any(busy) {
                break;
            }
            entries = self.wait(entries);
        }
        let is_resident = |range: &HostRange<'_>| {
            entries.mapped.iter().any(|entry| entry.is_resident() && entry.overlaps(range))
        };
        let ranges = join_touching(ranges, is_resident);
        let mut new = Vec::with_capacity(ranges.len());
        for range in &ranges {
            let held = entries.mapped.iter_mut().find(|entry| entry.is_for(owner) && entry.contains(range));
            if let Some(entry) = held {
                if entry.is_resident() {
                    if !entry.filled && entry.owner == Owner::Resident(None) {
                        (entry.owner, entry.device) = (Owner::Resident(Some(owner)), device);
                        new.push(entry.clone());
                    }
                } else {
                    entry.back |= range.back;
                    entry.shared = entry.shared.filter(|_| entry.shared == range.shared);
                }
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
                shared: range.shared,
                argument: range.argument.to_string(),
                memory: None,
                owner: Owner::Launch(owner),
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
        entry.begun += 1;
        if entry.is_resident() {
            return if entry.filled { Begin::Ready } else { Begin::Fill(entry.clone()) };
        }
        entry.reserved = entry.reserved.saturating_sub(1);
        // Only the owner gets here: nobody sees it filled before it is.
        if std::mem::replace(&mut entry.filled, true) { Begin::Ready } else { Begin::Fill(entry.clone()) }
    }

    /// The data of a range has been sent. A resident range is there for everybody from now on.
    pub(crate) fn filled(&self, id: u64) {
        let mut entries = self.lock();
        if let Some(entry) = entries.mapped.iter_mut().find(|entry| entry.id == id && entry.is_resident()) {
            (entry.filled, entry.owner) = (true, Owner::Resident(None));
            self.ended.notify_all();
        }
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
        if entry.is_resident() {
            entry.back |= range.back;
            self.ended.notify_all();
            return None;
        }
        (entry.begun == 0 && entry.reserved == 0).then(|| entry.clone())
    }

    /// The launch that the calling thread is beginning has failed: its slots that have not begun never will. Returns the
    /// ranges that are now unused; the caller gives them to [`Ranges::remove`].
    pub(crate) fn abandon(&self) -> Vec<Mapped> {
        let owner = thread_number();
        let mut entries = self.lock();
        let unused = |entry: &mut Mapped| match entry.owner {
            Owner::Launch(thread) if thread == owner => {
                entry.reserved = 0;
                (entry.begun == 0).then(|| entry.clone())
            }
            // Its data has not been sent, so it is where it was before.
            Owner::Resident(Some(thread)) if thread == owner => {
                let unused = entry.clone();
                (entry.memory, entry.owner) = (None, Owner::Resident(None));
                Some(unused)
            }
            _ => None,
        };
        entries.mapped.iter_mut().filter_map(unused).collect()
    }

    /// Forgets a range of a launch, and wakes the threads that wait for it. A resident range stays.
    pub(crate) fn remove(&self, id: u64) {
        self.lock().mapped.retain(|entry| entry.id != id || entry.is_resident());
        self.ended.notify_all();
    }

    /// Enters a resident range, which has no memory on any device until a launch needs it.
    pub(crate) fn add_resident(&self, range: &HostRange<'_>) -> Result<u64, Conflict> {
        let mut entries = self.lock();
        let overlapping = entries.mapped.iter().find(|entry| entry.is_resident() && entry.overlaps(range));
        if let Some(entry) = overlapping {
            return Err(Conflict {
                argument: range.argument.to_string(),
                detail: format!("its {} bytes overlap {} bytes that are resident", range.bytes, entry.bytes),
            });
        }
        entries.next_id += 1;
        let id = entries.next_id;
        entries.mapped.push(Mapped {
            id,
            device: 0,
            start: range.start,
            bytes: range.bytes,
            align: range.align,
            back: false,
            shared: range.shared,
            argument: range.argument.to_string(),
            memory: None,
            owner: Owner::Resident(None),
            reserved: 0,
            begun: 0,
            filled: false,
        });
        Ok(id)
    }

    /// A resident range whose data is on a device. Its `back` says whether a kernel may have changed it.
    pub(crate) fn resident(&self, id: u64) -> Option<Mapped> {
        let entries = self.lock();
        entries.mapped.iter().find(|entry| entry.id == id && entry.filled).cloned()
    }

    /// Refuses ranges whose data is on a device, and on the host perhaps as it was before.
    pub(crate) fn check_on_host(&self, ranges: &[HostRange<'_>]) -> Result<(), Conflict> {
        let entries = self.lock();
        for range in ranges {
            let away = |entry: &&Mapped| entry.is_resident() && entry.filled && entry.overlaps(range);
            if let Some(entry) = entries.mapped.iter().find(away) {
                return Err(Conflict {
                    argument: range.argument.to_string(),
                    detail: format!(
                        "its {} bytes are resident on device {}, and this launch runs on the calling thread",
                        range.bytes, entry.device
                    ),
                });
            }
        }
        Ok(())
    }

    /// Forgets a resident range when no launch uses it any more, and returns it if its data was on a device.
    pub(crate) fn remove_resident(&self, id: u64) -> Option<Mapped> {
        let mut entries = self.lock();
        loop {
            let index = entries.mapped.iter().position(|entry| entry.id == id)?;
            let entry = &entries.mapped[index];
            // Another thread's launch may read what this one has only borrowed to be read.
            if entry.begun == 0 && entry.owner == Owner::Resident(None) {
                return Some(entries.mapped.swap_remove(index)).filter(|entry| entry.filled);
            }
            entries = self.wait(entries);
        }
    }

    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.lock().mapped.len()
    }
}

/// The entry that has all of `range`: the calling thread's, or a resident one that is on the device, or that this thread is placing.
fn find<'e>(mapped: &'e mut [Mapped], device: u32, range: &HostRange<'_>) -> Option<&'e mut Mapped> {
    let thread = thread_number();
    let owner = Owner::Launch(thread);
    let has_all = |entry: &Mapped| entry.device == device && entry.contains(range);
    // The thread's own first: another thread may have made the range resident since this launch began.
    let own = mapped.iter().position(|entry| entry.owner == owner && has_all(entry));
    // One that another thread is placing has its memory already, and not yet its data.
    let is_placed = |entry: &Mapped| entry.filled || entry.owner == Owner::Resident(Some(thread));
    let resident = || {
        let is_there = |entry: &Mapped| entry.is_resident() && entry.memory.is_some() && is_placed(entry);
        mapped.iter().position(|entry| is_there(entry) && has_all(entry))
    };
    own.or_else(resident).map(|index| &mut mapped[index])
}

/// What the thread itself has mapped it cannot wait for.
fn check_own(mapped: &[Mapped], owner: u64, device: u32, ranges: &[HostRange<'_>]) -> Result<(), Conflict> {
    for range in ranges {
        let is_own = |entry: &&Mapped| entry.owner == Owner::Launch(owner) && entry.overlaps(range);
        let own = mapped.iter().filter(is_own);
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

/// A launch has all of its range in a resident one, on the same device, or none of it.
fn check_resident(mapped: &[Mapped], device: u32, ranges: &[HostRange<'_>]) -> Result<(), Conflict> {
    for range in ranges {
        let resident = mapped.iter().filter(|entry| entry.is_resident() && entry.overlaps(range));
        for entry in resident {
            let detail = if !entry.contains(range) {
                format!("of its {} bytes some are in a resident range of {} bytes", range.bytes, entry.bytes)
            } else if entry.memory.is_some() && entry.device != device {
                format!("its {} bytes are resident on device {}, not on {device}", range.bytes, entry.device)
            } else {
                continue;
            };
            return Err(Conflict { argument: range.argument.to_string(), detail });
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "ranges_tests.rs"]
mod tests;
