//! One launch as the lowered code hands it over, with its pointers made safe to read.

use crate::atomics::Atomics;
use crate::{Error, ErrorKind};
use offload_abi::{
    Descriptor, Field, LaunchParams, MAX_BLOCK, MAX_SLOTS, Place, SLOT_BY_VALUE, SLOT_COUNT_IN_NEXT,
    SLOT_FROM, SLOT_LITERAL, SLOT_NOALIAS, SLOT_TO, SLOT_TOFROM, Slot, Text,
};
use std::borrow::Cow;
use std::mem::MaybeUninit;
use std::sync::Arc;

/// The value of a slot. A small aggregate carries its padding, which only the kernel may look at.
pub(crate) type SlotWord = MaybeUninit<u64>;

/// Blocks of a grid that every device runs.
const MAX_GRID: u64 = i32::MAX as u64;

/// Kernel and shape of a launch.
#[derive(Clone, Copy)]
pub(crate) struct Launch<'a> {
    pub(crate) descriptor: &'a Descriptor,
    pub(crate) params: &'a LaunchParams,
}

/// A launch with the values of its slots.
#[derive(Clone, Copy)]
pub(crate) struct Arguments<'a> {
    pub(crate) launch: Launch<'a>,
    pub(crate) slots: &'a [Slot],
    pub(crate) values: &'a [SlotWord],
}

/// A range of host memory that a slot wants on the device.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HostRange {
    pub(crate) start: u64,
    pub(crate) bytes: u64,
    pub(crate) align: u64,
    /// Copied to the device when it is mapped.
    pub(crate) to: bool,
    /// All of it is copied back when it is unmapped.
    pub(crate) back: bool,
    /// What other host threads may use meanwhile. It is copied back, too.
    pub(crate) atomics: Vec<Atomics>,
    pub(crate) argument: Arc<str>,
}

impl HostRange {
    pub(crate) fn end(&self) -> u64 {
        self.start + self.bytes
    }

    /// Whether the kernel may change something of it.
    pub(crate) fn is_written(&self) -> bool {
        self.back || !self.atomics.is_empty()
    }
}

/// What a slot is to a launch.
pub(crate) enum Argument {
    /// The kernel gets this value.
    Literal(SlotWord),
    /// The kernel gets the address of a copy of `bytes` bytes at `start`.
    ByValue { start: u64, bytes: u64, align: u64 },
    /// The kernel gets the device address of the range.
    Mapped(HostRange),
}

/// The text of a contract string; invalid UTF-8 is replaced.
///
/// # Safety
///
/// `text.data` is null or points to `text.length` bytes that live for `'a`.
pub(crate) unsafe fn text<'a>(text: Text) -> Cow<'a, str> {
    if text.data.is_null() {
        return Cow::Borrowed("");
    }
    // SAFETY: the caller vouches for the bytes.
    String::from_utf8_lossy(unsafe { std::slice::from_raw_parts(text.data, text.length) })
}

impl<'a> Launch<'a> {
    /// # Safety
    ///
    /// Both pointers are as `docs/ir-contract.md` has them, for `'a`.
    pub(crate) unsafe fn new(descriptor: *const Descriptor, params: *const LaunchParams) -> Self {
        // SAFETY: the caller vouches for both.
        unsafe { Self { descriptor: &*descriptor, params: &*params } }
    }

    pub(crate) fn kernel(&self) -> Cow<'a, str> {
        // SAFETY: a descriptor's texts are constants.
        unsafe { text(self.descriptor.name) }
    }

    /// Where the launch is written, as `file:line:column`.
    pub(crate) fn place(&self) -> String {
        let Place { file, line, column } = self.params.place;
        // SAFETY: the texts of launch parameters are constants.
        format!("{}:{line}:{column}", unsafe { text(file) })
    }

    /// Blocks of the grid, whose number [`Launch::check_shape`] has found to fit.
    pub(crate) fn blocks(&self) -> u32 {
        self.params.grid.into_iter().fold(1, u32::saturating_mul)
    }

    /// Threads of a block, whose number [`Launch::check_shape`] has found to fit.
    pub(crate) fn threads(&self) -> u32 {
        self.params.block.into_iter().fold(1, u32::saturating_mul)
    }

    /// Refuses a grid or a block that the kernel or some device cannot run. An empty grid is fine: nothing runs.
    pub(crate) fn check_shape(&self) -> Result<(), Error> {
        let LaunchParams { grid, block, .. } = *self.params;
        for (axis, name) in ["x", "y", "z"].into_iter().enumerate() {
            if axis as u32 >= self.descriptor.rank && (grid[axis] > 1 || block[axis] > 1) {
                return Err(self.shape(format!(
                    "the kernel uses {} of the 3 axes, but there are {} blocks and {} threads along {name}; both must be 1",
                    self.descriptor.rank, grid[axis], block[axis]
                )));
            }
            if block[axis] == 0 {
                return Err(self.shape(format!("a block has 0 threads along {name}; it needs at least 1")));
            }
        }
        let threads = product(block);
        let most = self.descriptor.max_block;
        if threads > most.into() {
            return Err(self.shape(if threads > MAX_BLOCK.into() {
                format!("a block has {threads} threads; at most {MAX_BLOCK} are possible")
            } else {
                format!(
                    "a block has {threads} threads, and the kernel is compiled for {most} at most; \
                     #[offload::kernel(max_block = {threads})] compiles it for more"
                )
            }));
        }
        let blocks = product(grid);
        if blocks > MAX_GRID.into() {
            return Err(self.shape(format!("the grid has {blocks} blocks; at most {MAX_GRID} are possible")));
        }
        Ok(())
    }

    fn shape(&self, detail: String) -> Error {
        Error::from(ErrorKind::Shape { kernel: self.kernel().into(), place: self.place(), detail })
    }

    pub(crate) fn mismatch(&self, detail: String) -> Error {
        Error::from(ErrorKind::ArtifactMismatch { kernel: self.kernel().into(), place: self.place(), detail })
    }
}

fn product(extents: [u32; 3]) -> u128 {
    extents.into_iter().map(u128::from).product()
}

impl<'a> Arguments<'a> {
    /// # Safety
    ///
    /// As for [`Launch::new`]; `values` points to as many values as the descriptor has slots.
    pub(crate) unsafe fn new(launch: Launch<'a>, values: *const u64) -> Self {
        let count = (launch.descriptor.slot_count as usize).min(MAX_SLOTS);
        // SAFETY: the caller vouches for both tables; an empty one may be null.
        let (slots, values) = unsafe { (slice(launch.descriptor.slots, count), slice(values.cast(), count)) };
        Self { launch, slots, values }
    }

    /// What slot `index` is.
    pub(crate) fn argument(&self, index: usize) -> Result<Argument, Error> {
        let (Some(slot), Some(&value)) = (self.slots.get(index), self.values.get(index)) else {
            return Err(self.launch.mismatch(format!("slot {index} of {} is wanted", self.slots.len())));
        };
        if slot.kind == SLOT_LITERAL {
            return Ok(Argument::Literal(value));
        }
        // SAFETY: the slot holds an address.
        let address = unsafe { value.assume_init() };
        // SAFETY: a descriptor's texts are constants.
        let argument = unsafe { text(slot.name) };
        let count = match slot.flags & SLOT_COUNT_IN_NEXT {
            0 => slot.count,
            _ => {
                let next = self.values.get(index + 1);
                let word = next
                    .ok_or_else(|| self.launch.mismatch(format!("the length of `{argument}` has no slot")))?;
                // SAFETY: the slot holds a length.
                unsafe { word.assume_init() }
            }
        };
        let bytes = self.bytes(&argument, count, slot.element_size, address)?;
        let align = slot.element_align.max(1);
        let (to, back) = match slot.kind {
            SLOT_BY_VALUE => {
                return Ok(Argument::ByValue { start: address, bytes: bytes.unwrap_or(0), align });
            }
            SLOT_TO => (true, false),
            SLOT_FROM => (false, true),
            SLOT_TOFROM => (true, true),
            kind => return Err(self.launch.mismatch(format!("slot `{argument}` is of unknown kind {kind}"))),
        };
        // A range without bytes is not mapped. Its address need only look like one.
        let Some(bytes) = bytes else { return Ok(Argument::Literal(SlotWord::new(align))) };
        // What is written and has aliases is atomics behind a `&`.
        let atomics = match back && slot.flags & SLOT_NOALIAS == 0 {
            true => Atomics::new(address, count, slot.element_size, self.fields(index)),
            false => None,
        };
        let back = back && atomics.is_none();
        let (atomics, argument) = (atomics.into_iter().collect(), Arc::from(argument));
        Ok(Argument::Mapped(HostRange { start: address, bytes, align, to, back, atomics, argument }))
    }

    /// What an element of slot `index` has.
    pub(crate) fn fields(&self, index: usize) -> &'static [Field] {
        let slot = &self.slots[index];
        // SAFETY: a descriptor's tables are constants of the program.
        unsafe { slice(slot.fields, slot.field_count as usize) }
    }

    /// Bytes of `count` elements at `address`; `None` if there are none.
    pub(crate) fn bytes(
        &self,
        argument: &str,
        count: u64,
        element_size: u64,
        address: u64,
    ) -> Result<Option<u64>, Error> {
        let bytes = count.checked_mul(element_size).filter(|bytes| address.checked_add(*bytes).is_some());
        match bytes {
            Some(0) => Ok(None),
            Some(bytes) => Ok(Some(bytes)),
            None => Err(Error::from(ErrorKind::Lengths {
                kernel: self.launch.kernel().into(),
                place: self.launch.place(),
                detail: format!(
                    "{count} elements of `{argument}`, {element_size} bytes each, exceed the address space"
                ),
            })),
        }
    }

    /// The range of slot `index` itself, if it has one.
    pub(crate) fn mapped(&self, index: usize) -> Result<Option<HostRange>, Error> {
        match self.argument(index)? {
            Argument::Mapped(range) => Ok(Some(range)),
            _ => Ok(None),
        }
    }
}

/// # Safety
///
/// `data` points to `count` values that live for `'a`, or `count` is 0.
pub(crate) unsafe fn slice<'a, T>(data: *const T, count: usize) -> &'a [T] {
    if count == 0 || data.is_null() {
        return &[];
    }
    // SAFETY: the caller vouches for the values.
    unsafe { std::slice::from_raw_parts(data, count) }
}

/// Joins ranges that share a byte, in the order of their addresses; ranges that only touch stay apart.
pub(crate) fn unions(mut ranges: Vec<HostRange>) -> Vec<HostRange> {
    ranges.sort_by_key(|range| (range.start, range.bytes));
    let mut joined: Vec<HostRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut().filter(|last| range.start < last.end()) {
            Some(last) => {
                last.bytes = last.end().max(range.end()) - last.start;
                last.align = last.align.max(range.align);
                last.back |= range.back;
                // The kernel need not write all of a union: what comes back must have been there first.
                last.to |= range.to || last.back;
                for atomics in range.atomics {
                    if last.atomics.last() != Some(&atomics) {
                        last.atomics.push(atomics);
                    }
                }
                if last.argument.split('+').all(|name| *name != *range.argument) {
                    last.argument = format!("{}+{}", last.argument, range.argument).into();
                }
            }
            None => joined.push(range),
        }
    }
    joined
}

/// Joins what [`unions`] has left side by side, where it belongs to one argument and moves the same way: the rows of a matrix, say.
/// Ranges that are to stay `apart` do.
pub(crate) fn join_touching(ranges: &[HostRange], apart: impl Fn(&HostRange) -> bool) -> Vec<HostRange> {
    let mut joined: Vec<HostRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        let touches = |last: &HostRange| {
            let alike = (last.to, last.back, last.atomics.is_empty(), &last.argument)
                == (range.to, range.back, range.atomics.is_empty(), &range.argument);
            last.end() == range.start && alike
        };
        match joined.last_mut().filter(|last| touches(last) && !apart(last) && !apart(range)) {
            Some(last) => {
                last.bytes += range.bytes;
                last.align = last.align.max(range.align);
                last.atomics.extend_from_slice(&range.atomics);
            }
            None => joined.push(range.clone()),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(argument: &str, start: u64, bytes: u64, to: bool, back: bool) -> HostRange {
        HostRange { start, bytes, align: 8, to, back, atomics: Vec::new(), argument: argument.into() }
    }

    #[test]
    fn overlapping_ranges_become_their_union() {
        let joined = unions(vec![
            range("c", 300, 10, true, false),
            range("b", 104, 100, true, false),
            range("a", 100, 50, true, false),
        ]);
        assert_eq!(joined, [range("a+b", 100, 104, true, false), range("c", 300, 10, true, false)]);
    }

    #[test]
    fn a_chain_of_overlaps_is_one_range() {
        let joined = unions((0..5).map(|i| range("a", i * 8, 10, true, false)).collect());
        assert_eq!(joined.len(), 1);
        assert_eq!((joined[0].start, joined[0].bytes), (0, 42));
    }

    #[test]
    fn touching_ranges_stay_apart() {
        let joined = unions(vec![range("a", 0, 8, true, true), range("b", 8, 8, true, false)]);
        assert_eq!(joined.len(), 2);
    }

    #[test]
    fn what_touches_is_one_range_of_one_argument_at_most() {
        let rows = [
            range("rows", 0, 8, true, false),
            range("rows", 8, 8, true, false),
            range("rows", 16, 8, true, false),
            range("rows", 32, 8, true, false),
            range("x", 40, 8, true, false),
            range("x", 48, 8, true, true),
        ];
        let lengths = |ranges: Vec<HostRange>| ranges.iter().map(|range| range.bytes).collect::<Vec<_>>();
        assert_eq!(lengths(join_touching(&rows, |_| false)), [24, 8, 8, 8]);
        assert_eq!(lengths(join_touching(&rows, |range| range.start == 8)), [8, 8, 8, 8, 8, 8]);
    }

    #[test]
    fn a_union_that_comes_back_is_sent_first() {
        let joined = unions(vec![range("a", 0, 8, false, true), range("b", 4, 8, false, true)]);
        assert_eq!(joined, [range("a+b", 0, 12, true, true)]);
    }
}
