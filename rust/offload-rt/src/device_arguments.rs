//! What a kernel is launched with, in words of 8 bytes.

use crate::backend::Backend;
use crate::block::Block;
use crate::launch::SlotWord;
use offload_abi::{CARRIED_BYTES, HIDDEN_SLOTS, MAX_SLOTS};

/// Most words that a kernel takes.
pub(crate) const CAPACITY: usize = MAX_SLOTS + HIDDEN_SLOTS + CARRIED_BYTES / 8;

/// The arguments of one launch, as the device wants them.
#[derive(Default)]
pub(crate) struct DeviceArguments {
    /// One for each slot that has a parameter.
    words: Vec<SlotWord>,
    /// By-value aggregates that the kernel reads in the block of the launch.
    sent: Vec<Sent>,
    /// Those that stand among the arguments themselves.
    carried: Vec<SlotWord>,
}

/// A by-value aggregate in host memory, whose copy the block will have.
struct Sent {
    /// Which word is its device address.
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
        // That of no bytes need only look like an address.
        self.words.push(SlotWord::new(align));
    }

    /// Adds `bytes` bytes at `start` to the values among the arguments.
    ///
    /// # Safety
    ///
    /// `start` points to so many bytes.
    pub(crate) unsafe fn carry(&mut self, start: u64, bytes: u64) {
        let first = self.carried.len();
        self.carried.resize(first + bytes.div_ceil(8) as usize, SlotWord::new(0));
        // SAFETY: the caller's, and the words have room. Padding inside the value may be uninitialised, so its bytes are copied, not
        // read.
        unsafe {
            let words = self.carried.as_mut_ptr().add(first).cast();
            std::ptr::copy_nonoverlapping(start as *const u8, words, bytes as usize);
        }
    }

    /// Bytes that the block of the launch needs for the values that are sent.
    pub(crate) fn room(&self) -> u64 {
        let needed = self.sent.iter().map(|value| value.bytes.saturating_add(value.align));
        needed.fold(0, u64::saturating_add)
    }

    /// Copies the values that are sent into the block, in one transfer.
    ///
    /// # Safety
    ///
    /// They are still where they were when they were added, and the block has [`DeviceArguments::room`].
    pub(crate) unsafe fn copy_values(&mut self, backend: &dyn Backend, block: &Block) -> Result<(), String> {
        let base = block.values();
        let mut staged: Vec<u8> = Vec::new();
        for value in self.sent.iter().filter(|value| value.bytes > 0) {
            let address = (base + staged.len() as u64).next_multiple_of(value.align);
            staged.resize((address - base) as usize, 0);
            // SAFETY: the caller's. Padding inside the aggregate may be uninitialised, so the bytes are copied, not read.
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

    /// All words in order: those of the slots, the hidden ones, the values among the arguments.
    pub(crate) fn finish(mut self, hidden: [u64; HIDDEN_SLOTS]) -> Vec<SlotWord> {
        self.words.extend(hidden.map(SlotWord::new));
        self.words.extend(self.carried);
        self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carried_values_are_whole_words_behind_the_hidden_ones() {
        let (three, twelve) = ([1u8, 2, 3], [0x1111_1111u32, 0x2222_2222, 0x3333_3333]);
        let mut arguments = DeviceArguments::default();
        arguments.push(SlotWord::new(7));
        // SAFETY: the arrays have so many bytes.
        unsafe {
            arguments.carry(three.as_ptr() as u64, 3);
            arguments.carry(twelve.as_ptr() as u64, 12);
        }
        arguments.push(SlotWord::new(8));
        assert_eq!(arguments.room(), 0);
        let words = arguments.finish([10, 11, 12, 13, 14]);
        // SAFETY: the bytes behind a value are zero.
        let words: Vec<u64> = words.iter().map(|word| unsafe { word.assume_init() }).collect();
        let values = [0x0003_0201, 0x2222_2222_1111_1111, 0x3333_3333];
        assert_eq!(words, [&[7, 8, 10, 11, 12, 13, 14][..], &values].concat());
    }
}
