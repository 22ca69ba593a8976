//! The C++ core's interface: `plugin/include/offload/Plugin.h` and `Options.h`.

use std::ffi::{c_char, c_int, c_void};

/// `llvm::PassBuilder`, which the glue only passes on.
#[repr(C)]
pub struct PassBuilder {
    _opaque: [u8; 0],
}

/// `OffloadBytes`: the parts of a `Vec<u8>`.
#[repr(C)]
pub struct OffloadBytes {
    data: *mut u8,
    length: usize,
    capacity: usize,
}

impl OffloadBytes {
    /// Passes `bytes` to the core, which keeps them until it calls `release`.
    pub fn give(bytes: Vec<u8>) -> Self {
        let mut bytes = std::mem::ManuallyDrop::new(bytes);
        Self { data: bytes.as_mut_ptr(), length: bytes.len(), capacity: bytes.capacity() }
    }

    /// Takes the bytes back.
    ///
    /// # Safety
    ///
    /// `self` came from [`OffloadBytes::give`] and is taken once.
    pub unsafe fn take(self) -> Vec<u8> {
        // SAFETY: these are the parts of the vector that `give` took apart.
        unsafe { Vec::from_raw_parts(self.data, self.length, self.capacity) }
    }
}

/// `OffloadOptions`.
#[repr(C)]
pub struct OffloadOptions {
    /// The number that `offload_config` must have.
    pub config: u32,
    /// Whether contraction is off in every kernel.
    pub strict_fp: bool,
    /// The unit of the artifact; empty if it is not known.
    pub unit: *const c_char,
    /// Comma-separated targets.
    pub targets: *const c_char,
    /// See Options.h.
    pub make_image:
        unsafe extern "C" fn(*const c_char, *const u8, usize, *mut OffloadBytes, *mut bool) -> bool,
    /// See Options.h.
    pub device_library: unsafe extern "C" fn(*const c_char, *mut OffloadBytes) -> bool,
    /// See Options.h.
    pub load_image: unsafe extern "C" fn(*const c_char, *const c_char, *mut OffloadBytes) -> bool,
    /// See Options.h.
    pub store_image: unsafe extern "C" fn(*const c_char, *const c_char, *const u8, usize),
    /// See Options.h.
    pub work_apart: unsafe extern "C" fn(
        unsafe extern "C" fn(*mut c_void, c_int),
        *mut c_void,
        *mut OffloadBytes,
        *mut OffloadBytes,
    ) -> bool,
    /// See Options.h.
    pub dump: Option<unsafe extern "C" fn(*const c_char, *const u8, usize)>,
    /// See Options.h.
    pub release: unsafe extern "C" fn(OffloadBytes),
}

unsafe extern "C" {
    /// See Plugin.h.
    pub fn offload_register_passes(builder: *mut PassBuilder, options: *const OffloadOptions);
}
