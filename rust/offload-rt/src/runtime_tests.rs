//! The steps of a launch on a backend with a map as its memory and with chosen failures.

use super::*;
use crate::active::State;
use crate::backend::KernelLaunch;
use crate::launch::{Arguments, SlotWord};
use crate::record::Direction;
use crate::settings::DefaultDevice;
use crate::table::Resident;
use offload_abi::{
    ARTIFACT_MAGIC, BinaryDescriptor, Descriptor, DeviceImage, HIDDEN_SLOTS, LaunchParams, OffloadEntry,
    Place, REPORT_COMPLETE, Report, SLOT_TO, SLOT_TOFROM, STATUS_FAILED, STATUS_OK, STATUS_USE_FALLBACK,
    Slot, Text,
};
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The mock's calls, in order, and its memory.
#[derive(Default)]
struct Log {
    calls: Vec<String>,
    live: HashMap<u64, Vec<u8>>,
    /// Calls that start with one of these fail.
    failing: Vec<&'static str>,
    /// Calls that start with one of these panic.
    panicking: Vec<&'static str>,
    writes_report: bool,
}

#[derive(Clone, Default)]
struct Mock(Arc<Mutex<Log>>);

impl Mock {
    fn log(&self) -> MutexGuard<'_, Log> {
        self.0.lock().unwrap()
    }

    /// Records a call; returns whether it succeeds.
    fn call(&self, call: String) -> bool {
        let mut log = self.log();
        let is_in = |calls: &[&str]| calls.iter().any(|start| call.starts_with(start));
        let (fails, panics) = (is_in(&log.failing), is_in(&log.panicking));
        log.calls.push(call);
        drop(log);
        assert!(!panics, "the backend panics");
        !fails
    }

    /// Calls about ranges of the test, all of which are longer than a launch's own block.
    fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.log().calls).into_iter().filter(|call| !call.contains("block")).collect()
    }
}

/// Name of an allocation or transfer of `bytes` bytes. Ranges in these tests are of 10,000 bytes and more.
fn name(bytes: u64) -> String {
    if bytes < 10_000 { "block".into() } else { (bytes / 10_000 * 10_000).to_string() }
}

impl Backend for Mock {
    unsafe fn register(&self, _binary: *const BinaryDescriptor) {
        self.call("register".into());
    }

    fn device_count(&self) -> u32 {
        4
    }

    fn allocate(&self, _device: u32, bytes: u64) -> Option<u64> {
        if !self.call(format!("allocate {}", name(bytes))) {
            return None;
        }
        let memory = vec![0; bytes as usize];
        let address = memory.as_ptr() as u64;
        self.log().live.insert(address, memory);
        Some(address)
    }

    unsafe fn free(&self, _device: u32, address: u64) {
        let memory = self.log().live.remove(&address).expect("freed once");
        self.call(format!("free {}", name(memory.len() as u64)));
    }

    unsafe fn copy_to(&self, _device: u32, address: u64, host: *const u8, bytes: u64) -> Result<(), String> {
        if !self.call(format!("to {}", name(bytes))) {
            return Err("no".into());
        }
        // SAFETY: the caller's promise.
        unsafe { std::ptr::copy_nonoverlapping(host, address as *mut u8, bytes as usize) };
        Ok(())
    }

    unsafe fn copy_from(&self, _device: u32, address: u64, host: *mut u8, bytes: u64) -> Result<(), String> {
        if !self.call(format!("from {}", name(bytes))) {
            return Err("no".into());
        }
        // SAFETY: the caller's promise.
        unsafe { std::ptr::copy_nonoverlapping(address as *const u8, host, bytes as usize) };
        Ok(())
    }

    fn allocate_pinned(&self, _device: u32, _bytes: u64) -> Option<NonNull<u8>> {
        None
    }

    /// Adds 1 to the first byte of each argument that is an address.
    unsafe fn launch(&self, launch: &KernelLaunch<'_>) -> Result<(), String> {
        if !self.call("launch".into()) {
            return Err("no".into());
        }
        let (slots, hidden) = launch.arguments.split_at(launch.arguments.len() - HIDDEN_SLOTS);
        // SAFETY: the tests pass addresses only.
        unsafe {
            slots.iter().for_each(|slot| *(slot.assume_init() as *mut u8) += 1);
            if self.log().writes_report {
                (*(hidden[4].assume_init() as *mut Report)).state = REPORT_COMPLETE;
            }
        }
        Ok(())
    }
}

/// A runtime on the mock, and a kernel to launch.
struct Case {
    runtime: Runtime,
    mock: Mock,
    handle: &'static KernelHandle,
    /// Whether the program has no device code for the kernel.
    is_without_code: AtomicBool,
}

// SAFETY: the handle and its artifact never change.
unsafe impl Sync for Case {}

impl Case {
    fn new() -> Self {
        Self::keeping(0)
    }

    /// With a pool of `spare_bytes` bytes.
    fn keeping(spare_bytes: u64) -> Self {
        let mock = Mock::default();
        let settings = Settings {
            heap_bytes: 1 << 20,
            output_bytes: 1 << 20,
            stack_bytes: 1 << 14,
            fallback: Fallback::Never,
            device: DefaultDevice::Auto,
            info: false,
            devices_disabled: None,
        };
        let runtime = Runtime::new(settings, || unreachable!(), spare_bytes);
        assert!(runtime.backend.set(Ok(Box::new(mock.clone()))).is_ok());
        Self { runtime, mock, handle: handle(), is_without_code: AtomicBool::new(false) }
    }

    fn failing(self, calls: &[&'static str]) -> Self {
        self.mock.log().failing = calls.to_vec();
        self
    }

    /// Number of allocations that are not given back, and of resident ranges.
    fn held(&self) -> (usize, usize) {
        (self.mock.log().live.len(), self.runtime.table.count().1)
    }

    /// Runs the calls of a launch; returns its status and its error.
    fn run(&self, slots: &[Slot], values: &[u64]) -> (i32, Option<Error>) {
        let mut outcome = None;
        let run = |state: &mut State<'_>| {
            let slots = 0..slots.len() as u32;
            slots.clone().for_each(|slot| state.map_begin(slot));
            // SAFETY: all slots have begun.
            unsafe { state.run_kernel() };
            slots.rev().for_each(|slot| state.map_end(slot));
        };
        self.with_state(slots, values, run, |state| outcome = Some(state.finish()));
        outcome.unwrap()
    }

    /// Prepares a launch, and runs `steps` of it.
    fn with_state(
        &self,
        slots: &[Slot],
        values: &[u64],
        steps: impl FnOnce(&mut State<'_>),
        end: impl FnOnce(State<'_>),
    ) {
        let text = Text::new("k");
        let place = Place { file: Text::new("f.rs"), line: 1, column: 2 };
        let descriptor = Descriptor {
            abi_version: ABI_VERSION,
            rank: 1,
            max_block: offload_abi::MAX_BLOCK,
            slot_count: slots.len() as u32,
            flags: 0,
            fingerprint: 0,
            name: text,
            place,
            slots: slots.as_ptr(),
        };
        let KernelHandle { artifact, entry, .. } = *self.handle;
        let handle = KernelHandle {
            artifact,
            entry,
            fingerprint: 0,
            slot_count: slots.len() as u32,
            flags: 0,
            carried: 0,
        };
        let params = LaunchParams { grid: [1; 3], block: [1; 3], dyn_shared: 0, device: -1, place };
        let launch = Launch { descriptor: &descriptor, params: &params };
        let values: Vec<_> = values.iter().copied().map(SlotWord::new).collect();
        let arguments = Arguments { launch, slots, values: &values };
        let handle = match self.is_without_code.load(Ordering::Relaxed) {
            true => std::ptr::null(),
            false => &raw const handle,
        };
        // SAFETY: the handle belongs to the mock's artifact, which takes any slots.
        let mut state = unsafe { State::begin(|| Ok(&self.runtime), handle, arguments) };
        steps(&mut state);
        end(state);
    }
}

/// A handle whose artifact has this very program as its image: any whole ELF file will do.
fn handle() -> &'static KernelHandle {
    let image: &'static [u8] = std::fs::read(std::env::current_exe().unwrap()).unwrap().leak();
    let ends = image.as_ptr_range();
    let none: *const OffloadEntry = std::ptr::null();
    let image = DeviceImage {
        start: ends.start.cast(),
        end: ends.end.cast(),
        entries_begin: none,
        entries_end: none,
    };
    let images = Box::leak(Box::new(image));
    let binary = BinaryDescriptor { image_count: 1, images, entries_begin: none, entries_end: none };
    let artifact = Artifact {
        magic: ARTIFACT_MAGIC,
        abi_version: ABI_VERSION,
        reserved: 0,
        binary: Box::leak(Box::new(binary)),
        manifest: "{}".as_ptr(),
        manifest_length: 2,
    };
    let artifact = Box::leak(Box::new(artifact));
    Box::leak(Box::new(KernelHandle {
        artifact,
        entry: none,
        fingerprint: 0,
        slot_count: 0,
        flags: 0,
        carried: 0,
    }))
}

fn slot(name: &'static str, kind: u32, count: u64) -> Slot {
    let (fields, field_count) = (std::ptr::null(), 0);
    Slot {
        kind,
        flags: 0,
        element_size: 1,
        element_align: 1,
        count,
        name: Text::new(name),
        fields,
        field_count,
        witness: std::ptr::null(),
    }
}

#[test]
fn all_is_allocated_before_anything_is_sent() {
    let case = Case::new();
    let (a, mut b) = (vec![1u8; 10_000], vec![2u8; 20_000]);
    let slots = [slot("a", SLOT_TO, 10_000), slot("b", SLOT_TOFROM, 20_000)];
    let (status, error) = case.run(&slots, &[a.as_ptr() as u64, b.as_mut_ptr() as u64]);
    assert_eq!((status, error), (STATUS_OK, None));
    let calls = case.mock.calls();
    assert!(calls[1..3].iter().all(|call| call.starts_with("allocate")), "{calls:?}");
    assert_eq!(calls[0], "register");
    assert_eq!(calls[3..], ["to 10000", "to 20000", "launch", "from 20000", "free 20000", "free 10000"]);
    assert_eq!((a[0], b[0]), (1, 3));
    // The launch's own block is kept for the next one.
    assert_eq!(case.held(), (1, 0));
    case.run(&slots, &[a.as_ptr() as u64, b.as_mut_ptr() as u64]);
    assert!(!case.mock.calls().contains(&"register".into()));
    assert_eq!(case.held().0, 1);
}

#[test]
fn without_memory_nothing_is_sent_and_nothing_stays() {
    let case = Case::new().failing(&["allocate 20000"]);
    let (a, mut b) = (vec![1u8; 10_000], vec![2u8; 20_000]);
    let slots = [slot("a", SLOT_TO, 10_000), slot("b", SLOT_TOFROM, 20_000)];
    let (status, error) = case.run(&slots, &[a.as_ptr() as u64, b.as_mut_ptr() as u64]);
    assert_eq!(status, STATUS_FAILED);
    let error = error.unwrap();
    assert!(
        matches!(error.kind(), ErrorKind::OutOfMemory { argument, bytes: 20_000, .. } if argument == "b"),
        "{error}"
    );
    assert!(!case.mock.calls().iter().any(|call| call.starts_with("to")));
    assert_eq!(case.held(), (0, 0));
}

#[test]
fn a_failed_transfer_ends_what_had_begun() {
    let case = Case::new().failing(&["to 20000"]);
    let (mut a, mut b, mut c) = (vec![1u8; 10_000], vec![2u8; 20_000], vec![3u8; 30_000]);
    let slots =
        [slot("a", SLOT_TOFROM, 10_000), slot("b", SLOT_TOFROM, 20_000), slot("c", SLOT_TOFROM, 30_000)];
    let values = [a.as_mut_ptr() as u64, b.as_mut_ptr() as u64, c.as_mut_ptr() as u64];
    let (status, error) = case.run(&slots, &values);
    assert_eq!(status, STATUS_FAILED);
    assert!(
        error.unwrap().to_string().contains("copying `b` to the device (kernel `k`, f.rs:1:2) failed: no")
    );
    assert!(!case.mock.calls().iter().any(|call| call.starts_with("from")));
    assert_eq!(case.held(), (0, 0));
}

#[test]
fn a_failed_kernel_copies_nothing_back() {
    for panics in [false, true] {
        let case = Case::new().failing(if panics { &[] } else { &["launch"] });
        case.mock.log().writes_report = panics;
        let mut a = vec![1u8; 10_000];
        let (status, error) = case.run(&[slot("a", SLOT_TOFROM, 10_000)], &[a.as_mut_ptr() as u64]);
        assert_eq!(status, STATUS_FAILED);
        assert_eq!(error.unwrap().id(), if panics { "OFL106" } else { "OFL109" });
        assert!(!case.mock.calls().contains(&"from 10000".into()));
        assert_eq!(a[0], 1);
        assert_eq!(case.held(), (0, 0));
    }
}

#[test]
fn a_failed_copy_back_is_said_and_frees() {
    let case = Case::new().failing(&["from 10000"]);
    let mut a = vec![1u8; 10_000];
    let (status, error) = case.run(&[slot("a", SLOT_TOFROM, 10_000)], &[a.as_mut_ptr() as u64]);
    assert_eq!(status, STATUS_FAILED);
    assert!(error.unwrap().to_string().contains("copying `a` back"));
    assert_eq!(case.held(), (1, 0));
}

#[test]
fn overlapping_slots_are_one_range() {
    let case = Case::new();
    let mut data = vec![1u8; 30_000];
    let start = data.as_mut_ptr() as u64;
    let slots = [slot("a", SLOT_TO, 20_000), slot("b", SLOT_TOFROM, 20_000), slot("c", SLOT_TO, 5_000)];
    let (status, _) = case.run(&slots, &[start + 10_000, start, start]);
    assert_eq!(status, STATUS_OK);
    assert_eq!(
        case.mock.calls(),
        ["register", "allocate 30000", "to 30000", "launch", "from 30000", "free 30000"]
    );
    // The kernel saw `b` and `c` at the same address, and `a` 10,000 bytes on.
    assert_eq!((data[0], data[10_000], data[20_000]), (3, 2, 1));
}

#[test]
fn small_ranges_that_are_read_are_one_copy() {
    let case = Case::new();
    let (small, mut written) = ([vec![1u8; 600], vec![2; 4096], vec![3; 2]], vec![4u8; 100]);
    let slots = [
        slot("a", SLOT_TO, 600),
        slot("b", SLOT_TO, 4096),
        slot("w", SLOT_TOFROM, 100),
        slot("c", SLOT_TO, 2),
    ];
    let [a, b, c] = small.each_ref().map(|data| data.as_ptr() as u64);
    for _ in 0..2 {
        case.mock.log().calls.clear();
        let (status, error) = case.run(&slots, &[a, b, written.as_mut_ptr() as u64, c]);
        assert_eq!((status, error), (STATUS_OK, None));
        let log = case.mock.log();
        let copies = log.calls.iter().filter(|call| call.starts_with("to ")).count();
        // The pack, the written range, and in the first launch the empty report.
        assert!(copies <= 3, "{:?}", log.calls);
    }
    assert_eq!((written[0], small[0][0]), (6, 1));
    assert_eq!(case.held(), (1, 0));
    let case = case.failing(&["to block"]);
    let (status, error) = case.run(&slots, &[a, b, written.as_mut_ptr() as u64, c]);
    assert_eq!((status, error.unwrap().id()), (STATUS_FAILED, "OFL109"));
    assert_eq!(case.held(), (1, 0));
}

#[test]
fn memory_is_used_again_and_given_up_where_it_is_wanted() {
    let case = Case::keeping(50_000);
    let (a, b) = (vec![1u8; 30_000], vec![1u8; 90_000]);
    let small = |case: &Case| case.run(&[slot("a", SLOT_TO, 30_000)], &[a.as_ptr() as u64]).0;
    assert_eq!((small(&case), small(&case)), (STATUS_OK, STATUS_OK));
    assert_eq!(case.mock.calls(), ["register", "allocate 30000", "to 30000", "launch", "to 30000", "launch"]);
    let case = case.failing(&["allocate 90000"]);
    let (status, error) = case.run(&[slot("b", SLOT_TO, 90_000)], &[b.as_ptr() as u64]);
    assert_eq!((status, error.unwrap().id()), (STATUS_FAILED, "OFL104"));
    assert_eq!(case.mock.calls(), ["allocate 90000", "free 30000", "allocate 90000", "allocate 90000"]);
    assert_eq!(case.held().0, 1);
}

#[test]
fn a_resident_range_is_sent_once_and_fetched_when_asked() {
    let case = Case::new();
    let mut data = vec![1u8; 40_000];
    let start = data.as_mut_ptr() as u64;
    case.runtime.make_resident(Resident::new(start, 40_000, 1, Vec::new()), "f.rs:1:1").unwrap();
    let slots = [slot("a", SLOT_TOFROM, 10_000), slot("b", SLOT_TO, 20_000)];
    for _ in 0..3 {
        assert_eq!(case.run(&slots, &[start, start + 10_000]).0, STATUS_OK);
    }
    assert_eq!(case.mock.calls(), ["register", "allocate 40000", "to 40000", "launch", "launch", "launch"]);
    assert_eq!((data[0], data[10_000]), (1, 1), "the host has not been told");
    // SAFETY: the parts are inside of `data`.
    unsafe {
        case.runtime.transfer_resident(start, Direction::From, 10_000, 10_000, "f.rs:2:2").unwrap();
        assert_eq!((data[0], data[10_000]), (1, 4));
        data[0] = 50;
        case.runtime.transfer_resident(start, Direction::To, 0, 10_000, "f.rs:3:3").unwrap();
        case.runtime.transfer_resident(start, Direction::From, 0, 40_000, "f.rs:4:4").unwrap();
    }
    assert_eq!((data[0], data[10_000], data[30_000]), (50, 4, 1));
    case.runtime.end_resident(start);
    assert_eq!(case.mock.calls(), ["from 10000", "to 10000", "from 40000", "free 40000"]);
    // The launch's own block is kept.
    assert_eq!(case.held(), (1, 0));
}

#[test]
fn a_resident_range_that_finds_no_memory_or_way_can_be_tried_again() {
    for (failing, id) in [("allocate 40000", "OFL104"), ("to 40000", "OFL109")] {
        let case = Case::new().failing(&[failing]);
        let mut data = vec![1u8; 40_000];
        let start = data.as_mut_ptr() as u64;
        case.runtime.make_resident(Resident::new(start, 40_000, 1, Vec::new()), "f.rs:1:1").unwrap();
        let slots = [slot("a", SLOT_TOFROM, 10_000)];
        let (status, error) = case.run(&slots, &[start]);
        assert_eq!((status, error.unwrap().id()), (STATUS_FAILED, id));
        assert_eq!(case.held().0, 0);
        let case = case.failing(&[]);
        assert_eq!(case.run(&slots, &[start]).0, STATUS_OK);
        case.runtime.end_resident(start);
        assert_eq!(case.held(), (1, 0));
    }
}

#[test]
fn a_launch_over_half_a_resident_range_is_refused() {
    let case = Case::new();
    let mut data = vec![1u8; 40_000];
    let start = data.as_mut_ptr() as u64;
    case.runtime.make_resident(Resident::new(start, 20_000, 1, Vec::new()), "f.rs:1:1").unwrap();
    let (status, error) = case.run(&[slot("a", SLOT_TO, 30_000)], &[start + 10_000]);
    assert_eq!((status, error.unwrap().id()), (STATUS_FAILED, "OFL107"));
    let error =
        case.runtime.make_resident(Resident::new(start + 19_999, 10, 1, Vec::new()), "f.rs:2:2").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("OFL107: the resident range overlaps memory that is mapped already, at f.rs:2:2"),
        "{error}"
    );
}

/// A launch over three ranges, the last two small enough to be packed, and a resident range.
fn with_all_kinds(case: &Case) -> (i32, Option<Error>) {
    let (mut a, b, c) = (vec![1u8; 20_000], vec![2u8; 100], vec![3u8; 100]);
    let mut resident = vec![4u8; 40_000];
    let start = resident.as_mut_ptr() as u64;
    case.runtime.make_resident(Resident::new(start, 40_000, 1, Vec::new()), "f.rs:1:1").unwrap();
    let slots = [
        slot("a", SLOT_TOFROM, 20_000),
        slot("b", SLOT_TO, 100),
        slot("c", SLOT_TO, 100),
        slot("d", SLOT_TOFROM, 10_000),
    ];
    let addresses = [a.as_mut_ptr(), b.as_ptr().cast_mut(), c.as_ptr().cast_mut(), resident.as_mut_ptr()];
    let outcome = case.run(&slots, &addresses.map(|address| address as u64));
    case.runtime.end_resident(start);
    outcome
}

#[test]
fn whatever_fails_or_panics_leaves_nothing_behind() {
    let calls = {
        let case = Case::new();
        assert_eq!(with_all_kinds(&case), (STATUS_OK, None));
        let calls = std::mem::take(&mut case.mock.log().calls);
        calls.into_iter().filter(|call| !call.starts_with("free") && call != "register")
    };
    let mut seen = Vec::new();
    for call in calls {
        let call: &'static str = call.leak();
        if seen.contains(&call) {
            continue;
        }
        seen.push(call);
        for panics in [false, true] {
            let case = if panics { Case::new() } else { Case::new().failing(&[call]) };
            if panics {
                case.mock.log().panicking = vec![call];
            }
            let (status, error) = with_all_kinds(&case);
            let error = error.unwrap();
            assert_eq!(status, STATUS_FAILED, "{call}");
            assert_eq!(error.to_string().contains("the backend panics"), panics, "{call}: {error}");
            assert_eq!((error.kernel(), error.place()), (Some("k"), Some("f.rs:1:2")), "{call}");
            // The block of a successful launch is kept.
            assert!(case.held().0 <= 1, "{call}: {} pieces of device memory", case.held().0);
            assert_eq!(case.held().1, 0, "{call}");
            // The next launch finds everything as it was.
            (case.mock.log().failing, case.mock.log().panicking) = (Vec::new(), Vec::new());
            assert_eq!(with_all_kinds(&case), (STATUS_OK, None), "{call}");
        }
    }
    assert!(seen.len() > 8, "{seen:?}");
}

#[test]
fn a_launch_that_is_given_up_between_two_calls_leaves_nothing_behind() {
    let case = Case::new();
    let (mut a, b) = (vec![1u8; 20_000], vec![2u8; 30_000]);
    let slots = [slot("a", SLOT_TOFROM, 20_000), slot("b", SLOT_TO, 30_000)];
    let values = [a.as_mut_ptr() as u64, b.as_ptr() as u64];
    for steps in 0..4 {
        case.with_state(
            &slots,
            &values,
            |state| {
                (0..steps.min(2)).for_each(|slot| state.map_begin(slot));
                if steps > 2 {
                    // SAFETY: both slots have begun.
                    unsafe { state.run_kernel() };
                }
            },
            |state| drop(state),
        );
        assert_eq!(case.runtime.table.count(), (0, 0));
        assert!(case.held().0 <= 1);
        assert_eq!(a[0], 1, "nothing is copied back");
    }
}

#[test]
fn sixty_four_threads_over_the_same_ranges_add_up() {
    let case = Case::new();
    let mut data = vec![0u8; 100 + 64 * 99 + 200];
    let start = data.as_mut_ptr() as u64;
    std::thread::scope(|scope| {
        for thread in 0..64 {
            let case = &case;
            scope.spawn(move || {
                // The kernel adds 1 to the first byte of each range. All threads share one of the two bytes;
                // a neighbour's range contains the other.
                let slots = [slot("all", SLOT_TOFROM, 50), slot("own", SLOT_TOFROM, 200)];
                for _ in 0..3 {
                    let (status, error) = case.run(&slots, &[start, start + 100 + thread * 99]);
                    assert_eq!((status, error), (STATUS_OK, None));
                }
            });
        }
    });
    assert_eq!(data[0] as usize, 64 * 3);
    assert!((0..64).all(|thread| data[100 + thread * 99] == 3));
    assert_eq!(case.runtime.table.count(), (0, 0));
}

#[test]
fn a_launch_inside_a_fallback_is_one_of_its_own() {
    let mut case = Case::new();
    case.runtime.settings.fallback = Fallback::NoArtifact;
    let mut a = vec![1u8; 20_000];
    let slots = [slot("a", SLOT_TOFROM, 20_000)];
    let values = [a.as_mut_ptr() as u64];
    case.is_without_code.store(true, Ordering::Relaxed);
    let inside = |_: &mut State<'_>| {
        case.is_without_code.store(false, Ordering::Relaxed);
        assert_eq!(case.run(&slots, &values), (STATUS_OK, None));
    };
    let end = |state: State<'_>| assert_eq!(state.finish(), (STATUS_USE_FALLBACK, None));
    case.with_state(&slots, &values, inside, end);
    assert_eq!((a[0], case.held()), (2, (1, 0)));
}
