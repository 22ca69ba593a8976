//! Closures of iterators that captured a leaked slice, a label for a message, and a function. All are `Copy + Send + 'static`, but contain
//! host addresses.

use offload::prelude::*;

fn main() -> offload::Result<()> {
    let table: &'static [f32] = Box::leak(vec![1.0; std::env::args().count() + 9].into_boxed_slice());
    let label: &'static str = Box::leak(format!("run {}", table.len()).into_boxed_str());
    let mut y = [0; 3];
    (0..3usize).offload().map(move |i| table[i]).collect()?; //~ OFL022: kernel `range.map().collect()` gets addresses of the host: argument `closure of map` holds `table: &[f32]`
    y.offload_mut().for_each(move |y| println!("{label}: {y}"))?; //~ OFL022: argument `closure` holds `label: &str`
    y.offload()
        .map(move |y| { //~ OFL022: argument `closure of map` holds `label: &str`
            assert!(*y >= 0, "{label}: {y} is negative");
            y + 1
        })
        .sum::<i32>()?;
    let chosen: fn(u64) -> bool = if y[0] == 0 { even } else { |x| x > 7 };
    (0..9u64).offload().map(move |x| u64::from(chosen(x))).sum::<u64>()?; //~ OFL022: argument `closure of map` holds `chosen: fn(u64) -> bool`
    (0..9u64).offload().map(choose(y[1])).sum::<u64>()?; //~ ANYWHERE OFL022: argument `closure of map` holds `fn(u64) -> u64`
    Ok(())
}

fn even(x: u64) -> bool {
    x % 2 == 0
}

fn choose(which: i32) -> fn(u64) -> u64 {
    if which == 0 { |x| x + 1 } else { |x| x * 2 }
}
