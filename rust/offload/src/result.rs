//! The result of a launch.

/// The result of a launch, and of everything else in this crate that can fail.
///
/// ```
/// # use offload::Each;
/// #[offload::kernel]
/// fn double(mut y: Each<f32>) {
///     *y *= 2.0;
/// }
///
/// fn twice(y: &mut [f32]) -> offload::Result<()> {
///     double::launch(y)
/// }
/// # let mut y = [1.5];
/// # twice(&mut y).unwrap();
/// # assert_eq!(y, [3.0]);
/// ```
pub type Result<T> = core::result::Result<T, offload_rt::Error>;
