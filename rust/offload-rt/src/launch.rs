//! One launch as the lowered code passes it, behind functions that make its pointers safe to read.

use crate::atomics::Atomics;
use crate::contract::{slice, text};
use crate::host_range::{HostRange, Name};
use crate::{Error, ErrorKind};
use offload_abi::{
    Descriptor, Field, LaunchParams, MAX_BLOCK, MAX_SLOTS, Place, SLOT_BY_VALUE, SLOT_COUNT_IN_NEXT,
    SLOT_FROM, SLOT_LITERAL, SLOT_NOALIAS, SLOT_TO, SLOT_TOFROM, Slot,
};
use std::borrow::Cow;
use std::mem::MaybeUninit;

/// The value of a slot. A small aggregate carries its padding, which only the kernel may read.
pub(crate) type SlotWord = MaybeUninit<u64>;

/// Maximum number of blocks that every device can run.
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

/// The use of a slot in a launch.
pub(crate) enum Argument {
    /// The kernel gets this value.
    Literal(SlotWord),
    /// The kernel gets the address of a copy of `bytes` bytes at `start`.
    ByValue { start: u64, bytes: u64, align: u64 },
    /// The kernel gets the device address of the range.
    Mapped(HostRange),
}

impl<'a> Launch<'a> {
    /// # Safety
    ///
    /// Both pointers are valid for `'a`, as `docs/ir-contract.md` specifies.
    pub(crate) unsafe fn new(descriptor: *const Descriptor, params: *const LaunchParams) -> Self {
        // SAFETY: the caller vouches for both.
        unsafe { Self { descriptor: &*descriptor, params: &*params } }
    }

    pub(crate) fn kernel(&self) -> Cow<'a, str> {
        // SAFETY: a descriptor's texts are constants.
        unsafe { text(self.descriptor.name) }
    }

    /// Place of the launch in the source, as `file:line:column`.
    pub(crate) fn place(&self) -> String {
        let Place { file, line, column } = self.params.place;
        // SAFETY: the texts of launch parameters are constants.
        format!("{}:{line}:{column}", unsafe { text(file) })
    }

    /// Number of blocks of the grid, which [`Launch::check_shape`] has checked.
    pub(crate) fn blocks(&self) -> u32 {
        self.params.grid.into_iter().fold(1, u32::saturating_mul)
    }

    /// Number of threads of a block, which [`Launch::check_shape`] has checked.
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
        let max_block = self.descriptor.max_block;
        if threads > max_block.into() {
            return Err(self.shape(if threads > MAX_BLOCK.into() {
                format!("a block has {threads} threads; at most {MAX_BLOCK} are possible")
            } else {
                format!(
                    "a block has {threads} threads, and the kernel is compiled for {max_block} at most; \
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

    /// The use of slot `index`.
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
        let bytes = self.bytes(|| argument.as_ref().into(), count, slot.element_size, address)?;
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
        // If a written slot may have aliases and has atomics, only the atomics are copied back.
        let atomics = match back && slot.flags & SLOT_NOALIAS == 0 {
            true => Atomics::new(address, count, slot.element_size, self.fields(index)),
            false => None,
        };
        let back = back && atomics.is_none();
        let (atomics, name) = (atomics.into_iter().collect(), Name::of_slot(index));
        let slot = index as u32;
        Ok(Argument::Mapped(HostRange { start: address, bytes, align, atomics, name, slot, to, back }))
    }

    /// The fields of an element of slot `index`.
    pub(crate) fn fields(&self, index: usize) -> &'static [Field] {
        let slot = &self.slots[index];
        // SAFETY: a descriptor's tables are constants of the program.
        unsafe { slice(slot.fields, slot.field_count as usize) }
    }

    /// Bytes of `count` elements at `address`; `None` if there are none.
    pub(crate) fn bytes(
        &self,
        argument: impl FnOnce() -> String,
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
                    "{count} elements of `{}`, {element_size} bytes each, exceed the address space",
                    argument()
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
