//! Errors: those of one expansion, all reported together, and the places of the compiler's own.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// Gives all of `tokens`, none of them in a group, one place, so that the compiler's errors point there.
pub fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let place = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.into_iter().map(place).collect()
}

/// Gives all of `tokens` one place, and leaves what their names mean.
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

/// Errors found so far.
#[derive(Default)]
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

    /// The errors as `compile_error!`s, if there are any.
    pub fn into_tokens(self) -> Option<TokenStream> {
        self.0.map(|error| error.to_compile_error())
    }
}
