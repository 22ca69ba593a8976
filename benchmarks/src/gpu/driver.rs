//! The parts of CUDA's driver that the benchmark needs.

use std::ffi::{CStr, CString, c_char, c_int, c_uint, c_void};
use std::ptr;

use anyhow::{Context, Result, bail};
use libloading::{Library, Symbol};

/// A loaded driver whose first GPU's primary context is this thread's current one.
pub struct Driver {
    library: Library,
    device: c_int,
}

/// Calls a function of the driver by its name. The types beside the parameters are those of `cuda.h`. Fails
/// with the driver's own text.
macro_rules! call {
    ($driver:expr, $name:literal, $($value:expr => $type:ty),* $(,)?) => {{
        // SAFETY: the types match cuda.h; pointers point to memory that lives during the call.
        let code = unsafe {
            let function: Symbol<'_, unsafe extern "C" fn($($type),*) -> c_int> =
                $driver.library.get($name.as_bytes()).with_context(|| format!("NVIDIA's driver has no {}", $name))?;
            function($($value),*)
        };
        $driver.check($name, code)
    }};
}

type Handle = *mut c_void;

impl Driver {
    pub fn load() -> Result<Self> {
        // SAFETY: the driver's initialisers may run at any time.
        let library = unsafe { Library::new("libcuda.so.1") }.context("NVIDIA's driver is not installed")?;
        let mut driver = Self { library, device: 0 };
        let mut device = 0;
        let mut context: Handle = ptr::null_mut();
        call!(driver, "cuInit", 0 => c_uint)?;
        call!(driver, "cuDeviceGet", &mut device => *mut c_int, 0 => c_int)?;
        call!(driver, "cuDevicePrimaryCtxRetain", &mut context => *mut Handle, device => c_int)?;
        call!(driver, "cuCtxSetCurrent", context => Handle)?;
        driver.device = device;
        Ok(driver)
    }

    fn check(&self, function: &str, code: c_int) -> Result<()> {
        if code == 0 {
            return Ok(());
        }
        let mut text: *const c_char = ptr::null();
        // SAFETY: the type matches cuda.h; the text is a constant of the driver.
        let text = unsafe {
            let describe: Symbol<'_, unsafe extern "C" fn(c_int, *mut *const c_char) -> c_int> =
                self.library.get(b"cuGetErrorString")?;
            if describe(code, &mut text) == 0 && !text.is_null() {
                CStr::from_ptr(text).to_string_lossy().into_owned()
            } else {
                "unknown error".into()
            }
        };
        bail!("{function} says: {text} ({code})");
    }

    pub fn device_name(&self) -> Result<String> {
        let mut name = [0u8; 256];
        call!(self, "cuDeviceGetName", name.as_mut_ptr().cast() => *mut c_char, 255 => c_int, self.device => c_int)?;
        Ok(CStr::from_bytes_until_nul(&name)?.to_string_lossy().into_owned())
    }

    /// The newest CUDA that the driver supports, such as `12.8`.
    pub fn cuda_version(&self) -> Result<String> {
        let mut version = 0;
        call!(self, "cuDriverGetVersion", &mut version => *mut c_int)?;
        Ok(format!("{}.{}", version / 1000, version % 1000 / 10))
    }

    /// The target of the GPU, such as `sm_90`.
    pub fn target(&self) -> Result<String> {
        let attribute = |number: c_int| {
            let mut value = 0;
            call!(self, "cuDeviceGetAttribute", &mut value => *mut c_int, number => c_int, self.device => c_int)?;
            anyhow::Ok(value)
        };
        Ok(format!("sm_{}{}", attribute(75)?, attribute(76)?))
    }

    pub fn module(&self, cubin: &[u8]) -> Result<Module> {
        let mut handle: Handle = ptr::null_mut();
        call!(self, "cuModuleLoadData", &mut handle => *mut Handle, cubin.as_ptr().cast() => *const c_void)?;
        Ok(Module(handle))
    }

    pub fn function(&self, module: &Module, name: &str) -> Result<Function> {
        let mut handle: Handle = ptr::null_mut();
        let text = CString::new(name)?;
        call!(self, "cuModuleGetFunction", &mut handle => *mut Handle, module.0 => Handle, text.as_ptr() => *const c_char)
            .with_context(|| format!("function {name}"))?;
        let attribute = |number: c_int| {
            let mut value = 0;
            call!(self, "cuFuncGetAttribute", &mut value => *mut c_int, number => c_int, handle => Handle)?;
            anyhow::Ok(value)
        };
        Ok(Function { handle, registers: attribute(4)?, local_bytes: attribute(3)? })
    }

    /// Copies `values` to the GPU's memory; the copy lives as long as the process.
    pub fn copy_of<T: Copy>(&self, values: &[T]) -> Result<Buffer> {
        let bytes = size_of_val(values);
        let mut address = 0;
        call!(self, "cuMemAlloc_v2", &mut address => *mut u64, bytes.max(1) => usize)?;
        let buffer = Buffer { address };
        self.write(buffer, values)?;
        Ok(buffer)
    }

    pub fn write<T: Copy>(&self, buffer: Buffer, values: &[T]) -> Result<()> {
        call!(self, "cuMemcpyHtoD_v2", buffer.address => u64, values.as_ptr().cast() => *const c_void,
            size_of_val(values) => usize)
    }

    pub fn read(&self, buffer: Buffer, values: &mut [f32]) -> Result<()> {
        call!(self, "cuMemcpyDtoH_v2", values.as_mut_ptr().cast() => *mut c_void, buffer.address => u64,
            size_of_val(values) => usize)
    }

    /// Starts a kernel. Each parameter is in the low bytes of its word.
    pub fn launch(
        &self,
        function: &Function,
        grid: [u32; 2],
        block: [u32; 2],
        parameters: &[u64],
    ) -> Result<()> {
        let mut places: Vec<*const u64> = parameters.iter().map(ptr::from_ref).collect();
        call!(self, "cuLaunchKernel", function.handle => Handle,
            grid[0] => c_uint, grid[1] => c_uint, 1 => c_uint, block[0] => c_uint, block[1] => c_uint, 1 => c_uint,
            0 => c_uint, ptr::null_mut() => Handle, places.as_mut_ptr() => *mut *const u64, ptr::null_mut() => Handle)
    }

    pub fn event(&self) -> Result<Event> {
        let mut handle: Handle = ptr::null_mut();
        call!(self, "cuEventCreate", &mut handle => *mut Handle, 0 => c_uint)?;
        Ok(Event(handle))
    }

    pub fn record(&self, event: &Event) -> Result<()> {
        call!(self, "cuEventRecord", event.0 => Handle, ptr::null_mut() => Handle)
    }

    /// Waits for `end`; returns the microseconds since `start`.
    pub fn microseconds(&self, start: &Event, end: &Event) -> Result<f64> {
        let mut milliseconds = 0f32;
        call!(self, "cuEventSynchronize", end.0 => Handle)?;
        call!(self, "cuEventElapsedTime", &mut milliseconds => *mut f32, start.0 => Handle, end.0 => Handle)?;
        Ok(f64::from(milliseconds) * 1000.0)
    }
}

pub struct Module(Handle);

pub struct Function {
    handle: Handle,
    /// Registers per thread.
    pub registers: i32,
    /// Local memory per thread, beside registers.
    pub local_bytes: i32,
}

#[derive(Clone, Copy)]
pub struct Buffer {
    pub address: u64,
}

pub struct Event(Handle);
