use bitvec::prelude::*;
use corpus::cases;

cases! {
    "list": |seed| {
        let mut bits: BitVec<u64, Lsb0> = BitVec::from_element(seed);
        bits.extend_from_bitslice(&seed.view_bits::<Msb0>()[3..29]);
        bits.rotate_left(11);
        bits.set(5, true);
        (bits.count_ones() * 1000 + bits.leading_zeros()) as u64 + bits[20..50].load::<u64>()
    };
    "iterators": |seed| {
        let bits = bits![mut u8, Msb0; 0; 40];
        bits.store_be(seed >> 30);
        bits.iter_ones().fold(0, |hash: u64, place| hash.wrapping_mul(31) + place as u64)
    };
}
