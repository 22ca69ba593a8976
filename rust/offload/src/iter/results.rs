//! Launches whose closure makes one value per item.

use super::elements::Elements;
use super::memory::Results;
use super::run::{Title, for_each};
use super::source::Source;
use super::zip::Zip;
use crate::{DeviceData, Result};
use core::mem::MaybeUninit;
use core::panic::Location;
use offload_rt::errors;

/// Calls `make` with each item, and writes the value to the place of the item's index. After `Ok`, all of
/// `results` is initialised.
///
/// `source` drops no items: it is indexed.
pub(super) fn fill<N, S, T, F>(
    source: S,
    make: F,
    results: &mut [MaybeUninit<T>],
    block: u32,
    location: &'static Location<'static>,
) -> Result<()>
where
    N: Title,
    S: Source,
    T: DeviceData,
    F: Fn(S::Item) -> T + Copy + Send + 'static,
{
    let write = move |(result, item): (&mut MaybeUninit<T>, S::Item)| {
        result.write(make(item));
    };
    for_each::<N, _, _>(Zip { first: Elements(Results(results)), second: source }, write, block, location)
}

/// Calls `make` with each item, and returns the values in the order of the items.
pub(super) fn collect<N, S, T, F>(
    source: S,
    make: F,
    block: u32,
    location: &'static Location<'static>,
) -> Result<Vec<T>>
where
    N: Title,
    S: Source,
    T: DeviceData,
    F: Fn(S::Item) -> T + Copy + Send + 'static,
{
    // The launch reports a fault of the source.
    let length = source.length().unwrap_or(0) as usize;
    let mut results = Vec::new();
    results.try_reserve_exact(length).map_err(|_| {
        let detail =
            format!("{length} results of {} bytes each don't fit into the host's memory", size_of::<T>());
        errors::shape(const { &N::TITLE }.as_str(), location.to_string(), detail)
    })?;
    fill::<N, _, _, _>(source, make, &mut results.spare_capacity_mut()[..length], block, location)?;
    // SAFETY: a launch that succeeded has written all of them.
    unsafe { results.set_len(length) };
    Ok(results)
}
