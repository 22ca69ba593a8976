//! The end of an iterator: the last call of its chain, which completes the name of its kernel.

use super::chain::Chain;
use super::run::Title;
use super::source::Source;
use core::marker::PhantomData;

/// Number of threads in a block, as for a named kernel.
pub(super) const BLOCK: u32 = 256;

/// The title of source `S` with the last call `E`.
pub(super) struct Ending<S, E>(PhantomData<(S, E)>);

/// The last call.
pub(super) trait End {
    const CALL: &'static str;
}

impl<S: Source, E: End> Title for Ending<S, E> {
    const TITLE: Chain = S::CHAIN.then(E::CALL);
}

macro_rules! endings {
    ($($name:ident: $call:literal;)*) => {
        $(
            pub(super) enum $name {}

            impl End for $name {
                const CALL: &'static str = $call;
            }
        )*
    };
}

endings! {
    ForEach: ".for_each()";
    Sums: ".sum()";
    Products: ".product()";
    Reduce: ".reduce()";
    Count: ".count()";
    Min: ".min()";
    Max: ".max()";
    MinBy: ".min_by()";
    MaxBy: ".max_by()";
    MapInto: ".map_into()";
    Collect: ".collect()";
}
