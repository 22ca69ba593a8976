//! Seals public traits.

/// A supertrait of the traits that only this crate implements. Other crates cannot name it, so such a trait may get new methods.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot implement a trait that is `offload`'s own",
    label = "not one of the types that `offload` implements it for"
)]
pub trait Sealed {}
