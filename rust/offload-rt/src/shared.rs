//! Copies of memory that other host threads may change meanwhile: atomics behind a `&`.
//!
//! A copy in bytes would race with them, and could tear an element. Each element is one atomic of its own size here. The device gets what was
//! there when its element was read, and what other threads store before it is written back is lost, but nothing is undefined.

use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::Relaxed};

/// Size of the atomics that elements of this size and alignment are; `None` where an element is several, or has padding.
pub(crate) fn unit(element_size: u64, element_align: u64) -> Option<u64> {
    (element_size == element_align && element_size <= 8).then_some(element_size)
}

/// Calls `each` for the address of every element.
fn elements(start: u64, bytes: usize, unit: u64) -> impl Iterator<Item = u64> {
    (start..start + bytes as u64).step_by(unit as usize)
}

/// Reads `bytes` bytes from `start` on.
///
/// # Safety
///
/// They are initialised atomics of `unit` bytes, 1, 2, 4 or 8.
pub(crate) unsafe fn load(start: u64, bytes: u64, unit: u64) -> Vec<u8> {
    let mut copy = Vec::with_capacity(bytes as usize);
    for address in elements(start, bytes as usize, unit) {
        // SAFETY: the caller's.
        unsafe {
            match unit {
                1 => copy.push((*(address as *const AtomicU8)).load(Relaxed)),
                2 => copy.extend((*(address as *const AtomicU16)).load(Relaxed).to_ne_bytes()),
                4 => copy.extend((*(address as *const AtomicU32)).load(Relaxed).to_ne_bytes()),
                _ => copy.extend((*(address as *const AtomicU64)).load(Relaxed).to_ne_bytes()),
            }
        }
    }
    copy
}

/// Writes `bytes` from `start` on.
///
/// # Safety
///
/// They are atomics of `unit` bytes, 1, 2, 4 or 8, and the length is a multiple of that.
pub(crate) unsafe fn store(start: u64, bytes: &[u8], unit: u64) {
    for (address, element) in elements(start, bytes.len(), unit).zip(bytes.chunks(unit as usize)) {
        // SAFETY: the caller's.
        unsafe {
            match *element {
                [a] => (*(address as *const AtomicU8)).store(a, Relaxed),
                [a, b] => (*(address as *const AtomicU16)).store(u16::from_ne_bytes([a, b]), Relaxed),
                [a, b, c, d] => {
                    (*(address as *const AtomicU32)).store(u32::from_ne_bytes([a, b, c, d]), Relaxed);
                }
                [a, b, c, d, e, f, g, h] => {
                    let value = u64::from_ne_bytes([a, b, c, d, e, f, g, h]);
                    (*(address as *const AtomicU64)).store(value, Relaxed);
                }
                _ => unreachable!("atomics of {unit} bytes"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_loaded() {
        let numbers: [AtomicU64; 5] =
            std::array::from_fn(|i| AtomicU64::new(i as u64 * 0x0102_0304_0506_0708));
        let target: [AtomicU64; 5] = [const { AtomicU64::new(0) }; 5];
        for unit in [1, 2, 4, 8] {
            // SAFETY: all of it is initialised, and aligned for 8 bytes.
            unsafe {
                let copy = load(numbers.as_ptr() as u64, 40, unit);
                assert_eq!(copy.len(), 40);
                target.iter().for_each(|target| target.store(7, Relaxed));
                store(target.as_ptr() as u64, &copy, unit);
            }
            assert!(numbers.iter().zip(&target).all(|(a, b)| a.load(Relaxed) == b.load(Relaxed)));
        }
    }

    #[test]
    fn only_single_atomics_are_units() {
        assert_eq!([unit(1, 1), unit(4, 4), unit(8, 8)], [Some(1), Some(4), Some(8)]);
        // A struct of two, one with padding, and one that is larger than any atomic.
        assert_eq!([unit(8, 4), unit(4, 2), unit(16, 16)], [None; 3]);
    }
}
