//! LLVM's offload runtime as the backend, loaded on first use.

use crate::backend::{Backend, KernelLaunch};
use crate::device_arguments::CAPACITY;
use crate::exit;
use crate::left_files::LeftFiles;
use crate::{Error, ErrorKind};
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
use offload_abi::BinaryDescriptor;
use std::ffi::{OsString, c_char, c_int, c_void};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::ptr::{self, NonNull};

/// Releases of LLVM that are known to take version 2 of the kernel arguments.
const KNOWN: RangeInclusive<u32> = 19..=22;

/// Releases of LLVM whose `libomptarget` takes version 2 of the kernel arguments, in order of preference.
const LLVM_RELEASES: [u32; 4] = [19, 22, 21, 20];

/// Map type of a parameter whose value is passed as it is (`TARGET_PARAM | LITERAL`).
const LITERAL: i64 = 0x20 | 0x100;

/// `KernelArgsTy` version without a hidden first parameter.
const KERNEL_ARGUMENTS_VERSION: u32 = 2;

/// `KernelArgsTy` (llvm-project, `offload/include/Shared/APITypes.h`).
#[repr(C)]
struct KernelArguments {
    version: u32,
    count: u32,
    bases: *const u64,
    pointers: *const u64,
    sizes: *const i64,
    types: *const i64,
    names: *const c_void,
    mappers: *const c_void,
    trip_count: u64,
    flags: u64,
    teams: [u32; 3],
    thread_limit: [u32; 3],
    dyn_shared: u32,
}

const _: () = assert!(size_of::<KernelArguments>() == 104);

/// The functions of the loaded library.
pub(crate) struct Libomptarget {
    register_lib: unsafe extern "C" fn(*const BinaryDescriptor),
    target_kernel:
        unsafe extern "C" fn(*const c_void, i64, i32, i32, *const c_void, *const KernelArguments) -> c_int,
    num_devices: unsafe extern "C" fn() -> c_int,
    target_alloc: unsafe extern "C" fn(usize, c_int) -> *mut c_void,
    target_free: unsafe extern "C" fn(*mut c_void, c_int),
    /// LLVM's own addition to OpenMP, which copies can do without.
    target_alloc_host: Option<unsafe extern "C" fn(usize, c_int) -> *mut c_void>,
    target_memcpy:
        unsafe extern "C" fn(*mut c_void, *const c_void, usize, usize, usize, c_int, c_int) -> c_int,
    target_data_begin: unsafe extern "C" fn(
        *const c_void,
        i64,
        i32,
        *const c_void,
        *const c_void,
        *const i64,
        *const i64,
        *const c_void,
        *const c_void,
    ),
    /// The host's number for `omp_target_memcpy` changes with the number of devices, so each copy asks for
    /// it.
    initial_device: unsafe extern "C" fn() -> c_int,
    left_files: LeftFiles,
}

impl Libomptarget {
    /// Loads the library that `OFFLOAD_LIBOMPTARGET` names, or else the first one that is installed.
    pub(crate) fn load() -> Result<Self, Error> {
        match std::env::var_os("OFFLOAD_LIBOMPTARGET").filter(|path| !path.is_empty()) {
            Some(path) => Self::load_first(&[path]),
            None => Self::load_first(&installed_names()),
        }
    }

    fn load_first(names: &[OsString]) -> Result<Self, Error> {
        let tried = || names.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        let mut reason = String::new();
        for name in names {
            // SAFETY: the constructors of LLVM's runtime may run at any time on any thread.
            match unsafe { Library::open(Some(name), RTLD_NOW | RTLD_LOCAL) } {
                Ok(library) => {
                    return Self::with_symbols_of(library).map_err(|reason| {
                        Error::from(ErrorKind::RuntimeMissing {
                            tried: vec![name.to_string_lossy().into_owned()],
                            reason,
                        })
                    });
                }
                // The error of an existing library that doesn't load says more than the errors of absent
                // ones.
                Err(error) if reason.is_empty() || is_present(name) => reason = error.to_string(),
                Err(_) => {}
            }
        }
        Err(Error::from(ErrorKind::RuntimeMissing { tried: tried(), reason }))
    }

    /// The file that the library was loaded from.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        let address = self.register_lib as usize;
        let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
        maps.lines().find_map(|line| {
            let (begin, end) = line.split(' ').next()?.split_once('-')?;
            let number = |text| usize::from_str_radix(text, 16).ok();
            let path = &line[line.find('/')?..];
            (number(begin)?..number(end)?).contains(&address).then(|| path.into())
        })
    }

    /// Makes a device load its images before the first kernel runs there, so that the images stay loaded
    /// before threads run in them.
    fn load_images(&self, device: u32) {
        if self.left_files.are_swept(device) {
            return;
        }
        // A GPU's driver may register handlers when a device is first used.
        // SAFETY: the call maps nothing; it makes the device ready, as for a kernel.
        exit::GATE.load(|| unsafe {
            (self.target_data_begin)(
                ptr::null(),
                device.into(),
                0,
                ptr::null(),
                ptr::null(),
                ptr::null(),
                ptr::null(),
                ptr::null(),
                ptr::null(),
            );
        });
        self.left_files.sweep(device);
    }

    /// Looks up every function; the error says which one is missing, or why the library does not do.
    fn with_symbols_of(library: Library) -> Result<Self, String> {
        macro_rules! symbol {
            ($name:literal) => {
                // SAFETY: the field that receives it has the type that LLVM's header gives the function.
                *unsafe { library.get($name.as_bytes()) }
                    .map_err(|_| format!("it has no usable `{}`", $name))?
            };
        }
        let this = Self {
            register_lib: symbol!("__tgt_register_lib"),
            target_kernel: symbol!("__tgt_target_kernel"),
            num_devices: symbol!("omp_get_num_devices"),
            target_alloc: symbol!("omp_target_alloc"),
            target_free: symbol!("omp_target_free"),
            // SAFETY: LLVM's header declares this type.
            target_alloc_host: unsafe { library.get(b"llvm_omp_target_alloc_host") }
                .ok()
                .map(|symbol| *symbol),
            target_memcpy: symbol!("omp_target_memcpy"),
            target_data_begin: symbol!("__tgt_target_data_begin_mapper"),
            initial_device: symbol!("omp_get_initial_device"),
            left_files: LeftFiles::default(),
        };
        check_release(release(&library, this.file().as_deref()))?;
        // When LLVM first opens a library, it makes a list whose destructor closes all libraries that LLVM
        // has opened. This call makes the list, so that our handler is registered after the destructor and
        // before an image is opened. Otherwise a program that exits during its first launch would lose the
        // image under it.
        // SAFETY: llvm-c/Support.h declares this type; null is the program itself.
        if let Ok(open) = unsafe {
            library.get::<unsafe extern "C" fn(*const c_char) -> c_int>(b"LLVMLoadLibraryPermanently")
        } {
            // SAFETY: as above.
            unsafe { open(ptr::null()) };
        }
        // Its threads and exit handlers live until the process ends: it is never unloaded.
        std::mem::forget(library);
        Ok(this)
    }
}

/// The release of LLVM that a runtime library belongs to, from the LLVM that it is linked to, or from its
/// file name. `None` if neither tells.
fn release(library: &Library, file: Option<&Path>) -> Option<u32> {
    // SAFETY: llvm-c/Core.h declares this type.
    let get = unsafe { library.get::<unsafe extern "C" fn(*mut u32, *mut u32, *mut u32)>(b"LLVMGetVersion") };
    if let Ok(get) = get {
        let (mut major, mut minor, mut patch) = (0, 0, 0);
        // SAFETY: each result has its place.
        unsafe { get(&mut major, &mut minor, &mut patch) };
        return Some(major);
    }
    file?.file_name()?.to_str()?.strip_prefix("libomptarget.so.")?.split('.').next()?.parse().ok()
}

/// A newer runtime may expect other arguments for kernels without an error, and run kernels with wrong ones.
fn check_release(release: Option<u32>) -> Result<(), String> {
    match release {
        Some(release) if !KNOWN.contains(&release) => Err(format!(
            "it is that of LLVM {release}, and this program knows those of LLVM {} to {}",
            KNOWN.start(),
            KNOWN.end()
        )),
        _ => Ok(()),
    }
}

fn is_present(name: &OsString) -> bool {
    Path::new(name).is_absolute() && Path::new(name).exists()
}

fn installed_names() -> Vec<OsString> {
    let mut names = Vec::new();
    for release in LLVM_RELEASES {
        names.push(format!("libomptarget.so.{release}.1").into());
        names.push(format!("/usr/lib/llvm-{release}/lib/libomptarget.so.{release}.1").into());
    }
    names.push("libomptarget.so".into());
    names
}

fn result_of(function: &str, code: c_int) -> Result<(), String> {
    if code == 0 { Ok(()) } else { Err(format!("{function} returned {code}")) }
}

impl Backend for Libomptarget {
    unsafe fn register(&self, binary: *const BinaryDescriptor) {
        // SAFETY: the caller passes a descriptor that lives as long as the process.
        unsafe {
            (self.register_lib)(binary);
            self.left_files.expect(&*binary);
        }
    }

    fn device_count(&self) -> u32 {
        // SAFETY: no preconditions.
        unsafe { (self.num_devices)() }.try_into().unwrap_or(0)
    }

    fn allocate(&self, device: u32, bytes: u64) -> Option<u64> {
        // SAFETY: any size and device number may be asked for; it answers null.
        let address = unsafe { (self.target_alloc)(bytes as usize, device as c_int) };
        (!address.is_null()).then_some(address as u64)
    }

    unsafe fn free(&self, device: u32, address: u64) {
        // SAFETY: the caller passes an address that came from `target_alloc` on this device.
        unsafe { (self.target_free)(address as *mut c_void, device as c_int) }
    }

    unsafe fn copy_to(&self, device: u32, address: u64, host: *const u8, bytes: u64) -> Result<(), String> {
        // SAFETY: the caller vouches for both ranges.
        let code = unsafe {
            let from = (self.initial_device)();
            (self.target_memcpy)(
                address as *mut c_void,
                host.cast(),
                bytes as usize,
                0,
                0,
                device as c_int,
                from,
            )
        };
        result_of("omp_target_memcpy", code)
    }

    unsafe fn copy_from(&self, device: u32, address: u64, host: *mut u8, bytes: u64) -> Result<(), String> {
        // SAFETY: the caller vouches for both ranges.
        let code = unsafe {
            let to = (self.initial_device)();
            (self.target_memcpy)(
                host.cast(),
                address as *const c_void,
                bytes as usize,
                0,
                0,
                to,
                device as c_int,
            )
        };
        result_of("omp_target_memcpy", code)
    }

    fn allocate_pinned(&self, device: u32, bytes: u64) -> Option<NonNull<u8>> {
        // SAFETY: any size and device number may be asked for; it answers null.
        NonNull::new(unsafe { self.target_alloc_host?(bytes as usize, device as c_int) }.cast())
    }

    unsafe fn launch(&self, launch: &KernelLaunch<'_>) -> Result<(), String> {
        static SIZES: [i64; CAPACITY] = [8; CAPACITY];
        static TYPES: [i64; CAPACITY] = [LITERAL; CAPACITY];
        if launch.arguments.len() > CAPACITY {
            return Err(format!("{} arguments are too many", launch.arguments.len()));
        }
        let arguments = KernelArguments {
            version: KERNEL_ARGUMENTS_VERSION,
            count: launch.arguments.len() as u32,
            bases: launch.arguments.as_ptr().cast(),
            pointers: launch.arguments.as_ptr().cast(),
            sizes: SIZES.as_ptr(),
            types: TYPES.as_ptr(),
            names: ptr::null(),
            mappers: ptr::null(),
            trip_count: 0,
            flags: 0,
            teams: [launch.blocks, 1, 1],
            thread_limit: [launch.threads, 1, 1],
            dyn_shared: launch.dyn_shared,
        };
        self.load_images(launch.device);
        // SAFETY: the entry is in a registered table; every argument is a literal, so that the runtime looks nothing up.
        let code = unsafe {
            (self.target_kernel)(
                ptr::null(),
                launch.device.into(),
                launch.blocks as i32,
                launch.threads as i32,
                (*launch.entry).address,
                &arguments,
            )
        };
        result_of("__tgt_target_kernel", code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_library_names_what_was_tried() {
        let Err(error) = Libomptarget::load_first(&["/nowhere/libomptarget.so".into()]) else {
            panic!("loaded from nowhere");
        };
        assert_eq!(error.id(), "OFL102");
        let text = error.to_string();
        assert!(text.contains("Tried: /nowhere/libomptarget.so."), "{text}");
        assert!(text.contains("cannot open shared object file"), "{text}");
    }

    /// Without it large copies would be slow, and nothing would say so.
    #[test]
    fn the_installed_library_allocates_pinned_memory() {
        let Ok(library) = Libomptarget::load() else { panic!("no library") };
        assert!(library.target_alloc_host.is_some());
    }

    #[test]
    fn a_library_of_another_release_is_refused() {
        assert_eq!([None, Some(19), Some(22)].map(check_release), [const { Ok(()) }; 3]);
        let error = check_release(Some(23)).unwrap_err();
        assert_eq!(error, "it is that of LLVM 23, and this program knows those of LLVM 19 to 22");
        assert!(check_release(Some(18)).is_err());
    }

    #[test]
    fn the_release_is_that_of_llvm_or_of_the_file() {
        // SAFETY: both are loaded already.
        let (c, llvm) = unsafe { (Library::new("libc.so.6").unwrap(), Libomptarget::load().unwrap()) };
        let release_of = |file: &str| release(&c, Some(Path::new(file)));
        assert_eq!(release_of("/usr/lib/libomptarget.so.23.1"), Some(23));
        assert_eq!((release_of("/usr/lib/libomptarget.so"), release(&c, None)), (None, None));
        let file = llvm.file().unwrap();
        // SAFETY: as above.
        let library = unsafe { Library::new(&file).unwrap() };
        assert!(KNOWN.contains(&release(&library, Some(&file)).unwrap()));
    }

    #[test]
    fn a_library_without_the_functions_is_refused() {
        let Err(error) = Libomptarget::load_first(&["libc.so.6".into()]) else { panic!("took libc") };
        assert!(error.to_string().contains("__tgt_register_lib"), "{error}");
    }
}
