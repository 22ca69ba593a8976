//! Crates from crates.io in kernels, unmodified: what a crate computes on the device is compared with the same function on
//! the host.
//!
//! `src/bin` has a program for each group of crates and in it a module for each crate. Every crate is a feature, so that one
//! that does not compile for a device can be left out and hides no other.

use std::fmt::{self, Display};
use std::hash::{BuildHasher, RandomState};
use std::process::ExitCode;

use offload::Each;

/// Threads of a launch. Not a multiple of a block.
const THREADS: usize = 777;

/// Strict, since a GPU otherwise rounds `a * b + c` once.
#[offload::kernel(fp = "strict")]
fn apply<F>(f: F, mut y: Each<u64>)
where
    F: Fn(u64) -> u64 + Copy + Send + 'static,
{
    *y = f(*y);
}

/// The cases of one crate that have run.
pub struct Crate {
    name: &'static str,
    cases: usize,
    wrong: Vec<String>,
}

impl Crate {
    /// Runs the cases of the crate `name` and prints their line.
    pub fn run(name: &'static str, cases: fn(&mut Self)) -> Self {
        let mut this = Self { name, cases: 0, wrong: Vec::new() };
        cases(&mut this);
        println!("{this}");
        this
    }

    /// Whether every case had the host's results.
    pub fn is_right(&self) -> bool {
        self.wrong.is_empty() && self.cases > 0
    }

    /// Runs `f` on the device and on the host, on seeds that are new in every run.
    pub fn check<F>(&mut self, case: &str, f: F)
    where
        F: Fn(u64) -> u64 + Copy + Send + 'static,
    {
        self.cases += 1;
        let random = RandomState::new();
        let seeds: Vec<u64> = (0..THREADS).map(|i| random.hash_one(i)).collect();
        let mut results = seeds.clone();
        if let Err(error) = apply::launch(f, &mut results) {
            self.wrong.push(format!("{case}: {error}"));
            return;
        }
        let differs = seeds.iter().zip(results).find(|(seed, result)| f(**seed) != *result);
        if let Some((seed, result)) = differs {
            let expected = f(*seed);
            self.wrong.push(format!("{case}: {result:#x} instead of {expected:#x} for the seed {seed:#x}"));
        }
    }
}

/// The line that a test harness prints for a test, behind what was wrong: the programs' readers know it.
impl Display for Crate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for wrong in &self.wrong {
            writeln!(f, "{}: {wrong}", self.name)?;
        }
        write!(f, "test {} ... {}", self.name, if self.is_right() { "ok" } else { "FAILED" })
    }
}

/// A crate of a program: its name and what runs its cases.
pub type Entry = (&'static str, fn(&mut Crate));

/// Runs the crates that the arguments name, or all of them: where one ends the process, or the device, the others have processes of
/// their own.
pub fn run(entries: &[Entry]) -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let crates: Vec<Crate> = entries
        .iter()
        .filter(|(name, _)| wanted(name))
        .map(|(name, cases)| Crate::run(name, *cases))
        .collect();
    let wrong = crates.iter().filter(|krate| !krate.is_right()).count();
    println!("{} crates right, {wrong} wrong", crates.len() - wrong);
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The modules of a program and its `main`: `program! { "num-complex": num_complex; … }`.
#[macro_export]
macro_rules! program {
    ($($name:literal: $module:ident;)*) => {
        $(#[cfg(feature = $name)] mod $module;)*

        fn main() -> std::process::ExitCode {
            $crate::run(&[$(#[cfg(feature = $name)] ($name, $module::run),)*])
        }
    };
}

/// The cases of a module: `cases! { "what": |seed| a_number; … }`, where `seed` and the number are `u64`.
#[macro_export]
macro_rules! cases {
    ($($name:literal: |$seed:ident| $body:expr;)*) => {
        pub fn run(krate: &mut $crate::Crate) {
            $(krate.check($name, |$seed: u64| -> u64 { $body });)*
        }
    };
}

/// FNV-1a: one number for many bytes.
pub fn digest(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// One number for many floats: equal only where every bit is.
pub fn digest_floats(numbers: impl IntoIterator<Item = f64>) -> u64 {
    numbers.into_iter().fold(0, |hash: u64, x| hash.rotate_left(7).wrapping_mul(31) ^ x.to_bits())
}

/// A number from 0 to 1, exact in `f32`, from 16 bits of the seed; `i` says which.
pub fn fraction(seed: u64, i: u32) -> f64 {
    f64::from(seed.rotate_left(13 * i) as u16) / 65536.0
}

/// `length` bytes that depend on the seed, and repeat themselves now and then.
pub fn bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut list = Vec::with_capacity(length);
    while list.len() < length {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let run = 1 + (state >> 60) as usize;
        list.extend(std::iter::repeat_n((state >> 40) as u8, run.min(length - list.len())));
    }
    list
}

/// `count` words, some of them equal.
pub fn words(seed: u64, count: usize) -> String {
    const WORDS: [&str; 8] = ["alpha", "beta", "gamma", "straße", "ändern", "cœur", "x86", "дом"];
    let mut state = seed;
    let mut text = String::new();
    for i in 0..count {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if i > 0 {
            text.push(' ');
        }
        text.push_str(WORDS[(state >> 61) as usize]);
    }
    text
}
