//! Memory for `Box`, `Vec`, `String` and similar types in device code: the heap of one launch.
//!
//! It starts empty with every launch and ends with it, and so does memory that a thread or a panic leaks.
//! Chunk sizes are powers of two. One atomic addition cuts a new chunk off the unused rest; a freed chunk
//! goes to a list of its size, from which threads take it again. The lists are split by thread, so that the
//! threads of a warp don't wait for each other.

use crate::device::global_id;
use crate::intrinsics::__offload_report;
use crate::panic;
use core::ptr::{NonNull, null_mut};
use core::sync::atomic::{AtomicU64, Ordering};
use offload_abi::{HEAP_CLASSES, HEAP_SHARDS, Heap};

// Device code: no `std`, no allocation, no thread-locals, and nothing that panics.

/// Every chunk begins at a multiple of this, and the smallest has this size.
const GRAIN: u64 = 16;

/// The device pass makes `__rust_alloc` call this.
#[unsafe(no_mangle)]
extern "C" fn __offload_allocate(size: usize, align: usize) -> *mut u8 {
    match LaunchHeap::of_this_launch() {
        Some(heap) => heap.allocate(size as u64, align as u64),
        None => null_mut(),
    }
}

/// The device pass makes `__rust_alloc_zeroed` call this.
#[unsafe(no_mangle)]
extern "C" fn __offload_allocate_zeroed(size: usize, align: usize) -> *mut u8 {
    let memory = __offload_allocate(size, align);
    if !memory.is_null() {
        // SAFETY: `size` bytes were just allocated there.
        unsafe { memory.write_bytes(0, size) };
    }
    memory
}

/// The device pass makes `__rust_dealloc` call this.
///
/// # Safety
///
/// `memory` was allocated in this launch with this size and alignment, and is not used any more.
#[unsafe(no_mangle)]
unsafe extern "C" fn __offload_deallocate(memory: *mut u8, size: usize, align: usize) {
    if let Some(heap) = LaunchHeap::of_this_launch() {
        // SAFETY: the caller's promise.
        unsafe { heap.deallocate(memory, size as u64, align as u64) };
    }
}

/// The device pass makes `__rust_realloc` call this.
///
/// # Safety
///
/// As for [`__offload_deallocate`], if the result is not null.
#[unsafe(no_mangle)]
unsafe extern "C" fn __offload_reallocate(
    memory: *mut u8,
    size: usize,
    align: usize,
    new_size: usize,
) -> *mut u8 {
    if align as u64 <= GRAIN && class_of(size as u64) == class_of(new_size as u64) {
        return memory;
    }
    let new = __offload_allocate(new_size, align);
    if !new.is_null() {
        // SAFETY: both have room for the smaller of the sizes, and nothing else uses the new memory; the rest
        // is the caller's promise.
        unsafe {
            new.copy_from_nonoverlapping(memory, if size < new_size { size } else { new_size });
            __offload_deallocate(memory, size, align);
        }
    }
    new
}

/// The device pass makes `__rust_alloc_error_handler` call this.
#[unsafe(no_mangle)]
extern "C" fn __offload_allocation_failed(size: usize, align: usize) -> ! {
    panic::heap_is_full(size as u64, align as u64)
}

/// One thread's view of the running launch's heap.
struct LaunchHeap {
    head: NonNull<Heap>,
    /// The index of the thread's first list among [`HEAP_SHARDS`].
    shard: usize,
}

/// A chunk in a list's head: its offset in grains, and above it a count of changes. The count tells a thread
/// that is about to take a chunk whether the chunk has been taken and freed in the meantime.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Link(u64);

impl Link {
    fn grains(self) -> u64 {
        self.0 & 0xffff_ffff
    }

    /// The head of the list after a change.
    fn followed_by(self, grains: u64) -> Self {
        Self(((self.0 >> 32).wrapping_add(1)) << 32 | grains)
    }
}

/// Index of the smallest chunk size with room for `size` bytes.
fn class_of(size: u64) -> usize {
    let grains = size.div_ceil(GRAIN);
    if grains <= 1 { 0 } else { (u64::BITS - (grains - 1).leading_zeros()) as usize }
}

impl LaunchHeap {
    fn of_this_launch() -> Option<Self> {
        let report = __offload_report();
        if report.is_null() {
            return None;
        }
        // SAFETY: a report that is not null belongs to the launch; nothing writes this field while the launch
        // runs.
        let head = NonNull::new(unsafe { (*report).heap })?;
        Some(Self { head, shard: global_id().x % HEAP_SHARDS })
    }

    /// Returns null if there is no room. An allocation with an alignment over [`GRAIN`] gets new memory,
    /// which is freed when the launch ends.
    fn allocate(&self, size: u64, align: u64) -> *mut u8 {
        let class = class_of(size);
        if align > GRAIN || class >= HEAP_CLASSES {
            return self.cut_off(size.saturating_add(align)).map_or(null_mut(), |offset| {
                let address = self.at(offset);
                // SAFETY: `align` bytes more than `size` were cut off.
                unsafe { address.add(address.align_offset(align as usize)) }
            });
        }
        let offset = self.take(class, self.shard).or_else(|| self.cut_off(GRAIN << class));
        // The unused rest is too small: another thread's list may have a chunk.
        let offset = offset.or_else(|| (0..HEAP_SHARDS).find_map(|shard| self.take(class, shard)));
        offset.map_or(null_mut(), |offset| self.at(offset))
    }

    /// # Safety
    ///
    /// `memory` came from `allocate` with this size and alignment and is not used any more.
    unsafe fn deallocate(&self, memory: *mut u8, size: u64, align: u64) {
        let class = class_of(size);
        if align > GRAIN || class >= HEAP_CLASSES {
            return;
        }
        let grains = (memory as u64 - self.head.as_ptr() as u64) / GRAIN;
        let list = self.list(class, self.shard);
        // SAFETY: the chunk belongs to this thread, and has room for a link.
        let next = unsafe { AtomicU64::from_ptr(memory.cast()) };
        let mut head = Link(list.load(Ordering::Relaxed));
        loop {
            next.store(head.grains(), Ordering::Relaxed);
            let new = head.followed_by(grains);
            match list.compare_exchange_weak(head.0, new.0, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => head = Link(now),
            }
        }
    }

    /// Takes a freed chunk and returns its offset.
    fn take(&self, class: usize, shard: usize) -> Option<u64> {
        let list = self.list(class, shard);
        let mut head = Link(list.load(Ordering::Acquire));
        while head.grains() != 0 {
            let offset = head.grains() * GRAIN;
            // SAFETY: chunks stay memory of the heap. Another thread may have taken this one and be writing
            // to it: then the value read means nothing, but the list's count has changed, and the exchange
            // fails.
            let next = unsafe { AtomicU64::from_ptr(self.at(offset).cast()) }.load(Ordering::Relaxed);
            let new = head.followed_by(next & 0xffff_ffff);
            match list.compare_exchange_weak(head.0, new.0, Ordering::Acquire, Ordering::Acquire) {
                Ok(_) => return Some(offset),
                Err(now) => head = Link(now),
            }
        }
        None
    }

    /// Cuts off new memory and returns its offset.
    fn cut_off(&self, bytes: u64) -> Option<u64> {
        const HEAD: u64 = (size_of::<Heap>() as u64).next_multiple_of(GRAIN);
        // SAFETY: the head lives while the launch runs; threads use this field only atomically then, and
        // nothing writes `size`.
        let (used, size) = unsafe {
            let head = self.head.as_ptr();
            (AtomicU64::from_ptr(&raw mut (*head).used), (*head).size)
        };
        let bytes = bytes.checked_next_multiple_of(GRAIN)?;
        // Check first, so that a thread that asks for too much leaves the rest to other threads.
        if used.load(Ordering::Relaxed).checked_add(bytes)? > size.saturating_sub(HEAD) {
            return None;
        }
        let before = used.fetch_add(bytes, Ordering::Relaxed);
        if before + bytes > size.saturating_sub(HEAD) {
            used.fetch_sub(bytes, Ordering::Relaxed);
            return None;
        }
        Some(HEAD + before)
    }

    fn list(&self, class: usize, shard: usize) -> &AtomicU64 {
        // SAFETY: both indices are in bounds; threads use the lists only atomically while the launch runs.
        unsafe {
            let lists: *mut u64 = (&raw mut (*self.head.as_ptr()).free).cast();
            AtomicU64::from_ptr(lists.add(class * HEAP_SHARDS + shard))
        }
    }

    fn at(&self, offset: u64) -> *mut u8 {
        // SAFETY: offsets of chunks are inside the heap.
        unsafe { self.head.as_ptr().cast::<u8>().add(offset as usize) }
    }
}

#[cfg(test)]
mod tests {
    use super::{GRAIN, LaunchHeap, class_of};
    use core::ptr::NonNull;
    use offload_abi::{HEAP_CLASSES, HEAP_SHARDS, Heap};

    /// A heap in host memory, with room for `bytes` behind its head.
    struct Memory(Vec<u128>);

    impl Memory {
        fn new(bytes: usize) -> Self {
            let size = size_of::<Heap>() + bytes;
            let mut memory = vec![0u128; size.div_ceil(16)];
            memory[0] = size as u128;
            Self(memory)
        }

        fn for_thread(&self, shard: usize) -> LaunchHeap {
            let head = NonNull::new(self.0.as_ptr() as *mut Heap).unwrap();
            LaunchHeap { head, shard }
        }
    }

    #[test]
    fn classes_have_room_for_their_sizes() {
        for size in [0, 1, 15, 16, 17, 32, 33, 1000, 1024, 1025, 1 << 40] {
            let class = class_of(size);
            assert!(GRAIN << class >= size, "{size}");
            assert!(class == 0 || GRAIN << (class - 1) < size, "{size}");
        }
    }

    #[test]
    fn chunks_are_aligned_and_apart() {
        let memory = Memory::new(1 << 16);
        let heap = memory.for_thread(0);
        let mut chunks: Vec<(usize, usize)> = Vec::new();
        for i in 1..40usize {
            let align = 1 << (i % 9);
            let chunk = heap.allocate(i as u64 * 7, align as u64) as usize;
            assert_ne!(chunk, 0);
            assert_eq!(chunk % align, 0);
            chunks.push((chunk, chunk + i * 7));
        }
        chunks.sort();
        assert!(chunks.windows(2).all(|pair| pair[0].1 <= pair[1].0));
    }

    #[test]
    fn freed_chunks_are_used_again_also_by_others() {
        let memory = Memory::new(64);
        let (a, b) = (memory.for_thread(0), memory.for_thread(1));
        let chunks: Vec<_> = (0..4).map(|_| a.allocate(10, 8)).collect();
        assert!(a.allocate(1, 1).is_null(), "the heap is full");
        // SAFETY: allocated above with this layout.
        unsafe { a.deallocate(chunks[2], 10, 8) };
        assert_eq!(b.allocate(16, 16), chunks[2]);
        assert!(b.allocate(1, 1).is_null());
    }

    #[test]
    fn too_much_is_refused_and_leaves_the_rest() {
        let memory = Memory::new(1 << 12);
        let heap = memory.for_thread(3);
        for size in [1 << 13, 1 << 40, u64::MAX - 8, u64::MAX] {
            assert!(heap.allocate(size, 1).is_null());
            assert!(heap.allocate(size, 64).is_null());
        }
        assert!(class_of(u64::MAX) >= HEAP_CLASSES);
        assert!(!heap.allocate(1 << 11, 1).is_null());
    }

    #[test]
    fn many_threads_never_share_a_chunk() {
        let memory = Memory::new(1 << 14);
        let memory = &memory;
        std::thread::scope(|scope| {
            for thread in 0..8u64 {
                scope.spawn(move || {
                    // Two threads share a list.
                    let heap = memory.for_thread(thread as usize / 2 % HEAP_SHARDS);
                    for round in 0..20_000u64 {
                        let size = 16 + (round * 7 + thread) % 100;
                        let chunk = heap.allocate(size, 8).cast::<u64>();
                        assert!(!chunk.is_null());
                        let mark = thread << 32 | round;
                        // SAFETY: two words of a chunk that belongs to this thread until it is freed.
                        unsafe {
                            chunk.write(mark);
                            chunk.add(1).write(mark);
                            std::hint::spin_loop();
                            assert_eq!((chunk.read(), chunk.add(1).read()), (mark, mark));
                            heap.deallocate(chunk.cast(), size, 8);
                        }
                    }
                });
            }
        });
    }
}
