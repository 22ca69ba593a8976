//! The arguments of a kernel, in words of 8 bytes.

use crate::backend::Backend;
use crate::block::Block;
use crate::launch::SlotWord;
use offload_abi::{BLOCK_RECIPROCAL_BITS, CARRIED_BYTES, HIDDEN_SLOTS, MAX_SLOTS, THREAD_RECIPROCAL_BITS};

/// Maximum number of words of a kernel: its slots, the hidden ones with the reciprocals of rank 3, and the
/// carried values.
pub(crate) const CAPACITY: usize = MAX_SLOTS + HIDDEN_SLOTS + 3 + CARRIED_BYTES / 8;

/// The additional hidden slots of a GPU's kernel of `rank`.
pub(crate) fn reciprocals(rank: u32, grid: [u32; 3], block: [u32; 3]) -> Vec<u64> {
    let thread = |size: u32| u64::from((1u32 << THREAD_RECIPROCAL_BITS).div_ceil(size));
    let block_of = |size: u32| (1u64 << BLOCK_RECIPROCAL_BITS).div_ceil(size.into());
    let threads = thread(block[0]) | thread(block[1]) << 32;
    match rank {
        1 => Vec::new(),
        2 => vec![threads, block_of(grid[0])],
        _ => vec![threads, block_of(grid[0]), block_of(grid[1])],
    }
}

/// The arguments of one launch in the device's form.
#[derive(Default)]
pub(crate) struct DeviceArguments {
    /// One for each slot that has a parameter.
    words: Vec<SlotWord>,
    /// By-value aggregates that the kernel reads from the launch's block.
    sent: Vec<Sent>,
    /// By-value aggregates that are arguments themselves.
    carried: Vec<SlotWord>,
}

/// A by-value aggregate in host memory, which will be copied to the block.
struct Sent {
    /// Index of the word for its device address.
    word: usize,
    start: u64,
    bytes: u64,
    align: u64,
}

impl DeviceArguments {
    /// Adds an argument that is a word itself.
    pub(crate) fn push(&mut self, word: SlotWord) {
        self.words.push(word);
    }

    /// Adds an argument that is the device address of a copy of `bytes` bytes at `start`.
    pub(crate) fn send(&mut self, start: u64, bytes: u64, align: u64) {
        self.sent.push(Sent { word: self.words.len(), start, bytes, align });
        // For a value without bytes, the word only has to look like an address.
        self.words.push(SlotWord::new(align));
    }

    /// Adds `bytes` bytes at `start` to the values among the arguments.
    ///
    /// # Safety
    ///
    /// `start` points to `bytes` bytes.
    pub(crate) unsafe fn carry(&mut self, start: u64, bytes: u64) {
        let first = self.carried.len();
        self.carried.resize(first + bytes.div_ceil(8) as usize, SlotWord::new(0));
        // SAFETY: the caller's promise, and the words have room. Padding inside the value may be uninitialised, so its bytes are copied, not
        // read.
        unsafe {
            let words = self.carried.as_mut_ptr().add(first).cast();
            std::ptr::copy_nonoverlapping(start as *const u8, words, bytes as usize);
        }
    }

    /// Number of bytes in the launch's block that the sent values need.
    pub(crate) fn room(&self) -> u64 {
        let needed = self.sent.iter().map(|value| value.bytes.saturating_add(value.align));
        needed.fold(0, u64::saturating_add)
    }

    /// Copies the sent values into the block, in one transfer.
    ///
    /// # Safety
    ///
    /// The values have not moved since they were added, and the block has [`DeviceArguments::room`].
    pub(crate) unsafe fn copy_values(&mut self, backend: &dyn Backend, block: &Block) -> Result<(), String> {
        let base = block.values();
        let mut staged: Vec<u8> = Vec::new();
        for value in self.sent.iter().filter(|value| value.bytes > 0) {
            let address = (base + staged.len() as u64).next_multiple_of(value.align);
            staged.resize((address - base) as usize, 0);
            // SAFETY: the caller's promise. Padding inside the aggregate may be uninitialised, so the bytes are copied, not read.
            unsafe {
                staged.reserve(value.bytes as usize);
                let end = staged.as_mut_ptr().add(staged.len());
                std::ptr::copy_nonoverlapping(value.start as *const u8, end, value.bytes as usize);
                staged.set_len(staged.len() + value.bytes as usize);
            }
            self.words[value.word].write(address);
        }
        if staged.is_empty() {
            return Ok(());
        }
        // SAFETY: the block has room for the values and their alignment.
        unsafe { backend.copy_to(block.device(), base, staged.as_ptr(), staged.len() as u64) }
    }

    /// All words in order: slots, hidden slots, carried values.
    pub(crate) fn finish(mut self, hidden: &[u64]) -> Vec<SlotWord> {
        self.words.extend(hidden.iter().copied().map(SlotWord::new));
        self.words.extend(self.carried);
        self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use offload_abi::MAX_BLOCK;

    #[test]
    fn carried_values_are_whole_words_behind_the_hidden_ones() {
        let (three, twelve) = ([1u8, 2, 3], [0x1111_1111u32, 0x2222_2222, 0x3333_3333]);
        let mut arguments = DeviceArguments::default();
        arguments.push(SlotWord::new(7));
        // SAFETY: the arrays have this many bytes.
        unsafe {
            arguments.carry(three.as_ptr() as u64, 3);
            arguments.carry(twelve.as_ptr() as u64, 12);
        }
        arguments.push(SlotWord::new(8));
        assert_eq!(arguments.room(), 0);
        let words = arguments.finish(&[10, 11, 12, 13, 14]);
        // SAFETY: the bytes after a value are zero.
        let words: Vec<u64> = words.iter().map(|word| unsafe { word.assume_init() }).collect();
        let values = [0x0003_0201, 0x2222_2222_1111_1111, 0x3333_3333];
        assert_eq!(words, [&[7, 8, 10, 11, 12, 13, 14][..], &values].concat());
    }

    /// The same computation as in the device pass.
    fn thread_quotient(number: u32, reciprocal: u32) -> u32 {
        (number * reciprocal) >> THREAD_RECIPROCAL_BITS
    }

    fn block_quotient(number: u32, reciprocal: u64) -> u64 {
        let twice = u64::from(number) << 1;
        (twice * (reciprocal >> 32) + ((twice * (reciprocal & 0xffff_ffff)) >> 32)) >> 32
    }

    #[test]
    fn reciprocals_divide_all_threads() {
        for size in 1..=MAX_BLOCK {
            let word = reciprocals(2, [1; 3], [1, size, 1])[0];
            assert_eq!(thread_quotient(MAX_BLOCK - 1, word as u32), MAX_BLOCK - 1);
            for number in 0..MAX_BLOCK {
                assert_eq!(thread_quotient(number, (word >> 32) as u32), number / size, "{number} / {size}");
            }
        }
    }

    #[test]
    fn reciprocals_divide_all_blocks() {
        let most = i32::MAX as u32;
        let around = |number: u32| [number.saturating_sub(1), number, number.saturating_add(1).min(most)];
        let mut sizes: Vec<u32> =
            (0..31).flat_map(|bits| around(1 << bits)).filter(|size| *size > 0).collect();
        sizes.extend([3, 5, 7, 641, 65_537, 6_700_417, most / 3, most]);
        for &size in &sizes {
            let [_, reciprocal, reciprocal_y] = reciprocals(3, [size, 7, 1], [1; 3])[..] else {
                panic!("of rank 3")
            };
            assert_eq!(block_quotient(most, reciprocal_y), u64::from(most / 7));
            let multiples = [0, 1, 2, most / size / 2, most / size].map(|times| times * size);
            for number in multiples.into_iter().chain(sizes.iter().copied()).flat_map(around) {
                assert_eq!(block_quotient(number, reciprocal), u64::from(number / size), "{number} / {size}");
            }
        }
    }
}
