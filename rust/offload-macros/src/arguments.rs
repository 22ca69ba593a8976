//! What a kernel's parameters are to the user crate: types and members of the trait `Argument`.

use crate::errors::{is_default, item_at, relocate};
use crate::kernel::{Kernel, Parameter};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

/// Most slots that one argument has.
const SLOTS_OF_AN_ARGUMENT: usize = 3;

/// Tokens where the compiler reports what is wrong with them.
///
/// What it has to say about a parameter's type that cannot be an argument it says for the parameter and for all that is made of it. With one
/// place for everything it says it once, unless it is unclear which parameter that would be.
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

/// `(first, (second, ()))`, with the place of each where it begins.
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

/// Where a parameter's type begins, as a place in the macro's output: lints leave that alone.
pub fn place(parameter: &Parameter) -> Span {
    Span::call_site().located_at(parameter.ty.span())
}

/// The type that implements `Argument` for a parameter.
///
/// All of it, and of what is generated around it, has the place where the type begins: what the compiler has to say
/// about it several times in one place, it says once.
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

/// Path of what only the macros' output names.
pub fn private_path(kernel: &Kernel) -> TokenStream {
    let path = &kernel.options.crate_path;
    quote!(#path::__private)
}

/// Room for the slots of all parameters.
pub fn capacity(kernel: &Kernel) -> usize {
    SLOTS_OF_AN_ARGUMENT * kernel.parameters.len()
}
