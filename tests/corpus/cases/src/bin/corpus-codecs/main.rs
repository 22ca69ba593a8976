//! Hashes, codecs and conversions.

corpus::program! {
    "adler2": adler2;
    "ahash": ahash;
    "base64": base64;
    "bs58": bs58;
    "bytemuck": bytemuck;
    "crc": crc;
    "hex": hex;
    "itoa": itoa;
    "lexical-core": lexical_core;
    "lz4_flex": lz4_flex;
    "md-5": md_5;
    "miniz_oxide": miniz_oxide;
    "postcard": postcard;
    "rustc-hash": rustc_hash;
    "ryu": ryu;
    "siphasher": siphasher;
    "xxhash-rust": xxhash_rust;
}
