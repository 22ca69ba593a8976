//! The host's processor.

use offload::Each;
use std::arch::x86_64::{_bittest64, _mm_stream_si64};

#[offload::kernel]
fn test(mut y: Each<u64>) {
    *y = unsafe { _bittest64(&(*y as i64), 3) } as u64; //~ OFL034: kernel `processor::test` is written for the host's processor: it calls `_bittest64` of `std::arch`
}

#[offload::kernel]
fn stream(mut y: Each<i64>) {
    unsafe { _mm_stream_si64(&mut *y, 1) }; //~ OFL034: kernel `processor::stream` is written for the host's processor: it calls `_mm_stream_si64` of `std::arch`
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    test::launch(&mut y)?;
    stream::launch(&mut [1, 2, 3])
}
