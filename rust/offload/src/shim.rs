//! The function behind every launch, which a device calls once for each thread.

use crate::kernel::Kernel;
use crate::slots::SlotList;
use core::ffi::c_void;
use offload_abi::MAX_SLOTS;

type Rest<L> = <L as SlotList>::Rest;
type First<L> = <L as SlotList>::First;

/// Builds the list from the shim's parameters, four at a time, because macros may not be nested deeply.
macro_rules! list {
    () => { SlotList::end() };
    ($a:ident $b:ident $c:ident $d:ident $($rest:ident)*) => {
        SlotList::new($a, SlotList::new($b, SlotList::new($c, SlotList::new($d, list!($($rest)*)))))
    };
}

/// The shim: it has one integer or pointer parameter for each slot. Parameters past the end of the list have
/// the type `()` and take no slot.
macro_rules! shim {
    (($($all:ident)*) $list:ty; $a:ident $b:ident $c:ident $d:ident $($rest:ident)*; $($parameters:tt)*) => {
        shim!(($($all)*) Rest<Rest<Rest<Rest<$list>>>>; $($rest)*; $($parameters)*
            $a: First<$list>, $b: First<Rest<$list>>, $c: First<Rest<Rest<$list>>>, $d: First<Rest<Rest<Rest<$list>>>>,);
    };
    (($($all:ident)*) $list:ty;; $($parameters:tt)*) => {
        /// `C-unwind`, because the fallback runs on the host, where panics must unwind through it.
        ///
        /// # Safety
        ///
        /// A launch of `K` bound the parameters, or they are copies of such parameters on a device, and each
        /// thread of the grid calls this once.
        #[inline(never)]
        #[allow(improper_ctypes_definitions, clippy::too_many_arguments, clippy::type_complexity)]
        unsafe extern "C-unwind" fn shim<K: Kernel>($($parameters)*) {
            let slots: K::Slots = list!($($all)*);
            // SAFETY: the caller's promise.
            unsafe { K::run(slots) };
        }
        const _: () = assert!([$(stringify!($all)),*].len() == MAX_SLOTS);
    };
    ($($all:ident)*) => { shim!(($($all)*) K::Slots; $($all)*;); };
}

shim! {
    slot0 slot1 slot2 slot3 slot4 slot5 slot6 slot7 slot8 slot9 slot10 slot11 slot12 slot13 slot14 slot15
    slot16 slot17 slot18 slot19 slot20 slot21 slot22 slot23 slot24 slot25 slot26 slot27 slot28 slot29 slot30 slot31
    slot32 slot33 slot34 slot35 slot36 slot37 slot38 slot39 slot40 slot41 slot42 slot43 slot44 slot45 slot46 slot47
    slot48 slot49 slot50 slot51 slot52 slot53 slot54 slot55 slot56 slot57 slot58 slot59 slot60 slot61 slot62 slot63
}

/// The address of the shim of `K`.
pub(crate) const fn entry<K: Kernel>() -> *const c_void {
    shim::<K> as *const c_void
}
