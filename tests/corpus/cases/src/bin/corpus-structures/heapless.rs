use corpus::{cases, digest};
use heapless::binary_heap::{BinaryHeap, Max};
use heapless::index_map::FnvIndexMap;
use heapless::{Deque, String, Vec};

cases! {
    "list and queue": |seed| {
        let mut list: Vec<u64, 16> = Vec::new();
        while list.push(seed.rotate_left(list.len() as u32 * 5) % 1000).is_ok() {}
        let mut queue: Deque<u64, 8> = Deque::new();
        for x in &list {
            if queue.is_full() {
                queue.pop_front();
            }
            queue.push_back(*x).unwrap();
        }
        queue.iter().fold(list.len() as u64, |hash, x| hash * 31 + x)
    };
    "heap": |seed| {
        let mut heap: BinaryHeap<u64, Max, 16> = BinaryHeap::new();
        for i in 0..16 {
            heap.push(seed.rotate_left(i * 3) % 1000).unwrap();
        }
        (0..10).fold(0, |hash: u64, _| hash.wrapping_mul(31) + heap.pop().unwrap())
    };
    "map": |seed| {
        let mut map = FnvIndexMap::<u64, u64, 32>::new();
        for i in 0..100 {
            let key = (seed ^ i) % 30;
            *map.entry(key).or_default().unwrap() += i;
        }
        map.remove(&3);
        map.iter().fold(0, |hash: u64, (key, value)| hash.wrapping_mul(31) + key * value)
    };
    "text": |seed| {
        let mut text = String::<24>::new();
        let fits = std::fmt::Write::write_fmt(&mut text, format_args!("{seed}!")).is_ok();
        digest(text.as_bytes()) ^ u64::from(fits)
    };
}
