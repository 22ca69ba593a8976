//! A kernel also becomes a type, which an `impl` and a `trait` cannot contain.

#![allow(unused)]

use offload::Each;

struct S;

impl S {
    #[offload::kernel]
    fn clear(mut y: Each<u32>) {
        *y = 0;
    }

    #[offload::kernel]
    unsafe fn raw(y: &mut [u32]) {}
}

trait Clears {
    #[offload::kernel]
    fn default(mut y: Each<u32>) {
        *y = 0;
    }

    #[offload::kernel]
    fn without_body(y: Each<u32>);

    #[offload::kernel]
    fn method(&self, y: Each<u32>) {}
}

mod inner {
    pub struct T;

    impl T {
        #[offload::kernel]
        fn nested(mut y: super::Each<u32>) {}
    }

    // This one is correct.
    #[offload::kernel]
    pub fn free(mut y: super::Each<u32>) {
        *y = 1;
    }
}

fn main() {
    inner::free::launch(&mut [0u32]).unwrap();
}
