use corpus::{bytes, cases, digest};
use lz4_flex::block::{compress_prepend_size, decompress_size_prepended};

cases! {
    "there and back": |seed| {
        let data = bytes(seed, (seed % 2000) as usize);
        let packed = compress_prepend_size(&data);
        assert!(decompress_size_prepended(&packed).unwrap() == data);
        digest(&packed)
    };
    "errors": |seed| {
        let mut packed = compress_prepend_size(&bytes(seed, 100));
        packed[7] ^= seed as u8;
        match decompress_size_prepended(&packed) {
            Ok(data) => digest(&data),
            Err(error) => digest(error.to_string().as_bytes()),
        }
    };
}
