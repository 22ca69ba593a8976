//! What keeps a public trait to this crate.

/// Stands above traits that only this crate implements, so that they can get methods, and types can get implementations. Nobody else can name it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot implement a trait that is `offload`'s own",
    label = "not one of the types that `offload` implements it for"
)]
pub trait Sealed {}
