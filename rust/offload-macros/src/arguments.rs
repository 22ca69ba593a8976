//! A kernel's parameters in terms of the user crate: types and members of the trait `Argument`.

use crate::errors::{is_default, item_at, relocate};
use crate::kernel::{Kernel, Parameter};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

/// The maximum number of slots of one argument.
const SLOTS_OF_AN_ARGUMENT: usize = 3;

/// Tokens with the place at which the compiler reports errors about them.
///
/// The compiler reports a type that cannot be an argument for the parameter and for all code that is
/// generated from it. If everything has the same place, the compiler reports the error once. If several
/// parameters are equally doubtful, the tokens keep their places.
pub fn in_place(kernel: &Kernel, tokens: TokenStream) -> TokenStream {
    let most = kernel.parameters.iter().map(Parameter::doubt).max().unwrap_or_default();
    let mut doubtful = kernel.parameters.iter().filter(|parameter| parameter.doubt() == most);
    match (doubtful.next(), doubtful.next()) {
        (Some(parameter), None) if is_default(&kernel.options.crate_path) => {
            relocate(tokens, place(parameter))
        }
        _ => tokens,
    }
}

/// `(first, (second, ()))`. Each pair has the place of its first element.
pub fn nest(items: impl DoubleEndedIterator<Item = TokenStream>) -> TokenStream {
    items.rev().fold(quote!(()), |rest, first| {
        let span = first.span();
        quote_spanned!(span=> (#first, #rest))
    })
}

/// The parameter types as a list.
pub fn list(kernel: &Kernel) -> TokenStream {
    nest(kernel.parameters.iter().map(|parameter| argument_type(kernel, parameter)))
}

/// The place where a parameter's type begins, as a place in the macro's output, which lints ignore.
pub fn place(parameter: &Parameter) -> Span {
    Span::call_site().located_at(parameter.ty.span())
}

/// The type that implements `Argument` for a parameter.
///
/// All of its tokens, and the code around it, have the place where the type begins: the compiler reports an
/// error that it finds several times at one place only once.
fn argument_type(kernel: &Kernel, parameter: &Parameter) -> TokenStream {
    let span = place(parameter);
    let ty = relocate(parameter.ty.to_token_stream(), span);
    let Some(carrier) = parameter.carrier else { return ty };
    let carrier = Ident::new(carrier, span);
    let carrier = item_at(&kernel.options.crate_path, quote_spanned!(span=> __private::#carrier), span);
    quote_spanned!(span=> #carrier<#ty>)
}

/// An associated type or constant of a parameter's `Argument`.
fn member(kernel: &Kernel, parameter: &Parameter, member: &str) -> TokenStream {
    let (argument, span) = (argument_type(kernel, parameter), place(parameter));
    let argument_trait =
        item_at(&kernel.options.crate_path, quote_spanned!(span=> __private::Argument), span);
    let member = Ident::new(member, span);
    quote_spanned!(span=> <#argument as #argument_trait>::#member)
}

/// The same member of every parameter.
pub fn members(kernel: &Kernel, name: &str) -> impl DoubleEndedIterator<Item = TokenStream> {
    kernel.parameters.iter().map(move |parameter| member(kernel, parameter, name))
}

/// The path of items that only the macros' output names.
pub fn private_path(kernel: &Kernel) -> TokenStream {
    let path = &kernel.options.crate_path;
    quote!(#path::__private)
}

/// Room for the slots of all parameters.
pub fn capacity(kernel: &Kernel) -> usize {
    SLOTS_OF_AN_ARGUMENT * kernel.parameters.len()
}
