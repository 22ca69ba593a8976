//! Symbol names, module flags and section names.

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $text;)*

        /// Every name of the contract with the name of its constant, for the C header.
        pub const NAMES: &[(&str, &str)] = &[$((stringify!($name), $text)),*];
    };
}

names! {
    /// The launch: `i32 __offload_launch(entry, descriptor, slots, params)`.
    ///
    /// `entry` is a direct reference to the kernel's shim and `descriptor` a constant [`crate::Descriptor`].
    LAUNCH_SYMBOL = "__offload_launch";
    /// Prefix of every device intrinsic and every other symbol of the contract.
    SYMBOL_PREFIX = "__offload_";
    /// Device intrinsics `u32 __offload_<name>_<x|y|z>()`: index of the thread in its block.
    THREAD_ID = "__offload_thread_id_";
    /// Index of the block in the grid.
    BLOCK_ID = "__offload_block_id_";
    /// Threads of a block along the axis.
    BLOCK_SIZE = "__offload_block_size_";
    /// Blocks of the grid along the axis.
    GRID_SIZE = "__offload_grid_size_";
    /// `u64 __offload_global_id_<x|y|z>()`: `block_id * block_size + thread_id`, without a division on any device.
    GLOBAL_ID = "__offload_global_id_";
    /// `ptr __offload_report()`: the launch's [`crate::Report`], or null if there is none.
    REPORT_INTRINSIC = "__offload_report";
    /// `ptr __offload_dynamic_shared()`: the block's dynamic shared memory, of [`crate::LaunchParams::dyn_shared`] bytes and
    /// aligned to [`crate::DYNAMIC_SHARED_ALIGN`].
    DYNAMIC_SHARED_INTRINSIC = "__offload_dynamic_shared";
    /// `noreturn void __offload_exit()`: ends the calling device thread.
    EXIT_INTRINSIC = "__offload_exit";
    /// `noreturn void __offload_panic_handler(const PanicInfo *)`: defined by the user crate; the device pass sends
    /// every panic of a kernel there.
    PANIC_HANDLER = "__offload_panic_handler";
    /// `noreturn void __offload_panic_operands(u32 kind, u64, u64, u64, const Location *)`, like
    /// [`PANIC_HANDLER`]: for core's own panics that would format numbers. The host formats them from
    /// [`crate::Report::operands`].
    PANIC_OPERANDS_HANDLER = "__offload_panic_operands";
    /// `noreturn void __offload_panic_text(const u8 *, usize, const Location *)`, like [`PANIC_HANDLER`]: for
    /// core's own panics with a constant text.
    PANIC_TEXT_HANDLER = "__offload_panic_text";
    /// `noreturn void __offload_abort(const u8 *file, usize length, u32 line, u32 column)`, like
    /// [`PANIC_HANDLER`]: for `core::intrinsics::abort`. The file is null if the place is not known.
    ABORT_HANDLER = "__offload_abort";
    /// Memory in a kernel: `ptr __offload_allocate(usize size, usize align)`. Defined by the user crate; the
    /// device pass makes `__rust_alloc` call it. The following functions replace Rust's other allocation
    /// functions.
    ALLOCATE = "__offload_allocate";
    /// `ptr __offload_allocate_zeroed(usize size, usize align)`.
    ALLOCATE_ZEROED = "__offload_allocate_zeroed";
    /// `void __offload_deallocate(ptr, usize size, usize align)`.
    DEALLOCATE = "__offload_deallocate";
    /// `ptr __offload_reallocate(ptr, usize size, usize align, usize new_size)`.
    REALLOCATE = "__offload_reallocate";
    /// `noreturn void __offload_allocation_failed(usize size, usize align)`: for `__rust_alloc_error_handler`.
    ALLOCATION_FAILED = "__offload_allocation_failed";
    /// `void __offload_print(fmt::Arguments)`, in Rust's own calling convention: for `std::io::_print`, which `print!` calls.
    PRINT = "__offload_print";
    /// The same for `std::io::_eprint`.
    PRINT_ERROR = "__offload_print_error";
    /// Name of the user crate's function `fn __offload_type_witness<T>()`, which does nothing: its debug info
    /// contains the type `T`.
    TYPE_WITNESS = "__offload_type_witness";
    /// Runtime layer, in the order in which a lowered launch calls it. See `docs/ir-contract.md` for the signatures.
    RT_PREPARE = "__offload_rt_prepare";
    /// Sends the ranges of one slot to the device.
    RT_MAP_BEGIN = "__offload_rt_map_begin";
    /// Runs the kernel and waits for it.
    RT_KERNEL = "__offload_rt_kernel";
    /// Ends the ranges of one slot, and copies them back if the kernel may have written them.
    RT_MAP_END = "__offload_rt_map_end";
    /// Ends the launch, and says how it went.
    RT_FINISH = "__offload_rt_finish";
    /// Prefix of the hidden symbol of a [`crate::KernelHandle`]; the shim's v0 symbol follows.
    KERNEL_HANDLE_PREFIX = "__offload_kernel.";
    /// Prefix of a kernel's entry point inside a device image; the shim's v0 symbol follows.
    ENTRY_PREFIX = "__offload_entry_";
    /// The hidden symbol of the [`crate::Artifact`].
    ARTIFACT_SYMBOL = "__offload_artifact";
    /// Section of the images (LLVM's `OffloadBinary` container).
    IMAGES_SECTION = ".llvm.offloading";
    /// Section of the manifest (JSON, UTF-8).
    MANIFEST_SECTION = ".offload.manifest";
    /// Section of the records `{entry, descriptor}`, which the device pass adds for each launch and keeps
    /// until the modules are merged.
    RECORDS_SECTION = ".offload.records";
    /// Module flag that names the pass: [`PASS_DEVICE`] or [`PASS_HOST`]. Without it the plugin does nothing.
    PASS_FLAG = "offload_pass";
    /// Module flag with one number for the plugin's own build and all its options.
    CONFIG_FLAG = "offload_config";
}

/// Value of [`PASS_FLAG`] in the device pass.
pub const PASS_DEVICE: u32 = 1;
/// Value of [`PASS_FLAG`] in the host pass.
pub const PASS_HOST: u32 = 2;
