//! Reads the constants of the contract, which are pointers and lengths.

use offload_abi::Text;
use std::borrow::Cow;

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
