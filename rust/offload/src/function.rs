//! Kernels that `#[offload::kernel]` makes from functions.
//!
//! The macro writes parameter types, constants, and a function that calls the kernel: safe code, except in the launch of an `unsafe` kernel, which is
//! `unsafe` itself. Everything unsafe between a launch and its threads is in this crate and follows from types. So a program stays sound wherever
//! `crate = path` leads, and if it calls these functions itself.

use crate::Result;
use crate::argument::{Argument, SafeAccess};
use crate::kernel::Kernel;
use crate::launch::{Arguments, GridSource, SPLIT_BLOCK, launch_grid};
use crate::options::Launch;
use crate::slot_table::{SlotTable, describe};
use crate::slots::{Shape, SlotList, SlotValue};
use core::marker::PhantomData;
use core::panic::Location;
use core::ptr::NonNull;
use offload_abi::{ABI_VERSION, Descriptor, KERNEL_STRICT_FP, MAX_BLOCK, MAX_SLOTS, Place, Text};

/// A kernel's constants, which the macro writes.
pub trait KernelSource {
    /// Path of the kernel, for messages.
    const NAME: &'static str;
    /// Names of the parameters, for messages.
    const PARAMETERS: &'static [&'static str];
    /// File, line and column of the kernel's name.
    const PLACE: (&'static str, u32, u32);
    /// Hash of the kernel's source tokens.
    const FINGERPRINT: u64;
    /// Whether every floating-point operation rounds on its own.
    const STRICT_FP: bool;
    /// The maximum number of threads of a block, if the kernel sets it.
    const MAX_BLOCK: Option<u32>;
}

/// The parameter types of a kernel: `()`, or `(First, Rest)`. Other crates cannot name the trait, so they cannot implement it.
pub trait ArgumentList {
    /// The launch's arguments, behind references.
    type Hosts<'h>
    where
        Self: 'h;
    /// The function's arguments.
    type Pieces;
    /// Types of the slots.
    type Slots: SlotList;
    /// The slots of each argument.
    const SHAPES: Shapes;
    /// The number of axes along which the arguments are split, which must agree; 0 if none is split.
    const RANK: u32;

    /// Adds the arguments to a launch. Their slots point into the data that `hosts` refers to.
    fn add<'h, const CAPACITY: usize>(
        hosts: Self::Hosts<'h>,
        names: &'static [&'static str],
        arguments: &mut Arguments<CAPACITY>,
    ) where
        Self: 'h;

    /// The calling device thread's pieces; `None` if it lacks one.
    ///
    /// # Safety
    ///
    /// `add` wrote the slots, or they are copies of such slots on a device, and each thread of a grid calls
    /// this once.
    unsafe fn pieces(slots: Self::Slots) -> Option<Self::Pieces>;
}

/// Arguments that safe kernels may have, too.
pub trait SafeArguments: ArgumentList {}

/// The slots of some arguments.
#[derive(Clone, Copy)]
pub struct Shapes {
    shapes: [Shape; MAX_SLOTS],
    count: usize,
}

impl Shapes {
    /// The slots of an argument, then the others.
    const fn before(first: Shape, rest: Self) -> Self {
        assert!(rest.count < MAX_SLOTS, "a kernel has too many arguments: put some of them into a struct");
        let mut shapes = [first; MAX_SLOTS];
        let mut index = 0;
        while index < rest.count {
            shapes[index + 1] = rest.shapes[index];
            index += 1;
        }
        Self { shapes, count: rest.count + 1 }
    }
}

impl ArgumentList for () {
    type Hosts<'h> = ();
    type Pieces = ();
    type Slots = ();
    const SHAPES: Shapes = Shapes { shapes: [&[]; MAX_SLOTS], count: 0 };
    const RANK: u32 = 0;

    fn add<'h, const CAPACITY: usize>((): (), _: &'static [&'static str], _: &mut Arguments<CAPACITY>)
    where
        Self: 'h,
    {
    }

    #[inline]
    unsafe fn pieces((): ()) -> Option<()> {
        Some(())
    }
}

impl SafeArguments for () {}

type Before<A, Rest> = <A as SlotValue>::Before<Rest>;

impl<A: Argument, Rest: ArgumentList> ArgumentList for (A, Rest) {
    type Hosts<'h>
        = (&'h mut A::Host, Rest::Hosts<'h>)
    where
        Self: 'h;
    type Pieces = (A::Piece, Rest::Pieces);
    type Slots = Before<A::Slot0, Before<A::Slot1, Before<A::Slot2, Rest::Slots>>>;
    const SHAPES: Shapes = Shapes::before(A::SHAPE, Rest::SHAPES);
    const RANK: u32 = {
        assert!(
            A::RANK == 0 || Rest::RANK == 0 || A::RANK == Rest::RANK,
            "the pieces of one kernel must be split along the same number of axes: one for `Each`, `EachRef`, `EachOut`, \
             `EachChunk` and `EachRow`, two for `Each2` and `EachTile`, three for `Each3`"
        );
        if A::RANK == 0 { Rest::RANK } else { A::RANK }
    };

    fn add<'h, const CAPACITY: usize>(
        (host, hosts): Self::Hosts<'h>,
        names: &'static [&'static str],
        arguments: &mut Arguments<CAPACITY>,
    ) where
        Self: 'h,
    {
        let (name, names) = names.split_first().unwrap_or((&"argument", &[]));
        arguments.add::<A>(name, host);
        Rest::add(hosts, names, arguments);
    }

    #[inline]
    unsafe fn pieces(slots: Self::Slots) -> Option<Self::Pieces> {
        let (slot0, slots) = A::Slot0::split(slots);
        let (slot1, slots) = A::Slot1::split(slots);
        let (slot2, slots) = A::Slot2::split(slots);
        // SAFETY: the caller's promise.
        let piece = unsafe { A::piece(slot0, slot1, slot2)? };
        // SAFETY: the same.
        Some((piece, unsafe { Rest::pieces(slots)? }))
    }
}

impl<A: Argument<Access: SafeAccess>, Rest: SafeArguments> SafeArguments for (A, Rest) {}

/// A function with its types as a kernel. `F` calls it. If `SPLIT`, the grid always follows from the arguments.
struct Function<A, S, F, const SPLIT: bool, const CAPACITY: usize>(PhantomData<(A, S, F)>);

impl<A: ArgumentList, S: KernelSource, F, const SPLIT: bool, const CAPACITY: usize>
    Function<A, S, F, SPLIT, CAPACITY>
{
    const SLOTS: SlotTable<CAPACITY> = describe(&A::SHAPES.shapes, A::SHAPES.count, S::PARAMETERS);

    const RANK: u32 = {
        let rank = A::RANK;
        assert!(
            rank != 0 || !SPLIT,
            "a safe kernel needs an argument that is split over its threads, such as `Each<T>`"
        );
        if SPLIT { rank } else { 3 }
    };

    const DESCRIBED: Descriptor = {
        let (slot_count, slots) = const { &Self::SLOTS }.parts();
        let (file, line, column) = S::PLACE;
        let max_block = match S::MAX_BLOCK {
            Some(threads) => threads,
            None if SPLIT => SPLIT_BLOCK,
            None => MAX_BLOCK,
        };
        assert!(1 <= max_block && max_block <= MAX_BLOCK, "`max_block` is 1 to 1024 threads");
        Descriptor {
            abi_version: ABI_VERSION,
            rank: Self::RANK,
            max_block,
            slot_count,
            flags: if S::STRICT_FP { KERNEL_STRICT_FP } else { 0 },
            fingerprint: S::FINGERPRINT,
            name: Text::new(S::NAME),
            place: Place { file: Text::new(file), line, column },
            slots,
        }
    };
}

// SAFETY: slots and description come from the same arguments.
unsafe impl<A, S, F, const SPLIT: bool, const CAPACITY: usize> Kernel for Function<A, S, F, SPLIT, CAPACITY>
where
    A: ArgumentList,
    S: KernelSource,
    F: Fn(A::Pieces) + Copy + Send,
{
    type Slots = A::Slots;
    const NAME: &'static str = S::NAME;
    const DESCRIPTOR: Descriptor = Self::DESCRIBED;

    #[inline]
    unsafe fn run(slots: A::Slots) {
        const { assert!(size_of::<F>() == 0, "what calls a kernel's function captures nothing") };
        // SAFETY: a copy, for one thread, of the launch's closure: the type is `Copy` and `Send`, and has no
        // bytes.
        let body = unsafe { NonNull::<F>::dangling().read() };
        // SAFETY: the caller's promise.
        if let Some(pieces) = unsafe { A::pieces(slots) } {
            body(pieces);
        }
    }
}

/// Checks a kernel's description where the kernel is written.
pub struct Checked<A, S, const SPLIT: bool, const CAPACITY: usize>(PhantomData<(A, S)>);

impl<A: ArgumentList, S: KernelSource, const SPLIT: bool, const CAPACITY: usize>
    Checked<A, S, SPLIT, CAPACITY>
{
    /// Does not compile if the kernel cannot be launched.
    pub const CHECK: () = {
        let _ = Function::<A, S, (), SPLIT, CAPACITY>::DESCRIBED;
    };
}

/// Stands in for [`Checked`] if a parameter cannot be an argument: the launch reports that error.
pub trait Unchecked {
    /// No check.
    const CHECK: () = ();
}

impl<T> Unchecked for T {}

fn arguments<A: ArgumentList, S: KernelSource, const CAPACITY: usize>(
    hosts: A::Hosts<'_>,
) -> Arguments<CAPACITY> {
    let mut arguments = Arguments::new();
    A::add(hosts, S::PARAMETERS, &mut arguments);
    arguments
}

/// Launches a safe kernel, with a thread for each piece of its arguments.
///
/// # Errors
///
/// The errors of a launch.
#[track_caller]
pub fn launch<A, S, F, const CAPACITY: usize>(options: Launch, hosts: A::Hosts<'_>, body: F) -> Result<()>
where
    A: SafeArguments,
    S: KernelSource,
    F: Fn(A::Pieces) + Copy + Send,
{
    let _ = body;
    let arguments = arguments::<A, S, CAPACITY>(hosts);
    let (source, location) = (GridSource::Data, Location::caller());
    // SAFETY: the arguments are this kernel's, and `hosts` outlives the call. The pieces of safe arguments are sound for every grid.
    unsafe {
        launch_grid::<Function<A, S, F, true, CAPACITY>, CAPACITY>(source, options, arguments, location)
    }
}

/// Launches an `unsafe` kernel on the grid of `options`, or without one as a safe kernel.
///
/// # Safety
///
/// The kernel's own conditions.
///
/// # Errors
///
/// The errors of a launch.
#[track_caller]
pub unsafe fn launch_unsafe<A, S, F, const CAPACITY: usize>(
    options: Launch,
    hosts: A::Hosts<'_>,
    body: F,
) -> Result<()>
where
    A: ArgumentList,
    S: KernelSource,
    F: Fn(A::Pieces) + Copy + Send,
{
    let _ = body;
    let arguments = arguments::<A, S, CAPACITY>(hosts);
    let (source, location) = (GridSource::Launch, Location::caller());
    // SAFETY: the arguments are this kernel's, and `hosts` outlives the call. The rest is the caller's promise.
    unsafe {
        launch_grid::<Function<A, S, F, false, CAPACITY>, CAPACITY>(source, options, arguments, location)
    }
}
