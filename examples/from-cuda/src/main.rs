//! The program of `nbody.cu` in Rust, checked against plain Rust on fresh data: `from-cuda [BODIES]`.
//!
//! The Rust program does not need: the index and its bounds check (a thread has a piece), sizes in bytes,
//! allocation and copies (they follow from the types, and `Resident` keeps data on the device), the grid (it
//! follows from the data), and ignored errors.

use offload::{DeviceData, Each, Resident};
use std::hash::{BuildHasher, RandomState};

#[derive(Clone, Copy, Default, DeviceData)]
struct Vec3 {
    x: f32,
    y: f32,
    z: f32,
}

/// Every body is pulled by all bodies.
#[offload::kernel]
fn pull(place: &[Vec3], seconds: f32, mut speed: Each<Vec3>) {
    let here = place[speed.index()];
    *speed = pulled(place, here, *speed, seconds);
}

/// Every body moves on.
#[offload::kernel]
fn drift(speed: &[Vec3], seconds: f32, mut place: Each<Vec3>) {
    let i = place.index();
    *place = drifted(*place, speed[i], seconds);
}

/// An ordinary function: kernels call it, and so does the host.
fn pulled(place: &[Vec3], here: Vec3, speed: Vec3, seconds: f32) -> Vec3 {
    let (bodies, mut force) = (place.len() as f32, Vec3::default());
    for there in place {
        let (dx, dy, dz) = (there.x - here.x, there.y - here.y, there.z - here.z);
        let distance = (dx * dx + dy * dy + dz * dz + 1e-2).sqrt();
        let weight = 1.0 / (bodies * distance * distance * distance);
        force = Vec3 { x: force.x + weight * dx, y: force.y + weight * dy, z: force.z + weight * dz };
    }
    drifted(speed, force, seconds)
}

fn drifted(from: Vec3, by: Vec3, seconds: f32) -> Vec3 {
    Vec3 { x: from.x + seconds * by.x, y: from.y + seconds * by.y, z: from.z + seconds * by.z }
}

const DEFAULT_BODIES: usize = 1 << 11;
const STEPS: usize = 10;
const SECONDS: f32 = 0.01;

/// The whole of the CUDA program's `main`.
fn simulate(place: Vec<Vec3>) -> offload::Result<Vec<Vec3>> {
    let mut speed = Resident::new(vec![Vec3::default(); place.len()])?;
    let mut place = Resident::new(place)?;
    for _ in 0..STEPS {
        pull::launch(place.on_device(), SECONDS, speed.on_device_mut())?;
        drift::launch(speed.on_device(), SECONDS, place.on_device_mut())?;
    }
    place.finish()
}

/// The same on the host.
fn simulate_on_host(mut place: Vec<Vec3>) -> Vec<Vec3> {
    let mut speed = vec![Vec3::default(); place.len()];
    for _ in 0..STEPS {
        for (here, speed) in place.iter().zip(&mut speed) {
            *speed = pulled(&place, *here, *speed, SECONDS);
        }
        place.iter_mut().zip(&speed).for_each(|(place, speed)| *place = drifted(*place, *speed, SECONDS));
    }
    place
}

fn main() -> offload::Result<()> {
    let count = std::env::args().nth(1);
    let bodies =
        count.map_or(DEFAULT_BODIES, |count| count.parse().expect("the argument is a number of bodies"));
    let mut random = random_floats();
    let mut next = || random.next().unwrap_or_default();
    let before: Vec<Vec3> = (0..bodies).map(|_| Vec3 { x: next(), y: next(), z: next() }).collect();
    let after = simulate(before.clone())?;

    let record = offload::last_launch();
    let device = record.as_ref().map_or("no device: nothing to do", |record| &record.device_name);
    let exact = device.starts_with("cpu") || device.starts_with("fallback");
    let mut max_error = 0.0f32;
    let mut all_right = after.len() == bodies;
    for (host, device) in simulate_on_host(before).iter().zip(&after) {
        for (host, device) in [(host.x, device.x), (host.y, device.y), (host.z, device.z)] {
            let error = (host - device).abs();
            max_error = max_error.max(error);
            // A GPU rounds once where plain Rust rounds twice, in every term of a sum over all bodies, ten times. Written so that
            // a NaN is wrong.
            all_right &= if exact { error == 0.0 } else { error <= 1e-5 * host.abs().max(1.0) };
        }
    }
    println!("from-cuda: {bodies} bodies, {STEPS} steps on {device}: max error {max_error}");
    assert!(all_right, "the device computes something else than plain Rust");
    Ok(())
}

/// Numbers in `-1.0..1.0`, other ones in every run (xorshift64*).
fn random_floats() -> impl Iterator<Item = f32> {
    let mut state = RandomState::new().hash_one(0) | 1;
    std::iter::repeat_with(move || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40) as f32 / (1 << 23) as f32 - 1.0
    })
}
