//! Only a launch runs a kernel's function: nothing that the macro writes can be called or named instead.

#![allow(unused)]
#![forbid(unsafe_code)]

use offload::Each;

mod inner {
    use super::*;

    #[offload::kernel]
    pub fn poke(mut y: Each<u64>) {
        *y = 0xdead;
        // Nor from the function's own body.
        __kernel();
        shim();
    }
}

fn main() {
    let pointer = core::ptr::NonNull::from(&mut 1u64);
    inner::poke::__kernel(pointer, 1, ());
    offload::__private::safe_piece::<Each<u64>>(pointer, 1, ());
    offload::__private::Kernel::call(&[]);
    offload::__by_value!(ByValue [] Mine);
}
