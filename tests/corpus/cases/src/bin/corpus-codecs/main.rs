//! Hashes, codecs and conversions.

corpus::program! {
    "adler2": adler2;
    "ahash": ahash;
    "base64": base64;
    "blake3": blake3;
    "bs58": bs58;
    "bytemuck": bytemuck;
    "crc": crc;
    "crc32fast": crc32fast;
    "hex": hex;
    "itoa": itoa;
    "lexical-core": lexical_core;
    "lz4_flex": lz4_flex;
    "md-5": md_5;
    "memchr": memchr;
    "miniz_oxide": miniz_oxide;
    "postcard": postcard;
    "rustc-hash": rustc_hash;
    "ryu": ryu;
    "serde_json": serde_json;
    "sha2": sha2;
    "siphasher": siphasher;
    "xxhash-rust": xxhash_rust;
}
