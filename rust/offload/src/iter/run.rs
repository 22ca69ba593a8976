//! The kernel of all iterators: every thread passes the item with its index to a closure.

use super::chain::Chain;
use super::source::{CAPACITY, Slots, Source};
use crate::intrinsics::__offload_global_id_x;
use crate::kernel::Kernel;
use crate::launch::{Arguments, GridSource, SPLIT_BLOCK, launch_grid};
use crate::result::Result;
use crate::slots::{SlotWord, literal};
use crate::value;
use core::marker::PhantomData;
use core::panic::Location;
use offload_abi::{ABI_VERSION, Descriptor, Place, Text};

/// The name of a launch.
pub(super) trait Title {
    const TITLE: Chain;
}

/// The kernel `for_each`, with the title of its launches.
pub(super) struct ForEach<S, F, T>(PhantomData<(S, F, T)>);

/// Parameters of the kernel: the length, the source's own, the closure.
type Parameters<S, F> = (u64, <S as Source>::Slots<ClosureSlots<F, ()>>);

/// The parameters of a closure, then `Rest`.
pub type ClosureSlots<F, Rest> = (SlotWord, (*const F, Rest));

/// Takes a closure's parameters from the front of the list.
///
/// # Safety
///
/// `value::bind` wrote the parameters.
#[inline]
pub(super) unsafe fn load_closure<F: Copy + Send + 'static, Rest>(
    (word, (address, rest)): ClosureSlots<F, Rest>,
) -> (F, Rest) {
    // SAFETY: the caller's promise.
    (unsafe { value::read(word, address) }, rest)
}

impl<S: Source, F: Fn(S::Item) + Copy + Send + 'static, T: Title> ForEach<S, F, T> {
    const SLOTS: Slots =
        Slots::EMPTY.with(&[literal::<u64>()], "length").then(&S::SLOTS).with(value::shape::<F>(), "closure");
}

// SAFETY: slots and description come from the same source and closure.
unsafe impl<S: Source, F: Fn(S::Item) + Copy + Send + 'static, T: Title> Kernel for ForEach<S, F, T> {
    type Slots = Parameters<S, F>;
    const NAME: &'static str = const { &T::TITLE }.as_str();
    const DESCRIPTOR: Descriptor = {
        let (slot_count, slots) = const { &Self::SLOTS }.parts();
        Descriptor {
            abi_version: ABI_VERSION,
            rank: 1,
            max_block: SPLIT_BLOCK,
            slot_count,
            flags: 0,
            // A closure's source is unknown here; the shim's symbol tells closures apart.
            fingerprint: 0,
            name: Text::new(Self::NAME),
            place: Place { file: Text::new(file!()), line: line!(), column: column!() },
            slots,
        }
    };

    #[inline]
    unsafe fn run((length, slots): Parameters<S, F>) {
        let index = __offload_global_id_x();
        if index >= length {
            return;
        }
        // SAFETY: the launch has bound them.
        let (source, slots) = unsafe { S::load(slots) };
        // SAFETY: the same.
        let (body, ()) = unsafe { load_closure::<F, ()>(slots) };
        // SAFETY: the index is below the length, and no other thread has it.
        if let Some(item) = unsafe { S::item(&source, index as usize) } {
            body(item);
        }
    }
}

/// Runs `body` once per item, under the title `T`. Blocks have `block` threads unless `on` sets another number.
pub(super) fn for_each<T, S, F>(
    mut source: S,
    mut body: F,
    block: u32,
    location: &'static Location<'static>,
) -> Result<()>
where
    S: Source,
    F: Fn(S::Item) + Copy + Send + 'static,
    T: Title,
{
    let mut options = source.options();
    options.block.get_or_insert(block.into());
    let length = source.length();
    let number = *length.as_ref().unwrap_or(&0);
    let mut arguments = Arguments::<CAPACITY>::over(length);
    let mut slots = arguments.writer();
    slots.number(number);
    source.bind(&mut slots);
    value::bind(&mut body, &mut slots);
    // SAFETY: the arguments are this kernel's. They point to `source`, `body` and the data that these borrow.
    unsafe { launch_grid::<ForEach<S, F, T>, CAPACITY>(GridSource::Data, options, arguments, location) }
}
