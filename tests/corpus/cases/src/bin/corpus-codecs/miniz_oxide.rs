use corpus::{bytes, cases, digest};
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib;

cases! {
    "there and back": |seed| {
        let data = bytes(seed, (seed % 1000) as usize);
        let packed = compress_to_vec_zlib(&data, (seed % 10) as u8);
        assert!(decompress_to_vec_zlib(&packed).unwrap() == data);
        digest(&packed)
    };
}
