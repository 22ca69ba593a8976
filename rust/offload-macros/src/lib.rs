//! The macros of the crate `rust-offload`. Use them as `offload::kernel` and `offload::DeviceData`.

mod arguments;
mod attribute;
mod by_value;
mod cfg;
mod data;
mod errors;
mod expand;
mod final_type;
mod fingerprint;
mod host;
mod kernel;
mod launches;
mod place;
mod run;
mod signature;
mod std_kernel;
mod std_launch;
mod types;
mod view;

use proc_macro::TokenStream;

/// Makes a function a kernel: every thread of a grid runs it.
///
/// The attribute adds a type with the function's name. Its function `launch` takes the arguments and waits
/// for the device; `launch_on` takes a `Launch` before them, with options such as the size of a block.
/// Kernels can still call the function itself, and so can the host if it has values for the parameters. The
/// launches have the visibility, `cfg`s and documentation of the function.
///
/// ```
/// use offload::Each;
///
/// #[offload::kernel]
/// fn saxpy(a: f32, x: &[f32], mut y: Each<f32>) {
///     *y += a * x[y.index()];
/// }
///
/// let x = vec![1.0, 2.0, 3.0];
/// let mut y = vec![1.0; 3];
/// saxpy::launch(10.0, &x, &mut y)?;
/// assert_eq!(y, [11.0, 21.0, 31.0]);
/// # Ok::<(), offload::Error>(())
/// ```
///
/// # Parameters
///
/// | the kernel takes | the launch takes | on the device |
/// |---|---|---|
/// | numbers, `bool`, `char` | the same | a copy for every thread |
/// | arrays, tuples, `Copy` types with `#[derive(DeviceData)]` | the same | a copy for every thread |
/// | `F`, `impl Fn(…)` with `Copy + Send + 'static` | the same, such as a closure | a copy for every thread |
/// | `&T`, `&[T]`, `&[T; N]`, `&str` | the same | sent there; all threads read it |
/// | `&AtomicU32`, `&[AtomicU32]` and their relatives | the same | sent there and back; all threads share it |
/// | `Copy` structs with `#[derive(DeviceView)]` | the same | sent there with all that it refers to |
/// | `Each<T>` | `&mut [T]` | sent there and back; each thread has one element |
/// | `Each2<T>`, `EachRow<T>`, `EachTile<T, W, H>` | `Grid2` | sent there and back; each thread has one element, row or tile of a row-major grid |
/// | `Each3<T>` | `Grid3` | sent there and back; each thread has one element of a volume |
/// | `EachChunk<T>` | `Chunks` | sent there and back; each thread has some neighbouring elements |
/// | `EachOut<T>` | `&mut [MaybeUninit<T>]` | sent back only; each thread has one element to write |
/// | `EachRef<T>` | `&[T]` | sent there; each thread has one element to read |
///
/// A parameter under `#[cfg(…)]` exists where the condition holds, in the launch as well.
///
/// The launch's signature has the types of the second column. The macro recognises pieces by their names, the
/// last one of a path: an alias of `Each<T>`, or a new name from a `use`, is an error.
///
/// The grid has as many threads as the split arguments have pieces. If arguments have different numbers of
/// pieces, the launch returns an error before it moves any data. Without pieces nothing runs.
///
/// # Generic kernels
///
/// Type and const parameters, bounds and `where` clauses work as in any function. The compiler infers them at
/// the launch, or the launch gives them, as in `fasten::launch::<4>(…)`:
///
/// ```
/// use offload::Each;
///
/// #[offload::kernel]
/// fn apply<F>(f: F, x: &[f32], mut y: Each<f32>)
/// where
///     F: Fn(f32) -> f32 + Copy + Send + 'static,
/// {
///     *y = f(x[y.index()]);
/// }
///
/// let offset = 0.5;
/// let mut y = [0.0; 3];
/// apply::launch(move |x| x * x + offset, &[1.0, 2.0, 3.0], &mut y)?;
/// assert_eq!(y, [1.5, 4.5, 9.5]);
/// # Ok::<(), offload::Error>(())
/// ```
///
/// # `unsafe` kernels
///
/// An `unsafe fn` may also take `&mut T`, `&mut [T]`, `&mut [MaybeUninit<T>]` and raw pointers. Every thread
/// gets the whole argument. The launches are `unsafe`. `unsafe { k::launch_on(Launch::new().cover(n), …) }`
/// gives the grid, and the kernel reads its place in the grid through `offload::device`. Without a grid in
/// the options, the grid follows from the kernel's pieces.
///
/// # Safety
///
/// The caller of the launch of an `unsafe` kernel is responsible for its threads: no two may write the same
/// element, none may read an element that another writes, and raw pointers must be valid *on the device*.
///
/// # Options
///
/// - `#[offload::kernel(fp = "strict")]`: every floating-point operation rounds separately, as in plain Rust.
///   Without this option GPUs compute `a * b + c` with one rounding, as CUDA and HIP programs do. The CPU
///   device is always strict. The option does not change math functions: they come from the device's library.
/// - `#[offload::kernel(max_block = 512)]`: blocks have up to 512 threads. A GPU divides its registers among
///   the threads of a block, so a kernel is compiled for a maximum number of threads, from 1 to 1024. A
///   launch with a larger block is an error (OFL108). The default is 256, and 1024 for an `unsafe` kernel;
///   use 256 there for a kernel that needs many registers.
/// - `#[offload::kernel(crate = path)]` names this crate if its name is not `offload` in the kernel's scope.
///
/// Commas separate several options.
#[proc_macro_attribute]
pub fn kernel(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute::expand(kernel::Surface::Own, options.into(), item.into()).into()
}

/// Implements `offload::DeviceData` for a struct or an enum whose fields are all plain data.
///
/// ```
/// #[derive(Clone, Copy, offload::DeviceData)]
/// struct Complex<T> {
///     re: T,
///     im: T,
/// }
/// ```
#[proc_macro_derive(DeviceData, attributes(device_data))]
pub fn derive_device_data(item: TokenStream) -> TokenStream {
    data::expand(item.into()).into()
}

/// Implements `offload::DeviceView` for a struct whose fields are plain data, atomics, references to such data, or structs of
/// these.
///
/// ```
/// #[derive(Clone, Copy, offload::DeviceView)]
/// struct Mesh<'a, T> {
///     vertices: &'a [[T; 3]],
///     triangles: &'a [[u32; 3]],
///     scale: T,
/// }
/// ```
#[proc_macro_derive(DeviceView, attributes(device_view))]
pub fn derive_device_view(item: TokenStream) -> TokenStream {
    view::expand(item.into()).into()
}

/// std::offload's attribute for kernels. `offload::std_offload` describes it; a launch is `unsafe`.
#[proc_macro_attribute]
pub fn offload_kernel(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute::expand(kernel::Surface::Std, options.into(), item.into()).into()
}

/// std::offload's launch of a kernel. `offload::std_offload` describes it.
#[proc_macro]
pub fn offload(fields: TokenStream) -> TokenStream {
    std_launch::expand(fields.into(), std_launch::Outcome::Panic).into()
}

/// Like `offload!`, but an expression of type `offload::Result<()>`.
#[proc_macro]
pub fn try_offload(fields: TokenStream) -> TokenStream {
    std_launch::expand(fields.into(), std_launch::Outcome::Result).into()
}
