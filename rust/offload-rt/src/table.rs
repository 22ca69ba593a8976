//! The host memory that launches in progress use, and the ranges that are resident on a device.
//!
//! Two launches that only read the same range have a copy each; if one of them writes it, the second waits
//! until the first has ended. A launch enters with all its ranges in one step, so that no two launches wait
//! for each other.
//!
//! A resident range belongs to the program, and launches of every thread find it. The first launch gives it
//! memory.

use crate::atomics::Atomics;
use crate::device::Device;
use crate::exit::{GATE, thread_number};
use crate::host_range::{HostRange, Name};
use crate::pool::Allocation;
use crate::span::Spans;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Identifies a launch from its entry until it leaves.
pub(crate) type LaunchId = u64;

/// A range that a launch can neither have nor wait for.
#[derive(Debug, PartialEq)]
pub(crate) struct Conflict {
    pub(crate) name: Option<Name>,
    pub(crate) detail: String,
}

/// A launch in progress.
struct InProgress {
    thread: u64,
    spans: Spans,
}

/// A resident range.
#[derive(Clone, Debug)]
pub(crate) struct Resident {
    pub(crate) start: u64,
    pub(crate) bytes: u64,
    pub(crate) align: u64,
    pub(crate) atomics: Vec<Atomics>,
    /// The device of its memory. Nobody else has its data before it is filled.
    pub(crate) device: Device,
    pub(crate) memory: Option<Allocation>,
    /// Whether a kernel may have changed the device's copy.
    pub(crate) is_changed: bool,
    is_filled: bool,
    /// The launch that is about to give it memory and data.
    placed_by: Option<LaunchId>,
    /// Number of launches that use it.
    users: u32,
}

impl Resident {
    /// A range that has no memory on any device until a launch needs it.
    pub(crate) fn new(start: u64, bytes: u64, align: u64, atomics: Vec<Atomics>) -> Self {
        Self {
            start,
            bytes,
            align,
            atomics,
            device: Device::NOT_CHOSEN,
            memory: None,
            is_changed: false,
            is_filled: false,
            placed_by: None,
            users: 0,
        }
    }

    pub(crate) fn end(&self) -> u64 {
        self.start + self.bytes
    }
}

/// A resident range that a launch uses.
#[derive(Debug)]
pub(crate) struct Used {
    /// The range at the launch's entry.
    pub(crate) resident: Resident,
    /// Whether this launch gives it memory and data.
    pub(crate) is_placing: bool,
    /// Whether the kernel of this launch may have changed it.
    pub(crate) is_changed: bool,
}

/// A launch that has entered.
#[derive(Debug)]
pub(crate) struct Entered {
    pub(crate) id: LaunchId,
    /// Each resident range once, in the order of their addresses.
    pub(crate) residents: Vec<Used>,
}

#[derive(Default)]
struct Entries {
    last: LaunchId,
    launches: BTreeMap<LaunchId, InProgress>,
    /// By their first byte; no two share a byte.
    residents: BTreeMap<u64, Resident>,
    /// Number of threads that wait for a launch to leave, or for a resident range to be filled.
    waiting: u32,
}

impl Entries {
    /// The resident ranges that share a byte with `start..end`, the last one first.
    fn residents_in(&self, start: u64, end: u64) -> impl Iterator<Item = &Resident> {
        self.residents.range(..end).rev().map(|(_, entry)| entry).take_while(move |entry| entry.end() > start)
    }

    /// The resident ranges that contain one of `ranges`, each once. A range of a launch lies wholly in one
    /// resident range, on the same device, or shares no byte with any.
    fn residents_of(&self, device: Device, ranges: &[HostRange]) -> Result<Vec<u64>, Conflict> {
        let mut starts = Vec::new();
        if self.residents.is_empty() {
            return Ok(starts);
        }
        for range in ranges {
            let Some(entry) = self.residents_in(range.start, range.end()).next() else { continue };
            let number = entry.device.number;
            let detail = if entry.start > range.start || entry.end() < range.end() {
                format!("of its {} bytes some are in a resident range of {} bytes", range.bytes, entry.bytes)
            } else if entry.memory.is_some() && number != device.number {
                format!("its {} bytes are resident on device {number}, not on {}", range.bytes, device.number)
            } else {
                if starts.last() != Some(&entry.start) {
                    starts.push(entry.start);
                }
                continue;
            };
            return Err(Conflict { name: Some(range.name), detail });
        }
        Ok(starts)
    }

    /// Whether another launch is in the way of a launch of `thread`, which can wait for other threads'
    /// launches but not for its own.
    fn is_busy(&self, thread: u64, ranges: &[HostRange], spans: &Spans) -> Result<bool, Conflict> {
        let mut is_busy = false;
        for launch in self.launches.values() {
            match launch.spans.conflict(spans) {
                Some((theirs, ours)) if launch.thread == thread => {
                    let first = theirs.start.max(ours.start);
                    let range = ranges.iter().find(|range| first < range.end());
                    let (name, bytes) = range.map_or((None, 0), |range| (Some(range.name), range.bytes));
                    let other_bytes = theirs.end - theirs.start;
                    let detail = format!(
                        "its {bytes} bytes overlap {other_bytes} bytes that another launch of this thread uses"
                    );
                    return Err(Conflict { name, detail });
                }
                conflict => is_busy |= conflict.is_some(),
            }
        }
        Ok(is_busy)
    }
}

/// The table of the process.
#[derive(Default)]
pub(crate) struct Table {
    entries: Mutex<Entries>,
    changed: Condvar,
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        // Nothing panics while the lock is held.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a change. An exiting program does not wait for the waiting thread: it may never be woken
    /// again.
    fn wait<'e>(&'e self, mut entries: MutexGuard<'e, Entries>) -> MutexGuard<'e, Entries> {
        entries.waiting += 1;
        GATE.outside(|| drop(self.changed.wait(entries)));
        let mut entries = self.lock();
        entries.waiting -= 1;
        entries
    }

    /// Wakes the waiting threads. Calls the system only if there are any.
    fn wake(&self, entries: MutexGuard<'_, Entries>) {
        if entries.waiting > 0 {
            self.changed.notify_all();
        }
    }

    /// Enters a launch of the calling thread with all its `ranges`, which are in order and share no byte.
    /// Waits while another thread's launch is in the way. The launch stays in the table until
    /// [`Table::leave`].
    pub(crate) fn enter(&self, device: Device, ranges: &[HostRange]) -> Result<Entered, Conflict> {
        let thread = thread_number();
        let spans = Spans::new(ranges.iter());
        let mut entries = self.lock();
        let starts = loop {
            let starts = entries.residents_of(device, ranges)?;
            let is_placed = |start: &u64| entries.residents[start].placed_by.is_some();
            if !entries.is_busy(thread, ranges, &spans)? && !starts.iter().any(is_placed) {
                break starts;
            }
            entries = self.wait(entries);
        };
        let Entries { last, launches, residents, .. } = &mut *entries;
        *last += 1;
        let id = *last;
        let mut used = Vec::with_capacity(starts.len());
        for start in starts {
            let Some(resident) = residents.get_mut(&start) else { continue };
            let is_placing = !resident.is_filled;
            if is_placing {
                (resident.placed_by, resident.device) = (Some(id), device);
            }
            resident.users += 1;
            used.push(Used { resident: resident.clone(), is_placing, is_changed: false });
        }
        // Launches share resident ranges: a launch that writes one has borrowed it.
        let spans = match used.is_empty() {
            true => spans,
            false => Spans::new(ranges.iter().filter(|range| containing(&used, range.start).is_none())),
        };
        launches.insert(id, InProgress { thread, spans });
        Ok(Entered { id, residents: used })
    }

    /// Sets the memory of a resident range, which no other launch sees yet.
    pub(crate) fn set_memory(&self, start: u64, memory: Allocation) {
        if let Some(resident) = self.lock().residents.get_mut(&start) {
            resident.memory = Some(memory);
        }
    }

    /// Marks a resident range as filled. All launches may use it from now on.
    pub(crate) fn filled(&self, start: u64) {
        let mut entries = self.lock();
        if let Some(resident) = entries.residents.get_mut(&start) {
            (resident.is_filled, resident.placed_by) = (true, None);
        }
        self.wake(entries);
    }

    /// Removes a launch. A resident range that it was about to place, and has not filled, is as it was
    /// before; the caller owns its memory.
    pub(crate) fn leave(&self, id: LaunchId, used: &[Used]) {
        let mut entries = self.lock();
        entries.launches.remove(&id);
        for Used { resident: Resident { start, .. }, is_changed, .. } in used {
            let Some(resident) = entries.residents.get_mut(start) else { continue };
            resident.users = resident.users.saturating_sub(1);
            if resident.placed_by == Some(id) {
                (resident.placed_by, resident.memory) = (None, None);
            } else {
                resident.is_changed |= *is_changed;
            }
        }
        self.wake(entries);
    }

    /// Enters a resident range, which its first byte identifies.
    pub(crate) fn add_resident(&self, resident: Resident) -> Result<(), Conflict> {
        let mut entries = self.lock();
        if let Some(entry) = entries.residents_in(resident.start, resident.end()).next() {
            let detail =
                format!("its {} bytes overlap {} bytes that are resident", resident.bytes, entry.bytes);
            return Err(Conflict { name: None, detail });
        }
        entries.residents.insert(resident.start, resident);
        Ok(())
    }

    /// The resident range at `start`, if its data is on a device.
    pub(crate) fn resident(&self, start: u64) -> Option<Resident> {
        self.lock().residents.get(&start).filter(|resident| resident.is_filled).cloned()
    }

    /// Refuses ranges whose data is on a device: the host's data may be out of date.
    pub(crate) fn check_on_host(&self, ranges: &[HostRange]) -> Result<(), Conflict> {
        let entries = self.lock();
        for range in ranges {
            let mut residents = entries.residents_in(range.start, range.end());
            if let Some(entry) = residents.find(|entry| entry.is_filled) {
                let detail = format!(
                    "its {} bytes are resident on device {}, and this launch runs on the calling thread",
                    range.bytes, entry.device.number
                );
                return Err(Conflict { name: Some(range.name), detail });
            }
        }
        Ok(())
    }

    /// Forgets a resident range when no launch uses it any more, and returns it if its data was on a device.
    pub(crate) fn remove_resident(&self, start: u64) -> Option<Resident> {
        let mut entries = self.lock();
        // Another thread's launch may read a range that this thread has only borrowed to be read.
        while entries.residents.get(&start)?.users > 0 {
            entries = self.wait(entries);
        }
        entries.residents.remove(&start).filter(|resident| resident.is_filled)
    }

    /// Launches in progress and resident ranges.
    #[cfg(test)]
    pub(crate) fn count(&self) -> (usize, usize) {
        let entries = self.lock();
        (entries.launches.len(), entries.residents.len())
    }
}

/// The index of the launch's resident range that has the byte at `address`.
pub(crate) fn containing(used: &[Used], address: u64) -> Option<usize> {
    let index = used.partition_point(|used| used.resident.start <= address).checked_sub(1)?;
    (address < used[index].resident.end()).then_some(index)
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
