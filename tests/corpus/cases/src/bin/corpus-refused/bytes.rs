//! OFL032: `abort`
//! A buffer that is shared too often ends the process.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use corpus::{bytes, cases, digest};

cases! {
    "writing and reading": |seed| {
        let mut buffer = BytesMut::with_capacity(16);
        buffer.put_u32(seed as u32);
        buffer.put_f64_le(seed as f64);
        buffer.put_slice(&bytes(seed, 20));
        let mut read = buffer.freeze();
        u64::from(read.get_u32()) ^ read.get_f64_le().to_bits() ^ digest(&read)
    };
    "shared": |seed| {
        let whole = Bytes::from(bytes(seed, 100));
        let mut rest = whole.clone();
        let part = rest.split_off(30);
        digest(&part.slice(10..)) ^ digest(&rest) ^ whole.len() as u64
    };
}
