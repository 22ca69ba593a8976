//! The seal of public traits that only this crate implements.

/// The supertrait of traits that only this crate implements, so that a later version can add methods and
/// implementations. Other crates cannot name it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot implement a trait that is `offload`'s own",
    label = "not one of the types that `offload` implements it for"
)]
pub trait Sealed {}
