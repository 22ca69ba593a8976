//! Only a launch runs a kernel's function: the program cannot call or name other parts of the macro's output.

#![allow(unused)]
#![forbid(unsafe_code)]

use offload::Each;

mod inner {
    use super::*;

    #[offload::kernel]
    pub fn poke(mut y: Each<u64>) {
        *y = 0xdead;
        // The function's own body cannot either.
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
