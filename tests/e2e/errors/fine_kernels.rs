//! Unusual kernels, functions and statics.

use offload::Each;
use std::alloc::{GlobalAlloc, Layout, System};
use std::any::TypeId;

static TABLE: [u64; 3] = [5, 6, 7];
static LARGE: [u64; 1 << 16] = [7; 1 << 16];
static NAMES: [&str; 2] = ["a", "bcd"];
thread_local! {
    static PER_THREAD: u64 = const { 3 };
}

extern "C" fn c(v: u64) -> u64 {
    v + 1
}

extern "sysv64" fn sysv(v: u64) -> u64 {
    v + 2
}

extern "win64" fn win(v: u64) -> u64 {
    v + 3
}

/// LLVM cannot inline it.
extern "sysv64" fn recursive(v: u64) -> u64 {
    if v < 2 { v } else { recursive(v - 1) ^ recursive(v - 2).rotate_left(3) }
}

#[unsafe(no_mangle)]
extern "C" fn exported(v: u64) -> u64 {
    v * 5
}

#[unsafe(export_name = "a name.with$signs")]
fn named(v: u64) -> u64 {
    v * 7
}

#[unsafe(link_section = ".text.mine")]
fn sectioned(v: u64) -> u64 {
    v * 11
}

#[repr(align(64))]
struct Aligned([u64; 4]);

const DEBUG: bool = false;

fn never_true() -> bool {
    false
}

fn logged(v: u64, log: bool) -> u64 {
    if log {
        println!("{:?}", std::time::Instant::now());
    }
    v + 1
}

/// Kernels allocate in their launch's heap, not with this allocator.
struct Own;
// SAFETY: that of the system's.
unsafe impl GlobalAlloc for Own {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, address: *mut u8, layout: Layout) {
        // SAFETY: the caller's.
        unsafe { System.dealloc(address, layout) }
    }
}
#[global_allocator]
static ALLOCATOR: Own = Own;

#[offload::kernel]
#[inline(always)]
fn always(mut y: Each<u64>) {
    *y += 1;
}

#[offload::kernel]
#[inline(never)]
fn never(mut y: Each<u64>) {
    *y += 1;
}

#[offload::kernel]
#[cold]
fn cold(mut y: Each<u64>) {
    *y += 1;
}

#[offload::kernel]
#[track_caller]
fn tracked(mut y: Each<u64>) {
    *y = std::panic::Location::caller().line() as u64;
}

#[offload::kernel]
fn abi(mut y: Each<u64>) {
    *y = c(*y) + sysv(*y) + recursive(*y % 8) + win(*y) + exported(*y) + named(*y) + sectioned(*y);
}

#[offload::kernel]
fn addresses(mut y: Each<u64>) {
    *y = (c as extern "C" fn(u64) -> u64 as usize as u64) ^ (&raw const TABLE as u64);
}

#[offload::kernel]
fn table(mut y: Each<u64>) {
    *y = TABLE[*y as usize % 3] + LARGE[*y as usize] + NAMES[*y as usize % 2].len() as u64;
}

#[offload::kernel]
fn own_allocator(mut y: Each<u64>) {
    *y = std::hint::black_box(vec![*y; 3])[1];
}

#[offload::kernel]
fn absolute(mut y: Each<u64>) {
    // SAFETY: the launch has no elements.
    *y = unsafe { (0x1000 as *const u64).read_volatile() };
}

#[offload::kernel]
fn computed(mut y: Each<u64>) {
    // SAFETY: the launch has no elements.
    *y = unsafe { *((*y as usize * 8) as *const u64) };
}

#[offload::kernel]
fn constant_per_thread(mut y: Each<u64>) {
    *y = PER_THREAD.with(|value| *value);
}

#[offload::kernel]
fn aligned(mut y: Each<u64>) {
    let local = Aligned([*y; 4]);
    *y = (std::hint::black_box(&local) as *const Aligned as u64 % 64) + local.0[1];
}

#[offload::kernel]
fn types(mut y: Each<u64>) {
    *y = (TypeId::of::<u64>() == TypeId::of::<i64>()) as u64 + std::any::type_name::<u64>().len() as u64;
}

#[offload::kernel]
fn folded_constant(mut y: Each<u64>) {
    if DEBUG {
        let _ = std::fs::write("/tmp/x", "text");
    }
    *y = 1;
}

#[offload::kernel]
fn folded_function(mut y: Each<u64>) {
    if never_true() {
        *y = std::process::id() as u64;
    }
}

#[offload::kernel]
fn folded_argument(mut y: Each<u64>) {
    *y = logged(*y, false);
}

#[target_feature(enable = "sse4.2")]
fn checksum(value: u64) -> u64 {
    std::arch::x86_64::_mm_crc32_u64(0, value)
}

#[offload::kernel]
fn detected(mut y: Each<u64>) {
    if std::is_x86_feature_detected!("sse4.2") {
        *y = unsafe { checksum(*y) };
    }
    if std::arch::x86_64::__cpuid(7).ebx & (1 << 5) != 0 {
        *y += std::process::id() as u64;
    }
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    always::launch(&mut y)?;
    never::launch(&mut y)?;
    cold::launch(&mut y)?;
    tracked::launch(&mut y)?;
    abi::launch(&mut y)?;
    addresses::launch(&mut y)?;
    table::launch(&mut y)?;
    own_allocator::launch(&mut y)?;
    absolute::launch(&mut y)?;
    computed::launch(&mut y)?;
    constant_per_thread::launch(&mut y)?;
    aligned::launch(&mut y)?;
    types::launch(&mut y)?;
    folded_constant::launch(&mut y)?;
    folded_function::launch(&mut y)?;
    folded_argument::launch(&mut y)?;
    detected::launch(&mut y)
}
