//! Types that may travel: closures to the device, results back.

use crate::DeviceData;

/// A closure that captures plain values only, so that its bytes mean the same on a device.
///
/// Every closure is one that is `Copy + Send + 'static`: write `move`, and capture numbers, arrays and structs of
/// them. A captured `&'static` or function pointer passes these bounds. The device pass checks the types of the captures, and
/// refuses each closure that holds an address, used or not (`OFL022`).
#[diagnostic::on_unimplemented(
    message = "this closure cannot travel to a device",
    label = "it captures something that is not a plain value",
    note = "a closure on a device is copied to every thread: it may capture numbers, arrays, and `Copy` structs of them, by `move`",
    note = "a slice comes in beside the items: `.zip(&slice)` for the element of the same index, `.with(&slice)` for all of it"
)]
pub trait PlainClosure: Copy + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<F: Copy + Send + 'static> PlainClosure for F {}

/// A result that comes back from a device: plain data, [`DeviceData`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot come back from a device",
    label = "not plain data",
    note = "a reference would point into the device's memory: `.copied()` makes values of references, `.map(|item| …)` picks what is wanted",
    note = "numbers, arrays and tuples of them come back; for a type of your own write `#[derive(Clone, Copy, offload::DeviceData)]`"
)]
pub trait Plain: DeviceData {}

#[diagnostic::do_not_recommend]
impl<T: DeviceData> Plain for T {}
