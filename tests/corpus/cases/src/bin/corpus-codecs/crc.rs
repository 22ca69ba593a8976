use corpus::{bytes, cases};
use crc::{CRC_16_IBM_SDLC, CRC_32_ISCSI, CRC_64_ECMA_182, Crc};

const CRC16: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_SDLC);
const CRC32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);
const CRC64: Crc<u64> = Crc::<u64>::new(&CRC_64_ECMA_182);

cases! {
    "checksums": |seed| {
        let data = bytes(seed, 150);
        u64::from(CRC16.checksum(&data)) ^ u64::from(CRC32.checksum(&data)) << 20 ^ CRC64.checksum(&data)
    };
}
