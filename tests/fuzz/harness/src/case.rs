//! One run of one kernel: generates its data, runs its body on the host, launches it, and compares the
//! results.

use crate::Random;
use crate::ids::{Place, set_place};
use crate::panics::{Lines, Panic, caught};
use crate::value::{Value, difference, digest};
use offload::{Error, Launch};
use std::hash::{DefaultHasher, Hasher};
use std::mem::MaybeUninit;

/// The device on which launches have to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Fallback,
    Device,
}

/// One run of one kernel.
#[derive(Debug)]
pub struct Case {
    random: Random,
    backend: Backend,
    /// The number of the size.
    number: usize,
    lines: Lines,
    threads: [usize; 3],
    block: Option<[u32; 3]>,
    /// Panics of the host's threads, with the thread's place if it is known.
    panics: Vec<(Panic, Option<Place>)>,
    /// The result of the launch, or the panic with which it unwound.
    launched: Option<Result<Result<(), Error>, Panic>>,
    failures: Vec<String>,
    digest: DefaultHasher,
}

/// The number of sizes with which each kernel runs.
pub(crate) const SIZES: usize = 4;

impl Case {
    pub(crate) fn new(seed: u64, number: usize, backend: Backend) -> Self {
        Self {
            random: Random::new(seed),
            backend,
            number,
            lines: Lines::default(),
            threads: [1; 3],
            block: None,
            panics: Vec::new(),
            launched: None,
            failures: Vec::new(),
            digest: DefaultHasher::new(),
        }
    }

    /// Sets the first lines of the two copies of the body.
    pub fn lines(&mut self, file: &'static str, device: u32, host: u32, count: u32) {
        self.lines = Lines { file, device, host, count };
    }

    /// Chooses the number of threads of a grid with one axis.
    pub fn length(&mut self) -> usize {
        let random = &mut self.random;
        let block = *random.pick(&[0, 1, 7, 32, 64, 128, 256]);
        self.block = (block > 0).then_some([block, 1, 1]);
        let block = if block == 0 { 256 } else { block as usize };
        let length = match self.number {
            0 => *random.pick(&[0, 1, 2]),
            1 => (block + random.below(3)).saturating_sub(1),
            2 => random.between(3, 100),
            _ => 2 * random.between(60, 320) + 1,
        };
        self.threads = [length, 1, 1];
        length
    }

    /// Chooses the threads of a grid with two axes.
    pub fn rectangle(&mut self) -> (usize, usize) {
        let random = &mut self.random;
        self.block =
            *random.pick(&[None, None, Some([8, 8, 1]), Some([16, 4, 1]), Some([1, 32, 1]), Some([5, 3, 1])]);
        let (width, height) = match self.number {
            0 => (1, 1),
            1 => (random.between(31, 33), random.between(7, 9)),
            2 => (random.between(1, 7), random.between(1, 40)),
            _ => (2 * random.below(20) + 1, 2 * random.below(10) + 1),
        };
        self.threads = [width, height, 1];
        (width, height)
    }

    /// Chooses the threads of a grid with three axes.
    pub fn volume(&mut self) -> (usize, usize, usize) {
        let random = &mut self.random;
        self.block = *random.pick(&[None, None, Some([4, 4, 4]), Some([8, 2, 3]), Some([1, 1, 16])]);
        let size = match self.number {
            0 => [1; 3],
            1 => [random.between(31, 33), random.between(1, 9), 2],
            _ => [random.between(1, 11), random.between(1, 9), random.between(1, 5)],
        };
        self.threads = size;
        (size[0], size[1], size[2])
    }

    /// Sets the threads of a grid that follows from other sizes.
    pub fn set_threads(&mut self, threads: [usize; 3]) {
        self.threads = threads;
    }

    /// Threads along each axis.
    pub fn threads(&self) -> [usize; 3] {
        self.threads
    }

    /// The length of a slice that does not depend on the grid; at least 1.
    pub fn other_length(&mut self) -> usize {
        *self.random.pick(&[1, 2, 3, 8, 17, 33])
    }

    /// A number in `first..=last`.
    pub fn between(&mut self, first: usize, last: usize) -> usize {
        self.random.between(first, last)
    }

    /// A random value.
    pub fn value<T: Value>(&mut self) -> T {
        T::random(&mut self.random)
    }

    /// Random values.
    pub fn values<T: Value>(&mut self, length: usize) -> Vec<T> {
        (0..length).map(|_| T::random(&mut self.random)).collect()
    }

    /// The options of a launch that gives its grid: as many whole blocks as cover all threads.
    pub fn covering(&mut self, rank: u32) -> Launch {
        let block = self.block_of_rank(rank);
        self.block = Some(block);
        let [x, y, z] = self.threads.map(|threads| threads as u32);
        Launch::new().cover((x, y, z)).block((block[0], block[1], block[2]))
    }

    /// Threads of a block: those that the launch names, or the default.
    fn block_of_rank(&self, rank: u32) -> [u32; 3] {
        self.block.unwrap_or(if rank == 1 { [256, 1, 1] } else { [32, 8, 1] })
    }

    /// The launch's options.
    pub fn launch(&self) -> Launch {
        match self.block {
            Some([x, y, z]) => Launch::new().block((x, y, z)),
            None => Launch::new(),
        }
    }

    /// Runs the host's copy of the body for the thread with this index. `rank` is the grid's number of axes.
    pub fn thread(&mut self, rank: u32, index: [usize; 3], body: &mut dyn FnMut()) {
        let block = self.block_of_rank(rank);
        let place = Place::new(index, self.threads, block);
        set_place(place);
        if let Err(panic) = caught(body) {
            self.panics.push((panic, Some(place)));
        }
    }

    /// Runs a closure of an iterator on the host. If `index` is `None`, it is not known which thread runs it
    /// on the device.
    pub fn item(&mut self, index: Option<usize>, body: &mut dyn FnMut()) {
        let place = index.map(|index| Place::new([index, 0, 0], self.threads, self.block_of_rank(1)));
        if let Err(panic) = caught(body) {
            self.panics.push((panic, place));
        }
    }

    /// Launches.
    pub fn device(&mut self, launch: &mut dyn FnMut() -> Result<(), Error>) {
        let launched = caught(launch);
        if self.threads.iter().product::<usize>() > 0
            && launched.as_ref().is_ok_and(|launched| launched.is_ok())
        {
            let record = offload::last_launch();
            let on_host = record.as_ref().is_some_and(|record| record.device_name.starts_with("fallback"));
            if record.is_none() || on_host != (self.backend == Backend::Fallback) {
                self.fail(format!("ran elsewhere: {record:?}"));
            }
        }
        self.launched = Some(launched);
        self.compare_panics();
    }

    fn compare_panics(&mut self) {
        let wanted = self.panics.first().map(|(panic, place)| format!("{panic:?} at {place:?}"));
        let failure = match (self.launched.as_ref().expect("there was a launch"), wanted) {
            (Ok(Ok(())), None) => None,
            (Ok(Ok(())), Some(wanted)) => {
                Some(format!("no panic; the host has {} such as {wanted}", self.panics.len()))
            }
            (Ok(Err(error)), wanted) => match Panic::of_error(error) {
                Some((device, block, thread)) => {
                    let same_thread = |place: &Place| place.block == block && place.thread == thread;
                    let is_expected = self.panics.iter().any(|(panic, place)| {
                        panic.corresponds_to(&device, &self.lines) && place.as_ref().is_none_or(same_thread)
                    });
                    (!is_expected).then(|| {
                        let of_thread = self.panics.iter().find(|(_, place)| place.as_ref().is_some_and(same_thread));
                        format!("{device:?} in block {block:?}, thread {thread:?}; there the host has {of_thread:?}, and elsewhere {wanted:?}")
                    })
                }
                None => Some(format!("{error:?}; the host has {wanted:?}")),
            },
            // The fallback unwinds with the panic of the first thread.
            (Err(panic), Some(wanted)) => {
                let is_expected = self.panics.iter().any(|(host, _)| host.corresponds_to(panic, &self.lines));
                (!is_expected || self.backend != Backend::Fallback)
                    .then(|| format!("unwound with {panic:?}; the host has {wanted}"))
            }
            (Err(panic), None) => Some(format!("unwound with {panic:?}; the host has no panic")),
        };
        if let Some(failure) = failure {
            self.fail(failure);
        }
        // The device decides which of several panics comes first, so the digest includes all.
        let mut panics: Vec<_> = self.panics.iter().map(|(panic, _)| panic.clone()).collect();
        panics.sort();
        panics.dedup();
        for panic in panics {
            self.digest.write(panic.message.as_bytes());
        }
    }

    /// Compares an argument's content after the launch with the host's values, or with the content before the
    /// launch if a thread panicked, since nothing is copied back then.
    pub fn same<T: Value>(&mut self, name: &str, before: &[T], host: &[T], device: &[T]) {
        // The digest contains only the host's results.
        self.digest.write_u64(digest(if self.panics.is_empty() { host } else { before }));
        let expected = match &self.launched {
            Some(Ok(Ok(()))) if self.panics.is_empty() => host,
            Some(Ok(Err(_))) => before,
            // If a thread panics in the fallback, earlier writes stay.
            _ => return,
        };
        if let Some(index) = difference(expected, device) {
            self.fail(format!(
                "{name}[{index}] of {} is {:?} instead of {:?}",
                expected.len(),
                device.get(index),
                expected.get(index)
            ));
        }
    }

    /// The same for a write-only argument.
    pub fn same_written<T: Value>(&mut self, name: &str, host: &[T], device: &[MaybeUninit<T>]) {
        if self.panics.is_empty() && matches!(self.launched, Some(Ok(Ok(())))) {
            // SAFETY: every thread writes its element, and none has panicked.
            let device: Vec<T> = device.iter().map(|element| unsafe { element.assume_init() }).collect();
            self.same(name, host, host, &device);
        }
    }

    fn fail(&mut self, failure: String) {
        let Self { number, threads, block, .. } = self;
        self.failures.push(format!("size {number}, threads {threads:?}, block {block:?}: {failure}"));
    }

    pub(crate) fn finish(self) -> Outcome {
        Outcome { panicked: !self.panics.is_empty(), digest: self.digest.finish(), failures: self.failures }
    }
}

/// The end of a case.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) panicked: bool,
    pub(crate) digest: u64,
    pub(crate) failures: Vec<String>,
}
