//! Crates that no device can run, each for a reason that the error names: `corpus-report` compares it.

corpus::program! {
    "aho-corasick": aho_corasick;
    "blake3": blake3;
    "bytes": bytes;
    "crc32fast": crc32fast;
    "half": half;
    "libm": libm;
    "memchr": memchr;
    "nalgebra": nalgebra;
    "num-bigint": num_bigint;
    "rand_chacha": rand_chacha;
    "regex": regex;
    "regex-lite": regex_lite;
    "roaring": roaring;
    "serde_json": serde_json;
    "sha2": sha2;
    "slotmap": slotmap;
    "textwrap": textwrap;
}
