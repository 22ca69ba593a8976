//! Asks NVIDIA's driver about its GPUs: LLVM's runtime reports no names, no sizes, and no reason for a GPU
//! that it leaves out.

use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::ptr;
use std::sync::OnceLock;

/// The driver's library, which comes with the driver and never with a toolkit.
const LIBRARY: &str = "libcuda.so.1";

const ATTRIBUTE_MAJOR: c_int = 75;
const ATTRIBUTE_MINOR: c_int = 76;

/// A GPU according to the driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gpu {
    /// Such as `NVIDIA H100 80GB HBM3`.
    pub(crate) name: String,
    /// Its memory in bytes.
    pub(crate) memory: u64,
    /// Compute capability: 9 and 0 for `sm_90`.
    pub(crate) capability: (u32, u32),
    handle: c_int,
}

/// The loaded driver.
pub(crate) struct Driver {
    /// The GPUs in the driver's order.
    pub(crate) gpus: Vec<Gpu>,
    /// The newest CUDA that it supports, as 10 * major + minor.
    pub(crate) cuda: u32,
    library: Library,
}

/// The driver of this machine, loaded at the first call, or the reason why there is none.
pub(crate) fn driver() -> Result<&'static Driver, &'static str> {
    static DRIVER: OnceLock<Result<Driver, String>> = OnceLock::new();
    DRIVER.get_or_init(|| Driver::load(LIBRARY)).as_ref().map_err(String::as_str)
}

impl Gpu {
    /// Name of its architecture among the targets.
    pub(crate) fn target(&self) -> String {
        format!("sm_{}{}", self.capability.0, self.capability.1)
    }

    /// Whether an image for `target` (`sm_80`, `sm_90a`) runs on it. The driver requires the same major
    /// number, and a minor number that is no greater; an architecture with a suffix only runs on itself.
    pub(crate) fn runs(&self, target: &str) -> bool {
        let Some(number) = target.strip_prefix("sm_") else { return false };
        let digits = number.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let Ok(capability) = digits.parse::<u32>() else { return false };
        let (major, minor) = (capability / 10, capability % 10);
        let (own_major, own_minor) = self.capability;
        major == own_major && if number == digits { minor <= own_minor } else { minor == own_minor }
    }
}

impl Driver {
    fn load(library: &str) -> Result<Self, String> {
        // SAFETY: the driver's initialisers may run on any thread at any time.
        let library = unsafe { Library::open(Some(library), RTLD_NOW | RTLD_LOCAL) }
            .map_err(|error| format!("NVIDIA's driver is not installed ({error})"))?;
        let mut driver = Self { gpus: Vec::new(), cuda: 0, library };
        driver.read()?;
        Ok(driver)
    }

    fn read(&mut self) -> Result<(), String> {
        let (mut version, mut count): (c_int, c_int) = (0, 0);
        // SAFETY: the types match cuda.h, and every result has memory.
        unsafe {
            let init: unsafe extern "C" fn(c_uint) -> c_int = self.function("cuInit")?;
            self.check("cuInit", init(0))?;
            let get: unsafe extern "C" fn(*mut c_int) -> c_int = self.function("cuDriverGetVersion")?;
            self.check("cuDriverGetVersion", get(&mut version))?;
            let get: unsafe extern "C" fn(*mut c_int) -> c_int = self.function("cuDeviceGetCount")?;
            self.check("cuDeviceGetCount", get(&mut count))?;
        }
        // 12080 is 12.8.
        let version = version.max(0) as u32;
        self.cuda = version / 1000 * 10 + version % 1000 / 10;
        self.gpus = (0..count).map(|ordinal| self.gpu(ordinal)).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn gpu(&self, ordinal: c_int) -> Result<Gpu, String> {
        let (mut handle, mut major, mut minor): (c_int, c_int, c_int) = (0, 0, 0);
        let mut memory = 0usize;
        let mut name = [0u8; 256];
        // SAFETY: as above; one byte less than the name's length is passed, so that a zero ends it.
        unsafe {
            let get: unsafe extern "C" fn(*mut c_int, c_int) -> c_int = self.function("cuDeviceGet")?;
            self.check("cuDeviceGet", get(&mut handle, ordinal))?;
            let get: unsafe extern "C" fn(*mut c_char, c_int, c_int) -> c_int =
                self.function("cuDeviceGetName")?;
            self.check("cuDeviceGetName", get(name.as_mut_ptr().cast(), 255, handle))?;
            let get: unsafe extern "C" fn(*mut usize, c_int) -> c_int =
                self.function("cuDeviceTotalMem_v2")?;
            self.check("cuDeviceTotalMem", get(&mut memory, handle))?;
            let get: unsafe extern "C" fn(*mut c_int, c_int, c_int) -> c_int =
                self.function("cuDeviceGetAttribute")?;
            self.check("cuDeviceGetAttribute", get(&mut major, ATTRIBUTE_MAJOR, handle))?;
            self.check("cuDeviceGetAttribute", get(&mut minor, ATTRIBUTE_MINOR, handle))?;
        }
        let name = CStr::from_bytes_until_nul(&name).unwrap_or_default().to_string_lossy().into_owned();
        let capability = (major.max(0) as u32, minor.max(0) as u32);
        Ok(Gpu { name, memory: memory as u64, capability, handle })
    }

    /// Number of unused bytes in a GPU's memory.
    pub(crate) fn free_memory(&self, gpu: &Gpu) -> Option<u64> {
        let (mut free, mut total) = (0usize, 0usize);
        self.in_context(gpu, || {
            // SAFETY: the types match cuda.h.
            unsafe {
                let get: unsafe extern "C" fn(*mut usize, *mut usize) -> c_int =
                    self.function("cuMemGetInfo_v2")?;
                self.check("cuMemGetInfo", get(&mut free, &mut total))
            }
        })
        .ok()?;
        Some(free as u64)
    }

    /// Gives each thread of a GPU a stack of at least `bytes` bytes, from the next kernel on.
    pub(crate) fn grow_stack(&self, gpu: &Gpu, bytes: u64) -> Result<(), String> {
        const LIMIT_STACK_SIZE: c_int = 0;
        self.in_context(gpu, || {
            let mut now = 0usize;
            // SAFETY: the types match cuda.h.
            unsafe {
                let get: unsafe extern "C" fn(*mut usize, c_int) -> c_int = self.function("cuCtxGetLimit")?;
                self.check("cuCtxGetLimit", get(&mut now, LIMIT_STACK_SIZE))?;
                if now as u64 >= bytes {
                    return Ok(());
                }
                let set: unsafe extern "C" fn(c_int, usize) -> c_int = self.function("cuCtxSetLimit")?;
                self.check("cuCtxSetLimit", set(LIMIT_STACK_SIZE, bytes as usize))
            }
        })
    }

    /// Runs `work` with the GPU's primary context as the thread's current one. LLVM's runtime uses the same
    /// context; afterwards the calling thread has its own again.
    fn in_context(&self, gpu: &Gpu, work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
        type Context = *mut c_void;
        let mut context: Context = ptr::null_mut();
        // SAFETY: the types match cuda.h, and the context is popped and released again.
        unsafe {
            let retain: unsafe extern "C" fn(*mut Context, c_int) -> c_int =
                self.function("cuDevicePrimaryCtxRetain")?;
            let push: unsafe extern "C" fn(Context) -> c_int = self.function("cuCtxPushCurrent_v2")?;
            let pop: unsafe extern "C" fn(*mut Context) -> c_int = self.function("cuCtxPopCurrent_v2")?;
            let release: unsafe extern "C" fn(c_int) -> c_int =
                self.function("cuDevicePrimaryCtxRelease_v2")?;
            self.check("cuDevicePrimaryCtxRetain", retain(&mut context, gpu.handle))?;
            let result = self.check("cuCtxPushCurrent", push(context)).and_then(|()| {
                let result = work();
                pop(&mut context);
                result
            });
            release(gpu.handle);
            result
        }
    }

    /// # Safety
    ///
    /// `F` is the type that cuda.h gives the function.
    unsafe fn function<F: Copy>(&self, name: &str) -> Result<F, String> {
        // SAFETY: the caller's promise.
        unsafe { self.library.get(name.as_bytes()) }
            .map(|symbol| *symbol)
            .map_err(|_| format!("NVIDIA's driver has no `{name}`: it is too old"))
    }

    /// Turns a failure code into an error with the driver's own text.
    fn check(&self, function: &str, code: c_int) -> Result<(), String> {
        if code == 0 {
            return Ok(());
        }
        let mut text: *const c_char = ptr::null();
        // SAFETY: the type matches cuda.h; the text is a constant of the driver.
        let text = unsafe {
            match self
                .function::<unsafe extern "C" fn(c_int, *mut *const c_char) -> c_int>("cuGetErrorString")
            {
                Ok(describe) if describe(code, &mut text) == 0 && !text.is_null() => {
                    CStr::from_ptr(text).to_string_lossy().into_owned()
                }
                _ => "unknown error".into(),
            }
        };
        Err(format!("NVIDIA's driver says: {text} ({function} returned {code})"))
    }
}

#[cfg(test)]
impl Driver {
    /// The fake driver of `tests/cuda.c` for CUDA `version` (12080 is 12.8).
    pub(crate) fn fake(name: &str, version: u32) -> Self {
        let source = format!("#define VERSION {version}\n{}", include_str!("../tests/cuda.c"));
        tests::load(name, &source).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn gpu(capability: (u32, u32)) -> Gpu {
        Gpu { name: String::new(), memory: 0, capability, handle: 0 }
    }

    /// A driver with the functions that `source` defines.
    pub(super) fn load(name: &str, source: &str) -> Result<Driver, String> {
        let directory = std::env::temp_dir();
        let file = |end| directory.join(format!("offload-{name}-{}.{end}", std::process::id()));
        let (from, to) = (file("c"), file("so"));
        std::fs::write(&from, source).unwrap();
        let done = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&to, &from]).status().unwrap();
        assert!(done.success());
        let driver = Driver::load(to.to_str().unwrap());
        std::fs::remove_file(from).unwrap();
        std::fs::remove_file(to).unwrap();
        driver
    }

    #[test]
    fn gpus_have_names_memory_and_architecture() {
        let driver = Driver::fake("gpus", 12080);
        assert_eq!(driver.cuda, 128);
        assert_eq!(driver.gpus.len(), 2);
        assert_eq!((driver.gpus[1].name.as_str(), driver.gpus[1].memory), ("Fake GPU 1", 2 << 30));
        assert_eq!(driver.gpus[1].target(), "sm_90");
        assert_eq!(driver.free_memory(&driver.gpus[1]), Some(12345));
    }

    #[test]
    fn what_is_wrong_is_said_in_the_drivers_words() {
        let error = |result: Result<Driver, String>| result.err().unwrap();
        assert!(error(Driver::load("libnothing.so.9")).contains("not installed (libnothing.so.9"));
        let none = "int cuInit(unsigned f) { return 100; }
                    int cuGetErrorString(int e, const char **t) { *t = \"no CUDA-capable device\"; return 0; }";
        assert_eq!(
            error(load("none", none)),
            "NVIDIA's driver says: no CUDA-capable device (cuInit returned 100)"
        );
        assert!(error(load("ancient", "int cuInit(unsigned f) { return 0; }")).contains("too old"));
    }

    #[test]
    fn images_run_on_their_own_major_architecture() {
        assert!(gpu((8, 6)).runs("sm_80") && gpu((8, 6)).runs("sm_86"));
        assert!(!gpu((8, 0)).runs("sm_86") && !gpu((9, 0)).runs("sm_80"));
        assert!(gpu((9, 0)).runs("sm_90a") && gpu((12, 1)).runs("sm_120") && !gpu((12, 1)).runs("sm_120a"));
        assert!(!gpu((9, 0)).runs("gfx90a") && !gpu((9, 0)).runs("sm_"));
    }
}
