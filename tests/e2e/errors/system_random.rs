//! Random keys of the system.

use offload::Each;
use std::hash::BuildHasher;

#[offload::kernel]
fn map(mut y: Each<u64>) {
    let mut seen = std::collections::HashMap::new(); //~ OFL035: kernel `system_random::map` draws random numbers of the operating system: it calls `default` of `std::hash`
    seen.insert(*y, 1);
    *y = seen[&*y];
}

#[offload::kernel]
fn set(mut y: Each<u64>) {
    let seen: std::collections::HashSet<u64> = (0..*y).collect(); //~ OFL035: kernel `system_random::set` draws random numbers of the operating system: it calls `default` of `std::hash`
    *y = seen.len() as u64;
}

#[offload::kernel]
fn state(mut y: Each<u64>) {
    *y = std::hash::RandomState::new().hash_one(5); //~ OFL035: kernel `system_random::state` draws random numbers of the operating system: it calls `new` of `std::hash`
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    map::launch(&mut y)?;
    set::launch(&mut y)?;
    state::launch(&mut y)
}
