use arrayvec::{ArrayString, ArrayVec};
use corpus::{cases, digest};
use std::fmt::Write;

cases! {
    "list": |seed| {
        let mut list: ArrayVec<u64, 32> = (0..seed % 32).collect();
        if list.len() > 3 {
            list.swap_remove(1);
        }
        let full = list.try_extend_from_slice(&[seed; 9]).is_err();
        list.drain(..).rev().fold(u64::from(full), |hash, x| hash.wrapping_mul(31) ^ x)
    };
    "text": |seed| {
        let mut text = ArrayString::<40>::new();
        let fits = write!(text, "{seed:x} ändern {}", seed as i64).is_ok();
        digest(text.as_bytes()) ^ u64::from(fits)
    };
}
