//! Errors: collects those of one expansion, to report all together, and sets the places of the compiler's
//! errors.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Path, Visibility};

/// Gives all `tokens`, which contain no group, one place, so that the compiler's errors point there.
pub fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let place = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.into_iter().map(place).collect()
}

/// Gives all `tokens` one place, without a change to the meaning of their names.
pub fn relocate(tokens: TokenStream, span: Span) -> TokenStream {
    let place = |token: TokenTree| {
        let mut token = match token {
            TokenTree::Group(group) => {
                TokenTree::from(Group::new(group.delimiter(), relocate(group.stream(), span)))
            }
            token => token,
        };
        token.set_span(span.resolved_at(token.span()));
        token
    };
    tokens.into_iter().map(place).collect()
}

/// `item` of the crate that `path` names, at a place. A path that the user wrote keeps its own place, for
/// errors about it.
pub fn item_at(path: &Path, item: TokenStream, span: Span) -> TokenStream {
    let item = quote!(#path::#item);
    if is_default(path) { relocate(item, span) } else { item }
}

/// Whether `path` is the default, for attributes without `crate = path`.
pub fn is_default(path: &Path) -> bool {
    path.leading_colon.is_some() && path.segments.len() == 1 && path.segments[0].ident == "offload"
}

/// Errors found so far.
#[derive(Clone, Default)]
pub struct Errors(Option<syn::Error>);

impl Errors {
    /// Adds an error at `place`.
    pub fn add(&mut self, place: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(place, message));
    }

    /// Adds an error.
    pub fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The errors as `compile_error!`s under `attributes`, if there are any.
    pub fn into_tokens(self, attributes: &[Attribute]) -> Option<TokenStream> {
        let (errors, attributes) = (self.0?.into_iter(), quote!(#(#attributes)*));
        Some(errors.map(|error| error.to_compile_error()).map(|error| quote!(#attributes #error)).collect())
    }

    /// The same for a wrong kernel `name`. One of the errors replaces the kernel's type, so that its launches
    /// cause no further errors.
    pub fn into_type(
        self,
        attributes: &[Attribute],
        visibility: &Visibility,
        name: &Ident,
    ) -> Option<TokenStream> {
        let mut errors = self.0?.into_iter().map(|error| error.to_compile_error());
        let (first, attributes) = (errors.next(), quote!(#(#attributes)*));
        let rest = errors.map(|error| quote!(#attributes #error));
        Some(quote! {
            #attributes
            #[allow(non_camel_case_types, dead_code)]
            #visibility type #name = #first;
            #(#rest)*
        })
    }
}
