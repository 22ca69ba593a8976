use corpus::{bytes, cases, words};
use memchr::{memchr, memchr_iter, memchr3, memmem, memrchr};

cases! {
    "bytes": |seed| {
        let data = bytes(seed, 500);
        let at = |place: Option<usize>| place.map_or(999, |place| place as u64);
        at(memchr(seed as u8, &data)) ^ at(memrchr(7, &data)) << 10 ^ at(memchr3(1, 2, 3, &data)) << 20
            ^ (memchr_iter(data[9], &data).count() as u64) << 30
    };
    "text": |seed| {
        let text = words(seed, 40);
        memmem::find_iter(text.as_bytes(), "beta ga").fold(0, |hash: u64, place| hash.wrapping_mul(31) + place as u64)
    };
    "long needles": |seed| {
        let data = bytes(seed, 900);
        memmem::Finder::new(&data[600..700]).find(&data).map_or(0, |place| place as u64)
            ^ memmem::rfind(&data, &data[100..180]).unwrap() as u64
    };
}
