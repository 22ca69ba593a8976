//! Code that is not Rust: C, and assembly outside functions.

use offload::Each;

unsafe extern "C" {
    fn getpid() -> i32;
    fn getppid() -> i32;
    fn getuid() -> u32;
    fn printf(format: *const std::ffi::c_char, ...) -> i32;
    fn qsort(base: *mut u8, count: usize, size: usize, compare: unsafe extern "C" fn(*const u64, *const u64) -> i32);
    fn function_of_nobody(value: u64) -> u64;
    fn five() -> u64;
    static environ: *const u8;
}

unsafe extern "C" fn compare(a: *const u64, b: *const u64) -> i32 {
    // SAFETY: qsort passes elements.
    unsafe { (*a).cmp(&*b) as i32 }
}

std::arch::global_asm!(".globl five", "five: mov eax, 5", "ret");

#[unsafe(naked)]
extern "C" fn six() -> u64 {
    std::arch::naked_asm!("mov eax, 6", "ret")
}

static TABLE: [fn(u64) -> u64; 2] = [double, parent];

fn double(value: u64) -> u64 {
    2 * value
}

fn parent(_: u64) -> u64 {
    // SAFETY: no preconditions.
    unsafe { getppid() as u64 } //~ OFL020: kernel `foreign::table` calls the external function `getppid`
}

trait Method: Sync {
    fn call(&self, value: u64) -> u64;
}
struct Plain;
struct User;
impl Method for Plain {
    fn call(&self, value: u64) -> u64 {
        value
    }
}
impl Method for User {
    fn call(&self, _: u64) -> u64 {
        // SAFETY: no preconditions.
        unsafe { getuid() as u64 } //~ OFL020: kernel `foreign::dynamic` calls the external function `getuid`
    }
}
static METHODS: [&dyn Method; 2] = [&Plain, &User];

#[offload::kernel]
fn number(mut y: Each<u64>) {
    // SAFETY: no preconditions.
    *y = unsafe { getpid() } as u64; //~ OFL020: kernel `foreign::number` calls the external function `getpid`
}

#[offload::kernel]
fn variadic(mut y: Each<u64>) {
    // SAFETY: the format fits.
    *y = unsafe { printf(c"%d".as_ptr(), 5) } as u64; //~ OFL020: kernel `foreign::variadic` calls the external function `printf`
}

#[offload::kernel]
fn callback(mut y: Each<u64>) {
    let mut values = [3, 1, *y];
    // SAFETY: three elements of eight bytes.
    unsafe { qsort(values.as_mut_ptr().cast(), 3, 8, compare) }; //~ OFL020: kernel `foreign::callback` calls the external function `qsort`
    *y = values[0];
}

#[offload::kernel]
fn nobody(mut y: Each<u64>) {
    // SAFETY: it is never linked.
    *y = unsafe { function_of_nobody(*y) }; //~ OFL020: kernel `foreign::nobody` calls the external function `function_of_nobody`
}

#[offload::kernel]
fn outside(mut y: Each<u64>) {
    // SAFETY: it is below.
    *y = unsafe { five() }; //~ OFL020: kernel `foreign::outside` calls the external function `five`
}

#[offload::kernel]
fn naked(mut y: Each<u64>) {
    *y = six(); //~ OFL020: kernel `foreign::naked` calls the external function `foreign::six`
}

#[offload::kernel]
fn table(mut y: Each<u64>) {
    *y = TABLE[*y as usize % 2](*y);
}

#[offload::kernel]
fn dynamic(mut y: Each<u64>) {
    *y = METHODS[*y as usize % 2].call(*y);
}

#[offload::kernel]
fn foreign_static(mut y: Each<u64>) {
    // SAFETY: nobody changes it.
    *y = unsafe { environ } as u64; //~ OFL021: kernel `foreign::foreign_static` uses the mutable static `environ`
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    number::launch(&mut y)?;
    variadic::launch(&mut y)?;
    callback::launch(&mut y)?;
    nobody::launch(&mut y)?;
    outside::launch(&mut y)?;
    naked::launch(&mut y)?;
    table::launch(&mut y)?;
    dynamic::launch(&mut y)?;
    foreign_static::launch(&mut y)
}
