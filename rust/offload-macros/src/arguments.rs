//! A kernel's parameters as the user crate sees them: implementations of the trait `Argument`.

use crate::errors::{is_default, item_at, relocate};
use crate::kernel::{Kernel, Parameter};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

/// The maximum number of slots of one argument.
const SLOTS_OF_AN_ARGUMENT: usize = 3;

/// Gives tokens the place where the compiler reports their errors.
///
/// The compiler reports a parameter type that cannot be an argument for the parameter and for every use of the type. If all of them have the same place,
/// it reports one error. This works when one parameter is more doubtful than the others.
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

/// `(first, (second, ()))`. Each pair has the place of its first item.
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

/// The beginning of a parameter's type, with the macro's hygiene: lints ignore such code.
pub fn place(parameter: &Parameter) -> Span {
    Span::call_site().located_at(parameter.ty.span())
}

/// The type that implements `Argument` for a parameter.
///
/// All of its tokens have the place where the type begins: the compiler reports an error about several of them once.
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

/// Path of the items that only the macros' output names.
pub fn private_path(kernel: &Kernel) -> TokenStream {
    let path = &kernel.options.crate_path;
    quote!(#path::__private)
}

/// An upper bound for the number of slots of all parameters.
pub fn capacity(kernel: &Kernel) -> usize {
    SLOTS_OF_AN_ARGUMENT * kernel.parameters.len()
}
