//! The code with which the derives make their type an argument by value.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Generics, Ident, Path};

/// The implementation of `Argument` for `name`: `items`, and the code that is the same for all types.
/// `grounds` is the function that proves it.
///
/// Code that depends on the type is in `items`, and names only `core`, methods of the parameters' types, and
/// the derived trait. So `crate = path` cannot replace it.
pub fn by_value(
    path: &Path,
    name: &Ident,
    generics: &Generics,
    grounds: &TokenStream,
    items: &TokenStream,
) -> TokenStream {
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    quote! {
        // SAFETY: the slots are those of a value of this type, and `piece` is a copy of it.
        #[automatically_derived]
        unsafe impl #impl_generics #path::__private::Argument for #name #type_generics #where_clause {
            type Host = Self;
            type Piece = Self;
            type Access = #path::__private::Safe;
            const GROUNDS: #path::__private::Grounds<Self> = <#path::__private::Grounds<Self>>::#grounds();
            #items
        }
    }
}
