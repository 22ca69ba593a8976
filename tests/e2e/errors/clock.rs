//! The clock.

use offload::Each;

#[offload::kernel]
fn instant(mut y: Each<u64>) {
    let start = std::time::Instant::now(); //~ OFL029: kernel `clock::instant` reads the clock: it calls `now` of `std::time`
    *y = start.elapsed().as_nanos() as u64; //~ OFL029: kernel `clock::instant` reads the clock: it calls `elapsed` of `std::time`
}

#[offload::kernel]
fn date(mut y: Each<u64>) {
    let now = std::time::SystemTime::now(); //~ OFL029: kernel `clock::date` reads the clock: it calls `now` of `std::time`
    *y = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |age| age.as_secs());
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    instant::launch(&mut y)?;
    date::launch(&mut y)
}
