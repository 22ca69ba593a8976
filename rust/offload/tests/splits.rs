//! Every way to split a slice: each element is in one piece, at its place, and wrong shapes are errors before
//! anything moves.

mod support;

use offload::{
    Chunks, Each, Each2, Each3, EachChunk, EachOut, EachRef, EachRow, EachTile, ErrorKind, Grid2, Grid3,
    Launch,
};
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use support::Random;

#[test]
fn chunks_cover_the_slice_and_the_last_may_be_short() {
    #[offload::kernel]
    fn mark(added: &[u64], mut chunk: EachChunk<u64>) {
        let (index, start) = (chunk.index() as u64, chunk.start());
        for (offset, element) in chunk.iter_mut().enumerate() {
            *element = *element * 1_000_003 + added[start + offset] + index;
        }
    }

    let mut random = Random::new();
    for (count, length) in [(1, 1), (1, 5), (10, 5), (11, 5), (300, 1), (300, 7), (100_003, 64), (7, 1 << 40)]
    {
        let (added, before) = (random.numbers(count), random.numbers(count));
        let (added, before): (Vec<_>, Vec<_>) =
            (added.iter().map(|n| n >> 40).collect(), before.iter().map(|n| n >> 40).collect());
        let mut data = before.clone();
        mark::launch(&added, Chunks::new(&mut data, length)).unwrap();
        for (i, &element) in data.iter().enumerate() {
            assert_eq!(
                element,
                before[i] * 1_000_003 + added[i] + (i / length) as u64,
                "{i} of {count} by {length}"
            );
        }
    }
}

#[test]
fn chunks_go_with_elements() {
    #[offload::kernel]
    fn sums(chunk: EachChunk<u64>, mut sum: Each<u64>, mut length: Each<usize>) {
        assert_eq!(chunk.index(), sum.index());
        *sum = chunk.iter().fold(0, |sum, element| sum ^ element);
        *length = chunk.len();
    }

    let mut data = Random::new().numbers(1000);
    let (mut sum, mut length) = (vec![0; 32], vec![0; 32]);
    sums::launch(Chunks::new(&mut data, 32), &mut sum, &mut length).unwrap();
    for (i, chunk) in data.chunks(32).enumerate() {
        assert_eq!((sum[i], length[i]), (chunk.iter().fold(0, |sum, element| sum ^ element), chunk.len()));
    }
    let error = sums::launch(Chunks::new(&mut data, 33), &mut sum, &mut length).unwrap_err();
    let ErrorKind::Lengths { detail, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(detail, "`chunk` has 31 chunks, `sum` has 32 elements");
}

#[test]
fn a_chunk_has_elements() {
    #[offload::kernel]
    fn clear(mut chunk: EachChunk<u8>) {
        chunk.fill(0);
    }

    let mut data = [1; 4];
    let error = clear::launch(Chunks::new(&mut data, 0)).unwrap_err();
    let ErrorKind::Shape { detail, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(detail, "`chunk`: chunks of 0 elements");
    assert_eq!(data, [1; 4]);
    clear::launch(Chunks::new(&mut [], 3)).unwrap();
    clear::launch(Chunks::new(&mut data, 3)).unwrap();
    assert_eq!(data, [0; 4]);
}

#[test]
fn rows_are_whole() {
    #[offload::kernel]
    fn reverse(mut row: EachRow<u64>, mut first: Each<(u64, usize)>) {
        row.reverse();
        *first = (row[0], row.height() * 1000 + row.index());
    }

    let mut random = Random::new();
    for (width, height) in [(1, 1), (1, 300), (300, 1), (17, 257)] {
        let before = random.numbers(width * height);
        let (mut data, mut first) = (before.clone(), vec![(0, 0); height]);
        reverse::launch(Grid2::new(&mut data, width), &mut first).unwrap();
        for (y, (row, before)) in data.chunks(width).zip(before.chunks(width)).enumerate() {
            assert!(row.iter().eq(before.iter().rev()));
            assert_eq!(first[y], (before[width - 1], height * 1000 + y));
        }
    }
    let error = reverse::launch(Grid2::new(&mut [0; 6], 3), &mut [(0, 0); 3]).unwrap_err();
    assert!(error.to_string().contains("`row` has 2 rows, `first` has 3 elements"), "{error}");
}

#[test]
fn tiles_are_cut_at_the_edges() {
    #[offload::kernel]
    fn mark(mut tile: EachTile<[u32; 4], 4, 3>) {
        let (x, y) = (tile.x() as u32, tile.y() as u32);
        for row in 0..tile.height() {
            for column in 0..tile.width() {
                let old = tile[(column, row)][0];
                tile[(column, row)] = [old + 1, x + column as u32, y + row as u32, x * 1000 + y];
            }
        }
        let (height, width) = (tile.height(), tile.width());
        assert_eq!(tile.row(height - 1).len(), width);
        assert_eq!(tile.row_mut(0).len(), width);
    }

    for (width, height) in [(1, 1), (4, 3), (5, 4), (129, 77), (3, 200)] {
        let mut data: Vec<_> = (0..(width * height) as u32).map(|i| [i, 0, 0, 0]).collect();
        mark::launch(Grid2::new(&mut data, width)).unwrap();
        for (i, &element) in data.iter().enumerate() {
            let (x, y) = ((i % width) as u32, (i / width) as u32);
            assert_eq!(
                element,
                [i as u32 + 1, x, y, x / 4 * 4 * 1000 + y / 3 * 3],
                "{i} of {width} x {height}"
            );
        }
    }
}

#[test]
fn tiles_go_with_the_elements_of_a_coarser_grid() {
    #[offload::kernel]
    fn tile_sums<const W: usize, const H: usize>(tile: EachTile<u64, W, H>, mut out: Each2<u64>) {
        let rows = (0..tile.height()).map(|y| tile.row(y));
        *out = rows.flatten().fold(0, |sum, &element| sum.wrapping_add(element));
    }

    let mut data = Random::new().numbers(10 * 9);
    let mut out = [0; 4 * 3];
    tile_sums::launch::<3, 3>(Grid2::new(&mut data, 10), Grid2::new(&mut out, 4)).unwrap();
    for (i, &out) in out.iter().enumerate() {
        let (left, top) = (i % 4 * 3, i / 4 * 3);
        let inside = |i: usize| (left..left + 3).contains(&(i % 10)) && (top..top + 3).contains(&(i / 10));
        let tile = data.iter().enumerate().filter(|(i, _)| inside(*i));
        assert_eq!(out, tile.fold(0, |sum: u64, (_, &element)| sum.wrapping_add(element)));
    }
    let error = tile_sums::launch::<3, 3>(Grid2::new(&mut data, 10), Grid2::new(&mut out, 3)).unwrap_err();
    assert!(error.to_string().contains("`tile` has 4 x 3 tiles, `out` has 3 x 4 elements"), "{error}");
}

#[test]
fn volumes_have_three_axes() {
    #[offload::kernel]
    fn locate(factor: u64, source: &[u64], mut out: Each3<[u64; 7]>) {
        let old = out[6];
        *out = [
            out.x() as u64,
            out.y() as u64,
            out.z() as u64,
            out.width() as u64,
            out.height() as u64,
            out.depth() as u64,
            old * factor + source[out.index()],
        ];
    }

    let mut random = Random::new();
    for [width, height, depth] in [[1, 1, 1], [33, 9, 5], [1, 1, 300], [64, 2, 3], [3, 100, 2]] {
        let count = width * height * depth;
        let source: Vec<u64> = random.numbers(count).iter().map(|n| n >> 20).collect();
        let mut out: Vec<[u64; 7]> = (0..count as u64).map(|i| [0, 0, 0, 0, 0, 0, i]).collect();
        for block in [None, Some((4, 4, 4))] {
            let options = block.map_or(Launch::new(), |block| Launch::new().block(block));
            locate::launch_on(options, 3, &source, Grid3::new(&mut out, width, height)).unwrap();
        }
        for (i, &element) in out.iter().enumerate() {
            let place = [i % width, i / width % height, i / (width * height), width, height, depth];
            assert_eq!(element[..6], place.map(|n| n as u64));
            assert_eq!(element[6], (i as u64 * 3 + source[i]) * 3 + source[i]);
        }
    }
}

#[test]
fn layers_must_be_whole_and_agree() {
    #[offload::kernel]
    fn add(mut a: Each3<u8>, mut b: Each3<u8>) {
        *a += 1;
        *b += 1;
    }

    let (mut a, mut b) = ([0; 24], [0; 24]);
    let error = add::launch(Grid3::new(&mut a, 5, 2), Grid3::new(&mut b, 2, 3)).unwrap_err();
    assert!(
        error.to_string().contains("`a`: 24 elements are not a whole number of layers of 5 x 2"),
        "{error}"
    );
    let error = add::launch(Grid3::new(&mut a, 3, 2), Grid3::new(&mut b, 2, 3)).unwrap_err();
    assert!(error.to_string().contains("`a` has 3 x 2 x 4 elements, `b` has 2 x 3 x 4"), "{error}");
    let error = add::launch(Grid3::new(&mut a, 1 << 40, 1 << 40), Grid3::new(&mut b, 2, 3)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Shape { .. }), "{error}");
    assert_eq!((a, b), ([0; 24], [0; 24]));
    add::launch(Grid3::new(&mut a, 2, 3), Grid3::new(&mut b, 2, 3)).unwrap();
    assert_eq!((a, b), ([1; 24], [1; 24]));
}

#[test]
fn what_is_only_written_comes_back() {
    #[offload::kernel]
    fn squares(x: &[u64], mut out: EachOut<u64>, mut parity: EachOut<bool>) {
        let i = out.index();
        let square = *out.write(x[i].wrapping_mul(x[i]));
        parity.write(square % 2 == 1);
    }

    let x = Random::new().numbers(3000);
    let (mut y, mut parity) = (Vec::with_capacity(3000), [MaybeUninit::uninit(); 3000]);
    squares::launch(&x, &mut y.spare_capacity_mut()[..3000], &mut parity).unwrap();
    // SAFETY: every thread writes its element.
    unsafe { y.set_len(3000) };
    for (i, x) in x.iter().enumerate() {
        let square = x.wrapping_mul(*x);
        // SAFETY: every thread writes its element.
        assert_eq!((y[i], unsafe { parity[i].assume_init() }), (square, square % 2 == 1));
    }
}

#[test]
fn what_is_only_read_gives_a_grid_too() {
    #[offload::kernel]
    fn sum(value: EachRef<u32>, weight: EachRef<u32>, total: &AtomicU64) {
        assert_eq!(value.index(), weight.index());
        total.fetch_add(u64::from(*value.get()) * u64::from(*weight), Relaxed);
    }

    let [values, weights] = [0, 1].map(|_| Random::new().numbers(2000));
    let [values, weights] =
        [values, weights].map(|all| all.iter().map(|n| *n as u32 >> 8).collect::<Vec<_>>());
    let total = AtomicU64::new(0);
    sum::launch(&values, &weights, &total).unwrap();
    let products = values.iter().zip(&weights).map(|(a, b)| u64::from(*a) * u64::from(*b));
    assert_eq!(total.into_inner(), products.sum::<u64>());
    let error = sum::launch(&values, &weights[1..], &AtomicU64::new(0)).unwrap_err();
    assert!(error.to_string().contains("`value` has 2000 elements, `weight` has 1999"), "{error}");
}

#[test]
fn an_unsafe_kernel_may_have_all_of_what_is_only_written() {
    #[offload::kernel]
    unsafe fn reversed(x: &[u64], out: &mut [MaybeUninit<u64>]) {
        let i = offload::device::global_id().x;
        if i < x.len() {
            out[x.len() - 1 - i].write(x[i]);
        }
    }

    let x = Random::new().numbers(1000);
    let mut out = [MaybeUninit::uninit(); 1000];
    // SAFETY: each thread writes an element of its own.
    unsafe { reversed::launch_on(offload::Launch::new().cover(1000).block(256), &x, &mut out) }.unwrap();
    // SAFETY: the kernel has written every element.
    assert!(x.iter().rev().zip(&out).all(|(x, out)| *x == unsafe { out.assume_init() }));
}
