//! Iterators over device data, each compared with the same chain of `std`'s.

mod support;

use offload::prelude::*;
use offload::{Device, Launch, Resident};
use support::{Random, same};

/// No items, one, odd numbers, the sizes around a block's, and enough that a part of a reduction has several
/// items.
const LENGTHS: [usize; 9] = [0, 1, 2, 7, 255, 256, 257, 16_385, 70_001];

/// Associative, not commutative: `x * a + b` after `x * c + d`, without rounding.
fn compose((a, b): (u32, u32), (c, d): (u32, u32)) -> (u32, u32) {
    (a.wrapping_mul(c), b.wrapping_mul(c).wrapping_add(d))
}

#[test]
fn saxpy() {
    let mut random = Random::new();
    for length in LENGTHS {
        let (a, x, before) = (random.float() as f32, random.floats(length), random.floats(length));
        let mut y = before.clone();
        y.offload_mut().zip(x.offload()).for_each(move |(y, x)| *y += a * x).unwrap();
        assert!(y.iter().zip(&before).zip(&x).all(|((y, before), x)| same(*y, before + a * x)), "{length}");
    }
}

#[test]
fn results_of_every_item() {
    let mut random = Random::new();
    for length in LENGTHS {
        let x = random.numbers(length);
        let shift = random.below(63) as u32;
        let expected: Vec<u64> = x.iter().enumerate().map(|(i, x)| x.rotate_left(shift) ^ i as u64).collect();

        let made = x.offload().enumerate().map(move |(i, x)| x.rotate_left(shift) ^ i as u64);
        assert_eq!(made.collect().unwrap(), expected);
        let mut out = random.numbers(length);
        made.map_into(&mut out).unwrap();
        assert_eq!(out, expected);
    }
}

#[test]
fn integer_reductions_are_exact() {
    let mut random = Random::new();
    for length in LENGTHS {
        let x: Vec<i64> = random.numbers(length).into_iter().map(|bits| bits as i64 >> 24).collect();
        let signs = x.offload().map(|x| x.signum() | 1);
        assert_eq!(x.offload().sum::<i64>().unwrap(), x.iter().sum::<i64>());
        assert_eq!(x.offload().copied().sum::<i64>().unwrap(), x.iter().sum::<i64>());
        assert_eq!(signs.product::<i64>().unwrap(), x.iter().map(|x| x.signum() | 1).product::<i64>());
        assert_eq!(x.offload().copied().min().unwrap(), x.iter().copied().min());
        assert_eq!(x.offload().copied().max().unwrap(), x.iter().copied().max());
        assert_eq!(x.offload().filter(|x| **x > 0).count().unwrap(), x.iter().filter(|x| **x > 0).count());
        assert_eq!(x.offload().count().unwrap(), length);
    }
}

#[test]
fn reduce_keeps_the_order_of_the_items() {
    let mut random = Random::new();
    for length in LENGTHS {
        let x: Vec<(u32, u32)> =
            random.numbers(length).into_iter().map(|bits| (bits as u32 | 1, (bits >> 32) as u32)).collect();
        let expected = x.iter().copied().fold((1, 0), compose);
        assert_eq!(x.offload().copied().reduce(|| (1, 0), compose).unwrap(), expected, "{length}");
        let expected = x.iter().copied().filter(|x| x.1 % 3 == 0).fold((1, 0), compose);
        let reduced = x.offload().copied().filter(|x| x.1 % 3 == 0).reduce(|| (1, 0), compose);
        assert_eq!(reduced.unwrap(), expected, "{length}");
    }
}

#[test]
fn float_sums_are_the_same_every_time() {
    let mut random = Random::new();
    for length in LENGTHS {
        let x = random.floats(length);
        let sum = || x.offload().map(|x| f64::from(*x)).sum::<f64>().unwrap();
        let first = sum();
        assert!((0..3).all(|_| sum().to_bits() == first.to_bits()));
        let expected: f64 = x.iter().map(|x| f64::from(*x)).sum();
        assert!(
            (first - expected).abs() <= f64::EPSILON * length as f64 * length as f64,
            "{first} {expected}"
        );
    }
}

#[test]
fn ties_go_as_in_std() {
    let mut random = Random::new();
    for length in LENGTHS {
        let x: Vec<(usize, u8)> = (0..length).map(|i| (i, random.below(5) as u8)).collect();
        let by = |a: &(usize, u8), b: &(usize, u8)| a.1.cmp(&b.1);
        assert_eq!(x.offload().copied().min_by(by).unwrap(), x.iter().copied().min_by(by));
        assert_eq!(x.offload().copied().max_by(by).unwrap(), x.iter().copied().max_by(by));
    }
    let x = [2.5, f64::NAN, -1.0];
    assert_eq!(x.offload().copied().min_by(f64::total_cmp).unwrap(), Some(-1.0));
}

#[test]
fn ranges_of_every_integer_type() {
    macro_rules! check {
        ($($type:ty)*) => {
            $(
                let items = (<$type>::MAX - 99..<$type>::MAX).offload().collect().unwrap();
                assert_eq!(items, (<$type>::MAX - 99..<$type>::MAX).collect::<Vec<_>>());
                let items = (<$type>::MIN..=<$type>::MIN + 99).offload().collect().unwrap();
                assert_eq!(items, (<$type>::MIN..=<$type>::MIN + 99).collect::<Vec<_>>());
            )*
        };
    }
    check!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);
    assert_eq!((0..=u8::MAX).offload().collect().unwrap(), (0..=u8::MAX).collect::<Vec<_>>());
    let (start, end) = (5, -5);
    assert_eq!((start..end).offload().count().unwrap(), 0);
    assert_eq!((start..=end).offload().count().unwrap(), 0);
    assert_eq!((0..=u64::MAX).offload().count().unwrap_err().id(), "OFL108");
}

#[test]
fn chunks_and_windows() {
    let mut random = Random::new();
    for length in LENGTHS {
        let before = random.numbers(length);
        for size in [1, 2, 3, 64, length.max(1), length + 1] {
            let mut y = before.clone();
            y.offload_mut()
                .chunks_mut(size)
                .enumerate()
                .for_each(|(i, chunk)| {
                    chunk.reverse();
                    chunk[0] = chunk[0].wrapping_add(i as u64);
                })
                .unwrap();
            let mut expected = before.clone();
            for (i, chunk) in expected.chunks_mut(size).enumerate() {
                chunk.reverse();
                chunk[0] = chunk[0].wrapping_add(i as u64);
            }
            assert_eq!(y, expected, "{length} {size}");

            let sum = |x: &[u64]| x.iter().fold(0u64, |sum, x| sum.wrapping_mul(3).wrapping_add(*x));
            let items = before.offload().chunks(size).map(sum).collect().unwrap();
            assert_eq!(items, before.chunks(size).map(sum).collect::<Vec<_>>());
            if size <= 64 {
                let items = before.offload().windows(size).map(sum).collect().unwrap();
                assert_eq!(items, before.windows(size).map(sum).collect::<Vec<_>>());
            }
        }
    }
}

#[test]
fn rows() {
    let mut random = Random::new();
    for (width, height) in [(1, 1), (7, 3), (3, 300), (300, 2), (5, 0), (0, 0)] {
        let before = random.numbers(width * height);
        let mut y = before.clone();
        y.offload_mut()
            .rows(width)
            .zip(before.offload().rows(width))
            .for_each(|(to, from)| {
                for (to, from) in to.iter_mut().zip(from.iter().rev()) {
                    *to = *from;
                }
            })
            .unwrap();
        let expected: Vec<u64> =
            before.chunks(width.max(1)).flat_map(|row| row.iter().rev().copied()).collect();
        assert_eq!(y, expected);
    }
}

#[test]
fn whole_slices_beside_the_items() {
    let mut random = Random::new();
    for length in LENGTHS {
        let (x, table) = (random.numbers(length), random.numbers(77));
        let mut y = vec![0; length];
        let ends = |i: usize, x: &[u64]| x[i.saturating_sub(1)] ^ x[(i + 1).min(x.len() - 1)];
        y.offload_mut()
            .enumerate()
            .with(&x)
            .with(&table)
            .for_each(move |(((i, y), x), table)| *y = ends(i, x).wrapping_add(table[i % table.len()]))
            .unwrap();
        for (i, y) in y.iter().enumerate() {
            assert_eq!(*y, ends(i, &x).wrapping_add(table[i % 77]));
        }
        let items = (0..length).offload().with(&x).filter(|(i, x)| x[*i] % 3 == 0).count().unwrap();
        assert_eq!(items, x.iter().filter(|x| **x % 3 == 0).count());
        // A slice without elements is not mapped, and is empty on the device, too.
        let none = (0..length).offload().with(&[0u8; 0]).map(|(_, none)| none.len()).sum::<usize>();
        assert_eq!(none.unwrap(), 0);
    }
}

#[test]
fn data_that_stays_on_the_device() {
    let mut random = Random::new();
    for length in LENGTHS {
        let before = random.numbers(length);
        let mut y = Resident::new(before.clone()).unwrap();
        for _ in 0..3 {
            y.on_device_mut().offload_mut().for_each(|y| *y = y.rotate_left(7)).unwrap();
        }
        let expected: Vec<u64> = before.iter().map(|y| y.rotate_left(21)).collect();
        let largest = y.on_device().offload().copied().max().unwrap();
        assert_eq!(largest, expected.iter().copied().max());
        if Device::current().is_ok() && length > 0 {
            assert_eq!(offload::last_launch().unwrap().bytes_to, 0);
        }
        assert_eq!(y.finish().unwrap(), expected);

        // The first use writes only a part.
        let mut y = Resident::new(before.clone()).unwrap();
        let half = length / 2;
        (0..half as u64).offload().map_into(&mut y.on_device_mut()[..half]).unwrap();
        let expected: Vec<u64> = (0..half as u64).chain(before[half..].iter().copied()).collect();
        assert_eq!(y.finish().unwrap(), expected);
    }
}

#[test]
fn tiles() {
    let mut random = Random::new();
    for (width, height) in [(1, 1), (7, 3), (64, 33), (3, 300), (5, 0), (0, 0)] {
        let before = random.numbers(width * height);
        for tile in [(1, 1), (2, 3), (8, 8), (100, 2)] {
            let mut y = before.clone();
            y.offload_mut()
                .tiles(width, tile)
                .zip(before.offload().tiles(width, tile))
                .enumerate()
                .for_each(|(i, (mut to, from))| {
                    let (right, low) = (from.width() - 1, from.height() - 1);
                    for y in 0..from.height() {
                        to.row_mut(y)[0] ^= i as u64;
                        for x in 0..from.width() {
                            to[(x, y)] = to[(x, y)].wrapping_add(from[(right - x, low - y)]);
                            to[(x, y)] ^= (from.x() << 20 | from.y() << 10) as u64;
                        }
                    }
                })
                .unwrap();
            let across = width.div_ceil(tile.0);
            for (i, y) in y.iter().enumerate() {
                let (column, row) = (i % width / tile.0, i / width / tile.1);
                let (left, top) = (column * tile.0, row * tile.1);
                let (right, low) = ((left + tile.0).min(width) - 1, (top + tile.1).min(height) - 1);
                let (from_x, from_y) = (left + right - i % width, top + low - i / width);
                let first = if i % width == left { (row * across + column) as u64 } else { 0 };
                let sum = (before[i] ^ first).wrapping_add(before[from_y * width + from_x]);
                assert_eq!(*y, sum ^ (left << 20 | top << 10) as u64, "{width} x {height}, {tile:?}, {i}");
            }
        }
    }
}

#[test]
fn many_slices_and_closures() {
    let mut random = Random::new();
    let x: Vec<Vec<f32>> = (0..5).map(|_| random.floats(1000)).collect();
    let table: [f32; 7] = core::array::from_fn(|_| random.float() as f32);
    let wide = move |(a, b): (&f32, &f32)| table[(a.abs() * 6.0) as usize].max(*b);
    let mut out = vec![0.0; 1000];
    out.offload_mut()
        .zip(x[0].offload().zip(&x[1]).map(wide))
        .zip(x[2].offload().zip(&x[3][..]).map(wide).zip(x[4].offload().copied()).enumerate())
        .for_each(|((out, p), (i, (q, r)))| *out = if i % 2 == 0 { p.min(q) } else { r })
        .unwrap();
    for i in 0..1000 {
        let (p, q) = (wide((&x[0][i], &x[1][i])), wide((&x[2][i], &x[3][i])));
        assert_eq!(out[i], if i % 2 == 0 { p.min(q) } else { x[4][i] });
    }
}

#[test]
fn lengths_that_differ_are_an_error_before_anything_moves() {
    let mut y = [1; 5];
    let error = y.offload_mut().zip(&[1; 4]).for_each(|(y, x)| *y += x).unwrap_err();
    assert_eq!(error.id(), "OFL105");
    let text = error.to_string();
    assert!(text.contains("`offload_mut().zip(offload()).for_each()`"), "{text}");
    assert!(text.contains("`offload_mut()` has 5 items, `offload()` has 4"), "{text}");
    assert!(text.contains(&format!("{}:", file!())), "{text}");
    assert_eq!(y, [1; 5]);
    assert_eq!((0..6).offload().map_into(&mut y).unwrap_err().id(), "OFL105");
    assert_eq!((0..6).offload().zip(&y).sum_of_pairs().unwrap_err().id(), "OFL105");
}

trait SumOfPairs {
    fn sum_of_pairs(self) -> offload::Result<i32>;
}

/// In a user's generic code.
impl<'a, I: OffloadIterator<Item = (i32, &'a i32)>> SumOfPairs for I {
    fn sum_of_pairs(self) -> offload::Result<i32> {
        self.map(|(a, b)| a + b).sum()
    }
}

#[test]
fn shapes_that_cannot_be() {
    let mut y = [1; 5];
    assert_eq!(y.offload().chunks(0).count().unwrap_err().id(), "OFL108");
    assert_eq!(y.offload_mut().chunks_mut(0).for_each(|_| ()).unwrap_err().id(), "OFL108");
    assert_eq!(y.offload().windows(0).count().unwrap_err().id(), "OFL108");
    let error = y.offload_mut().rows(2).for_each(|row| row.fill(0)).unwrap_err();
    assert!(error.to_string().contains("5 elements are not a whole number of rows of 2"), "{error}");
    assert_eq!(y.offload_mut().rows(0).for_each(|_| ()).unwrap_err().id(), "OFL108");
    assert_eq!(y.offload().tiles(2, (1, 1)).count().unwrap_err().id(), "OFL108");
    assert_eq!(y.offload().tiles(5, (1, 0)).count().unwrap_err().id(), "OFL108");
    // Two threads per element.
    let flat = y.offload_mut().on(Launch::new().block((32, 2)));
    assert_eq!(flat.for_each(|y| *y += 1).unwrap_err().id(), "OFL108");
    assert_eq!(y, [1; 5]);
}

#[test]
fn data_without_bytes() {
    let mut nothing = [(); 1000];
    assert_eq!(nothing.offload().count().unwrap(), 1000);
    nothing.offload_mut().for_each(|nothing| *nothing = ()).unwrap();
    assert_eq!((0..300).offload().map(|_| ()).collect().unwrap().len(), 300);
}

#[test]
fn data_of_the_users_own() {
    #[derive(Clone, Copy, Debug, PartialEq, offload::DeviceData)]
    struct Body {
        place: [f64; 3],
        mass: f64,
    }

    impl std::iter::Sum for Body {
        fn sum<I: Iterator<Item = Self>>(bodies: I) -> Self {
            bodies.fold(Self { place: [0.0; 3], mass: 0.0 }, |a, b| Self {
                place: core::array::from_fn(|axis| a.place[axis] + b.place[axis]),
                mass: a.mass + b.mass,
            })
        }
    }

    let bodies: Vec<Body> = (0..500).map(|i| Body { place: [f64::from(i), 1.0, 0.5], mass: 2.0 }).collect();
    let sum: Body = bodies.offload().copied().sum().unwrap();
    assert_eq!(sum, Body { place: [124_750.0, 500.0, 250.0], mass: 1000.0 });
}

#[test]
fn slices_that_are_borrowed_for_less_than_the_program() {
    fn add_twice<'a>(y: &'a mut [u32], x: &'a [u32]) -> offload::Result<()> {
        y.offload_mut().zip(x).for_each(|(y, x)| *y += x)?;
        y.offload_mut().zip(x).for_each(|(y, x)| *y += x)
    }
    let x = [1, 2, 3];
    let mut y = Box::new([10; 3]);
    add_twice(&mut y[..], &x).unwrap();
    assert_eq!(*y, [12, 14, 16]);
    static TABLE: [u32; 3] = [1, 2, 4];
    let sum: u32 = TABLE.offload().zip(&x).map(|(a, b)| a * b).sum().unwrap();
    assert_eq!(sum, 17);
}

#[test]
fn launches_have_names_and_places() {
    let mut y = [1; 100];
    y.offload_mut().enumerate().filter(|(i, _)| i % 2 == 0).for_each(|(_, y)| *y = 0).unwrap();
    let record = offload::last_launch().unwrap();
    assert_eq!(record.kernel, "offload_mut().enumerate().filter().for_each()");
    let sum: i32 = y.offload().sum().unwrap();
    assert_eq!((sum, offload::last_launch().unwrap().kernel.as_str()), (50, "offload().sum()"));
}
