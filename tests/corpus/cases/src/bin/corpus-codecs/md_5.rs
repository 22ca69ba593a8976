use corpus::{bytes, cases, digest};
use md5::{Digest, Md5};

cases! {
    "MD5": |seed| digest(&Md5::digest(bytes(seed, (seed % 300) as usize)));
}
